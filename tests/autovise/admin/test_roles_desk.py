"""Roles × the catalogue desk's own screens: stock, bulk changes, imports, snippets at a click."""

import json
import uuid

import pytest
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from catalog.models import CatalogueImport, ImportState, Sku, Stock, StockEntry, StockMove, Tag
from catalog.uploads.work import check_upload
from tests.autovise.admin.roles_table import (
    EDITORS,
    ROLES,
    SELLERS,
    Action,
    Desk,
    at,
    cells,
    check_cell,
    check_opened,
    latest,
    live,
)
from tests.builders import a_category, a_user
from tests.catalog.uploads.builders import PRODUCT, a_csv, an_upload, what_rows_name

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def stock_at(desk: Desk) -> str:
    return at(f"/admin/stock/{desk.product.sku}/", "change_stock")


def add_pieces(visitor, desk):
    last = StockMove.objects.filter(sku=desk.product.sku).latest("pk").pk
    fields = {"pieces": "7", "reason": "delivery", "note": "", "seen_move": str(last)}
    return visitor.post(stock_at(desk), fields)


def warn_earlier(visitor, desk):
    return visitor.post(stock_at(desk), {"low_at": "30"})


def just_opened() -> dict[str, str]:
    """Hidden fields of the forms of counts and deliveries."""
    return {"token": str(uuid.uuid4()), "opened_at": timezone.now().isoformat()}


def count_pieces(visitor, desk):
    address = at(f"/admin/stock/{desk.product.sku}/count/", "count_stock")
    return visitor.post(address, just_opened() | {"counted": "41"})


def enter_rows(path: str, name: str):
    def do(visitor, desk):
        fields = just_opened() | {"rows": f"{desk.product.sku};7"}
        return visitor.post(at(f"/admin/stock/{path}/", name), fields)

    return do


def stock_of(desk: Desk) -> Stock:
    return Stock.objects.get(pk=desk.product.sku)


def bulk(verb: str, *, page: str = "product", **asked):
    def do(visitor, desk):
        pk = getattr(desk, page).pk
        address = at(f"/admin/bulk/wagtailcore/page/{verb}/?id={pk}", "wagtail_bulk_action")
        fields = {name: value(desk) if callable(value) else value for name, value in asked.items()}
        return visitor.post(address, fields | {"id": str(pk)})

    return do


def shown_price(desk: Desk) -> str:
    return json.dumps({str(desk.product.pk): 1299})


def gift(desk: Desk) -> Tag:
    return Tag.objects.get_or_create(name="Gift", slug="gift")[0]


def electronics(desk: Desk) -> str:
    return str(a_category("electronics").pk)


def in_electronics(page) -> bool:
    return page.category.slug == "electronics"


LOWER = {"direction": "down", "percent": "90", "shown": shown_price}


def lower_at_once(visitor, desk):
    desk.product.save_revision().publish()  # so that no draft is waiting
    return bulk("change_price", publish="on", **LOWER)(visitor, desk)


def change_in_list(field: str, **values):
    def do(visitor, desk):
        pk = desk.product.pk
        seen = Page.objects.get(pk=pk).latest_revision_id
        address = at(f"/admin/in-list/{pk}/{field}/", "change_in_list")
        return visitor.post(address, {"seen_revision": str(seen)} | values)

    return do


def add_pieces_in_list(visitor, desk):
    last = StockMove.objects.filter(sku=desk.product.sku).latest("pk").pk
    address = at(f"/admin/in-list/{desk.product.pk}/stock/", "change_in_list")
    return visitor.post(address, {"pieces": "7", "reason": "delivery", "seen_move": str(last)})


def add_quickly(kind: str, name: str):
    def do(visitor, desk):
        assert desk.product.live
        fields = {"title": "New here", "sku": "AUT-NEW-1", "bundle_type": "standard"}
        parts = {"parts-TOTAL_FORMS": "0", "parts-INITIAL_FORMS": "0"}
        return visitor.post(at(f"/admin/{kind}/new/", name), fields | parts)

    return do


def is_new_here(desk: Desk) -> bool:
    return Sku.objects.filter(pk="AUT-NEW-1", page__title="New here").exists()


