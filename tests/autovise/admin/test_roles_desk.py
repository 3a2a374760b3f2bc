"""Roles × the catalogue desk's own screens: stock, bulk changes, imports, snippets at a click."""

import json

import pytest

from accounts.models import User
from catalog.models import CatalogueImport, ImportState, Stock, StockMove, Tag
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


STOCK = [
    Action("add to the stock", SELLERS, add_pieces, lambda desk: stock_of(desk).on_hand == 57),
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
def test_the_stock_form_requires_permission_to_change_stock(role, desk):
    check_opened(role, SELLERS, stock_at(desk))