IN_LISTS = [
    Action(
        "change a price in the list",
        SELLERS,
        change_in_list("price", price_pence="1.30"),
        lambda desk: latest(desk.product).price_pence == 130,
    ),
    Action(
        "feature a product in the list",
        SELLERS,
        change_in_list("featured", featured="on"),
        lambda desk: latest(desk.product).featured,
    ),
    Action(
        "add to the stock in the list",
        SELLERS,
        add_pieces_in_list,
        lambda desk: stock_of(desk).on_hand == 57,
    ),
    Action(
        "create a product quickly", SELLERS, add_quickly("products", "add_product"), is_new_here
    ),
    Action("create a bundle quickly", SELLERS, add_quickly("bundles", "add_bundle"), is_new_here),
]
STOCK = [
    Action("add to the stock", SELLERS, add_pieces, lambda desk: stock_of(desk).on_hand == 57),
    Action("count", SELLERS, count_pieces, lambda desk: stock_of(desk).on_hand == 41),
    Action(
        "book a delivery",
        SELLERS,
        enter_rows("delivery", "book_delivery"),
        lambda desk: stock_of(desk).on_hand == 57,
    ),
    Action(
        "enter counts",
        SELLERS,
        enter_rows("counts", "enter_counts"),
        lambda desk: stock_of(desk).on_hand == 7,
    ),
    Action("say when stock is low", SELLERS, warn_earlier, lambda d: stock_of(d).low_at == 30),
]
BULK = [
    Action(
        "lower many prices",
        SELLERS,
        bulk("change_price", **LOWER),
        lambda desk: latest(desk.product).price_pence == 130,
    ),
    Action(
        "lower many prices at once",
        SELLERS,
        lower_at_once,
        lambda desk: live(desk.product).price_pence == 130,
    ),
    Action(
        "set the category of many",
        SELLERS,
        bulk("set_category", category=electronics),
        lambda desk: in_electronics(latest(desk.product)),
    ),
    Action(
        "tag many",
        SELLERS,
        bulk("add_tag", tag=lambda desk: str(gift(desk).pk)),
        lambda desk: list(latest(desk.product).tags.all()) == [gift(desk)],
    ),
    Action(
        "feature many",
        SELLERS,
        bulk("set_featured", page="bundle", featured="yes"),
        lambda desk: latest(desk.bundle).featured,
    ),
]


def delete_in_bulk(visitor, desk):
    address = f"/admin/bulk/catalog/tag/delete/?id={gift(desk).pk}"
    return visitor.post(at(address, "wagtail_bulk_action"))


def reorder(visitor, desk):
    first, second = gift(desk), Tag.objects.create(name="Sale", slug="sale", sort_order=1)
    assert first.sort_order == 0
    address = f"/admin/snippets/catalog/tag/reorder/{second.pk}/?position=0"
    return visitor.post(at(address, "wagtailsnippets_catalog_tag:reorder"))


SNIPPETS = [
    Action(
        "delete many tags",
        SELLERS,
        delete_in_bulk,
        lambda desk: not Tag.objects.filter(slug="gift").exists(),
    ),
    Action(
        "put tags in another order",
        SELLERS,
        reorder,
        lambda desk: Tag.objects.order_by("sort_order", "name").first().slug == "sale",
    ),
]


def a_checked_import(author=None) -> CatalogueImport:
    upload = an_upload(author=author or a_user("author@example.com"))
    check_upload(upload.pk)
    return upload


def own_import(visitor) -> CatalogueImport:
    """Create an import of the current user: only its author may write it."""
    pk = visitor.session.get("_auth_user_id")
    return a_checked_import(User.objects.get(pk=pk) if pk else None)


def import_at(name: str, pk: int | None = None, verb: str = "") -> str:
    below = f"{pk}/" if pk else ""
    return at(f"/admin/catalogue/import/{below}{verb}", name)


def upload_file(visitor, desk):
    what_rows_name()
    fields = {"file": a_csv(PRODUCT), "format": "autovise", "outcome": "drafts"}
    return visitor.post(import_at("import_catalogue"), fields)


def have_written(visitor, desk):
    return visitor.post(import_at("write_import", own_import(visitor).pk, "write/"))


def discard(visitor, desk):
    return visitor.post(import_at("discard_import", own_import(visitor).pk, "discard/"))


def download(what: str, name: str):
    def do(visitor, desk):
        desk.answer = visitor.post(at(f"/admin/catalogue/export/{what}/", name))
        return desk.answer

    return do


def is_download(desk) -> bool:
    return desk.answer.status_code == 200 and desk.answer.streaming


def has_import(state: ImportState):
    return lambda desk: CatalogueImport.objects.filter(state=state).exists()


IMPORTS = [
    Action("upload a file", SELLERS, upload_file, has_import(ImportState.UPLOADED)),
    Action("have it written", SELLERS, have_written, has_import(ImportState.ACCEPTED)),
    Action("discard an import", SELLERS, discard, has_import(ImportState.DISCARDED)),
    Action("download all", SELLERS, download("file", "download_catalogue"), is_download),
    Action("download pictures", SELLERS, download("pictures", "download_pictures"), is_download),
]


@cells(IMPORTS)
def test_import_and_export(role, action, desk):
    check_cell(role, action, desk)


@pytest.mark.parametrize("role", ROLES)
def test_import_and_export_open_with_permission_to_change_selling_terms(role):
    check_opened(role, SELLERS, import_at("import_catalogue"))
    check_opened(role, SELLERS, import_at("show_import", a_checked_import().pk))
    check_opened(role, SELLERS, at("/admin/catalogue/export/", "export_catalogue"))


@cells(IN_LISTS)
def test_changing_lists_and_adding_quickly(role, action, desk):
    check_cell(role, action, desk)


@pytest.mark.parametrize("role", ROLES)
def test_opening_quick_forms_choosers_and_values_of_a_row(role, desk):
    for address, name in (
        ("/admin/products/new/", "add_product"),
        ("/admin/products/new/guess/", "guess_product"),
        ("/admin/bundles/new/", "add_bundle"),
        ("/admin/bundles/new/guess/", "guess_bundle"),
        ("/admin/part-chooser/", "part_chooser:choose"),
        ("/admin/part-chooser/results/", "part_chooser:choose_results"),
        (f"/admin/part-chooser/chosen/{desk.product.pk}/", "part_chooser:chosen"),
        ("/admin/part-chooser/chosen-multiple/", "part_chooser:chosen_multiple"),
        *((f"/admin/in-list/{desk.product.pk}/{field}/", "change_in_list")
          for field in ("price", "featured", "stock")),
    ):  # fmt: skip
        check_opened(role, SELLERS, at(address, name))


@cells(STOCK)
def test_stock(role, action, desk):
    check_cell(role, action, desk)


@cells(BULK)
def test_bulk_changes(role, action, desk):
    check_cell(role, action, desk)


@cells(SNIPPETS)
def test_short_cuts_to_snippets(role, action, desk):
    check_cell(role, action, desk)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["products", "bundles"])
def test_the_lists_of_the_catalogue_open_for_editors(role, kind):
    check_opened(role, EDITORS, at(f"/admin/{kind}/", f"{kind}:index"))


@pytest.mark.parametrize("role", ROLES)
def test_the_stock_desk_requires_permission_to_change_stock(role, desk):
    entry = StockEntry.objects.create(token=uuid.uuid4(), kind=StockEntry.Kind.DELIVERY)
    for address, name in (
        ("/admin/stock/", "list_stock"),
        ("/admin/stock/results/", "list_stock_results"),
        ("/admin/stock/?export=csv", "list_stock"),
        ("/admin/stock/ledger/", "list_stock_moves"),
        ("/admin/stock/ledger/results/", "list_stock_moves_results"),
        ("/admin/stock/ledger/?export=csv", "list_stock_moves"),
        ("/admin/stock/delivery/", "book_delivery"),
        ("/admin/stock/counts/", "enter_counts"),
        (f"/admin/stock/entries/{entry.pk}/", "show_stock_entry"),
    ):
        check_opened(role, SELLERS, at(address, name))


@pytest.mark.parametrize("role", ROLES)
def test_the_stock_form_requires_permission_to_change_stock(role, desk):
    check_opened(role, SELLERS, stock_at(desk))
