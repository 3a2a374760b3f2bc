"""Products that are imported together equal products that are saved and published one by one."""

import json
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models.signals import m2m_changed, post_init, post_save, pre_init, pre_save
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import LogContext
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry
from wagtail.signals import page_published, published

from catalog.imports.bulk.products import build_products
from catalog.imports.bulk.writer import write_products
from catalog.imports.existing import load_existing
from catalog.imports.pictures.names import PictureNames
from catalog.imports.pictures.resolver import Pictures
from catalog.imports.plan import plan_row
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.report import Outcome
from catalog.imports.rows.snippets import Snippets
from catalog.imports.runner import Import, ImportOptions
from catalog.imports.writer import prepare_row, write_row
from catalog.models import (
    Category,
    ProductIndexPage,
    ProductPage,
    ProductPicture,
    Sku,
    Stock,
    StockMove,
    Subcategory,
    Tag,
)
from catalog.search.bulk_index import indexed_together
from tests.autovise.admin.roles_table import edit_address, form_of
from tests.builders import (
    a_category,
    a_picture,
    a_product,
    a_type,
    a_user,
    a_visitor,
    an_upload,
)
from tests.catalog.imports.bulk.snapshots import difference, snapshot
from tests.catalog.imports.formats.files import write

pytestmark = pytest.mark.django_db

PLAIN = {
    "title": "Thing", "tier": "Standard", "product_type": "Spray", "category": "cleaning-care",
    "price": "5.00", "description": "A thing.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def snippets():
    category, _ = a_category(), a_type()
    Subcategory.objects.create(name="Glass", slug="glass", category=category)
    for name in ("New", "Gift"):
        Tag.objects.create(name=name, slug=name.lower())


def a_rich_row() -> dict:
    """A row with a value in each column of a live product."""
    linked = a_product(title="Cloth", slug="cloth")
    names = {name: a_picture(name, width=20 + len(name)).file.name for name in ("a", "bc", "def")}
    first, *others = (name.rpartition("/")[2] for name in names.values())
    body = [
        {"type": "text", "value": f'<p>A <a href="/products/{linked.slug}/">cloth</a>.</p>'},
        {"type": "facts", "value": {"heading": "Facts", "facts": [{"name": "A", "value": "b"}]}},
        {"type": "picture", "value": {"image": {"image": first, "alt_text": "", "decorative": True},
                                      "caption": "The tin"}},
    ]  # fmt: skip
    return PLAIN | {
        "sku": "AUT-XX-701", "slug": "hard-wax", "title": "Hard Wax – 250 ml", "state": "live",
        "product_code": "C1-HARDWAX-P", "variant": "250 ml", "family": "wax", "tier": "Pro",
        "subcategory": "glass", "tags": "new|gift", "price": "12.99", "net_quantity": "250 ml",
        "highlights": "Beads water|Lasts", "body": json.dumps(body),
        "questions": "Is it safe? Yes.|Why? It is wax.", "specification": "Ratio: 1|Colour: White",
        "dimensions": "70 x 70 x 40 mm", "weight": "1.25 kg", "box_contents": "One tin|One pad",
        "instructions": "Wipe on.|Wipe off.", "signal_word": "Warning",
        "hazard_statements": "H319 Causes serious eye irritation.", "minimum_age": "16",
        "related": "AUT-XX-009|AUT-XX-008", "image": first, "more_pictures": "|".join(others),
        "image_type": "C1", "image_ready": "yes", "featured": "yes", "seo_title": "Wax for cars",
        "search_description": "Wax that lasts.", "show_in_menus": "yes", "stock": "7",
        "low_at": "3", "most_per_order": "2", "go_live_at": "2020-07-01T09:00:00.123456+01:00",
        "expire_at": (timezone.now() + timedelta(days=400)).isoformat(),
    }  # fmt: skip


def rows_of_each_kind() -> list[dict]:
    return [
        a_rich_row(),
        PLAIN | {"sku": "AUT-XX-702", "stock": "0"},
        PLAIN | {"sku": "AUT-XX-703", "stock": "4", "low_at": "1"},  # the same title
        PLAIN | {"sku": "AUT-XX-704", "state": "draft", "title": "Draft", "stock": "2"},
        {"sku": "AUT-XX-705", "state": "draft", "title": "Unfinished", "signal_word": "Danger"},
    ]


def write_together(task: Import) -> None:
    assert task.write().counts[Outcome.NEW] == task.rows


def a_context(task: Import) -> ImportContext:
    pictures = Pictures(None, task.user)
    return ImportContext(task.contents, Snippets(), pictures, Bodies(pictures))


def write_alone(task: Import) -> None:
    """Save and publish each page, as changed rows are written."""
    context = a_context(task)
    with transaction.atomic(), indexed_together():
        for row in task.contents.in_order(task.source):
            shop = load_existing([row], context.pictures)
            plan = plan_row(row, context, shop)
            assert plan.outcome is Outcome.NEW, plan
            prepare_row(plan, context)
            write_row(plan, context, shop, user=task.user)


def tables_after(write, task: Import, log_context):
    """Return a snapshot of all tables after writing, which is undone."""
    point = transaction.savepoint_create()
    with log_context:
        write(task)
    found = snapshot()
    transaction.savepoint_rollback(point)
    return found


@pytest.mark.parametrize("is_in_a_request", [False, True])
@pytest.mark.parametrize("has_author", [False, True])
def test_every_table_is_the_same(tmp_path, owner, is_in_a_request, has_author):
    file = write(tmp_path / "rows.csv", rows_of_each_kind())
    task = Import(ImportOptions(file), user=owner if has_author else None)

    def log_context():
        return LogContext(user=owner) if is_in_a_request else nullcontext()

    assert len(products_of(task)) == task.rows  # none is written alone
    PictureNames()  # stores the hashes of the pictures
    before = snapshot()
    alone = tables_after(write_alone, task, log_context())
    together = tables_after(write_together, task, log_context())
    assert difference(alone, together) == {}
    assert set(difference(before, together)) - {"SQLiteFTSIndexEntry"} == {
        "Page", "ProductPage", "ProductPage_tags", "ProductPicture", "Sku", "Stock", "StockMove",
        "Revision", "PageLogEntry", "ReferenceIndex", "IndexEntry",
    }  # fmt: skip


@pytest.fixture
def imported(tmp_path):
    """Import these rows and return their pages."""

    def run(*rows: dict, user=None, **options) -> list[ProductPage]:
        file = write(tmp_path / "rows.csv", [*rows])
        report = Import(ImportOptions(file, **options), user=user).write()
        assert report.counts == {Outcome.NEW: len(rows)}, report.lines
        skus = [row["sku"] for row in rows]
        return [ProductPage.objects.get(sku_claim=sku) for sku in skus]

    return run


def test_many_rows_cost_few_statements(tmp_path):
    rows = [PLAIN | {"sku": f"AUT-XX-{number}", "stock": "3"} for number in range(100, 300)]
    task = Import(ImportOptions(write(tmp_path / "rows.csv", rows)))
    with CaptureQueriesContext(connection) as queries:
        task.write()
    assert len(queries) < 80


def test_pages_are_placed_after_the_existing_ones(imported):
    old = a_product()
    first, second = imported(PLAIN | {"sku": "AUT-XX-701"}, PLAIN | {"sku": "AUT-XX-702"})
    parent = ProductIndexPage.objects.get()
    assert [page.pk for page in parent.get_children()] == [old.pk, first.pk, second.pk]
    assert parent.numchild == 3
    assert Page.find_problems() == ([], [], [], [], [])
    assert [first.url_path, second.url_path] == [
        f"{parent.url_path}thing/",
        f"{parent.url_path}thing-2/",
    ]


def test_the_search_finds_a_live_product_and_no_draft(imported):
    live, _ = imported(
        PLAIN | {"sku": "AUT-XX-701", "title": "Ceramic Sealant"},
        PLAIN | {"sku": "AUT-XX-702", "title": "Ceramic Draft", "state": "draft"},
    )
    assert live.title in a_visitor().get("/search/?q=sealants").text
    assert "Ceramic Draft" not in a_visitor().get("/search/?q=ceramic").text


@pytest.fixture
def desk(owner):
    return a_visitor(owner)


def history(desk, page: ProductPage):
    return desk.get(reverse("wagtailadmin_pages:history", args=[page.pk]))


def test_the_history_shows_each_page_created_and_published_by_its_author(imported, desk, owner):
    pages = imported(PLAIN | {"sku": "AUT-XX-701"}, PLAIN | {"sku": "AUT-XX-702"}, user=owner)
    for page in pages:
        entries = history(desk, page).context["object_list"]
        assert [(entry.action, entry.user) for entry in entries] == [
            ("wagtail.publish", owner),
            ("wagtail.edit", owner),
            ("wagtail.create", owner),
        ]


def test_the_first_version_can_be_restored_after_an_edit(imported, desk):
    [page] = imported(PLAIN | {"sku": "AUT-XX-701"})
    first = page.latest_revision_id
    publish = {"action-publish": "action-publish"}
    desk.post(edit_address(page), form_of(page) | {"title": "Edited"} | publish)
    page = ProductPage.objects.get(pk=page.pk)
    assert (page.title, page.live) == ("Edited", True)
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first])
    assert revert in history(desk, page).text
    assert 'value="Thing"' in desk.get(revert).text
    fields = form_of(page, title="Thing", price_pence="5.00", revision=str(first))
    desk.post(edit_address(page), fields | publish)
    page.refresh_from_db()
    assert (page.title, page.price_pence, page.latest_revision_id > first) == ("Thing", 500, True)


def columns(page: ProductPage) -> dict:
    left_out = {"last_published_at", "latest_revision", "latest_revision_created_at",
                "live_revision"}  # fmt: skip
    return {
        field.name: field.value_to_string(page)
        for field in page._meta.concrete_fields
        if field.name not in left_out
    }


def test_publishing_in_the_admin_without_an_edit_changes_nothing(imported, desk):
    [page] = imported(PLAIN | {"sku": "AUT-XX-701", "stock": "3"})
    before = columns(page)
    references = set(_references(page))
    content = page.latest_revision.content
    fields = form_of(page, price_pence="5.00") | {"action-publish": "action-publish"}
    desk.post(edit_address(page), fields)
    page = ProductPage.objects.get(pk=page.pk)
    assert page.revisions.count() == 2
    assert columns(page) == before
    assert set(_references(page)) == references != set()
    assert set(page.latest_revision.content) == set(content)


def _references(page: ProductPage):
    found = ReferenceIndex.get_references_for_object(page)
    return found.values_list("to_content_type", "to_object_id", "content_path")


def test_a_live_page_asks_for_the_files_of_its_picture_and_a_draft_does_not(imported):
    shown, hidden = an_upload(), an_upload(width=41)
    DBTaskResult.objects.all().delete()
    names = [image.file.name.rpartition("/")[2] for image in (shown, hidden)]
    imported(
        PLAIN | {"sku": "AUT-XX-701", "image": names[0]},
        PLAIN | {"sku": "AUT-XX-702", "image": names[1], "state": "draft"},
    )
    [asked] = DBTaskResult.objects.all()
    assert asked.args_kwargs["args"] == [shown.pk]


def test_the_signals_of_publishing_are_sent_for_live_pages(imported):
    sent = []

    def receive(sender, instance, revision, **kwargs):
        sent.append((sender, instance.sku, instance.live, revision.pk == instance.live_revision_id))

    for signal in (page_published, published):
        signal.connect(receive)
    try:
        imported(PLAIN | {"sku": "AUT-XX-701"}, PLAIN | {"sku": "AUT-XX-702", "state": "draft"})
    finally:
        for signal in (page_published, published):
            signal.disconnect(receive)
    assert sent == [(ProductPage, "AUT-XX-701", True, True)] * 2


WRITTEN = (
    Page, ProductPage, ProductPage.tags.through, ProductPicture, Sku, Stock, StockMove, Revision,
    PageLogEntry, ReferenceIndex, IndexEntry,
)  # fmt: skip


def test_every_receiver_of_a_saved_row_is_known():
    """A further one must get its work done by the bulk writer: bulk writing sends no such signal.

    A new page has its locale from its parent. The indexes are written together. `set_entry_uuid`
    is sent each log entry.
    """
    signals = (pre_init, post_init, pre_save, post_save, m2m_changed)
    receivers = {
        f"{receiver.__module__}.{receiver.__name__}"
        for signal in signals
        for model in WRITTEN
        for receiver in signal._live_receivers(model)[0]
    }
    assert receivers == {
        "autovise.admin.history.set_entry_uuid",
        "modelsearch.signal_handlers.post_save_signal_handler",
        "wagtail.models.i18n.set_locale_on_new_instance",
        "wagtail.signal_handlers.update_reference_index_on_save",
    }


def reasons(tmp_path, *rows: dict, **options) -> list[str]:
    report = Import(ImportOptions(write(tmp_path / "rows.csv", [*rows]), **options)).write()
    assert report.counts[Outcome.NEW] == ProductPage.objects.count()
    return report.lines[Outcome.REFUSED]


def test_a_slug_of_a_category_is_refused_and_no_other_row(tmp_path):
    Category.objects.create(name="Wax", slug="wax")
    found = reasons(
        tmp_path,
        PLAIN | {"sku": "AUT-XX-701", "title": "Wax"},
        PLAIN | {"sku": "AUT-XX-702"},
    )
    assert found == [
        "line 2: AUT-XX-701: The category “Wax” has this slug. Please choose another one."
    ]
    assert ProductPage.objects.get().sku == "AUT-XX-702"


def test_a_draft_may_have_the_slug_of_a_category(tmp_path):
    Category.objects.create(name="Wax", slug="wax")
    row = PLAIN | {"sku": "AUT-XX-701", "title": "Wax", "state": "draft"}
    assert reasons(tmp_path, row) == []


@pytest.fixture
def receive_published():
    """Connect a receiver of published pages for one test."""
    connected = []

    def connect(receiver) -> None:
        connected.append(receiver)
        page_published.connect(receiver)

    yield connect
    for receiver in connected:
        page_published.disconnect(receiver)


def five_rows() -> list[dict]:
    return [PLAIN | {"sku": f"AUT-XX-70{n}", "title": f"Thing {n}", "stock": "1"} for n in range(5)]


def test_only_the_row_that_a_receiver_refuses_is_refused(tmp_path, receive_published):
    def refuse(instance, **kwargs):
        if instance.sku == "AUT-XX-703":
            raise ValidationError("No threes.")

    receive_published(refuse)
    assert reasons(tmp_path, *five_rows()) == ["line 5: AUT-XX-703: No threes."]
    skus = ["AUT-XX-700", "AUT-XX-701", "AUT-XX-702", "AUT-XX-704"]
    assert list(Sku.objects.values_list("pk", flat=True)) == skus
    assert StockMove.objects.count() == ProductPage.objects.live().count() == 4
    assert Revision.objects.count() == 4


def test_rows_that_the_database_refuses_together_are_written_alone(
    tmp_path, receive_published, caplog
):
    refused = []

    def claim_twice(instance, **kwargs):
        if not refused:
            refused.append(instance.sku)
            Sku.objects.create(code=instance.sku)

    receive_published(claim_twice)
    assert reasons(tmp_path, *five_rows()) == []
    assert ProductPage.objects.live().count() == 5
    assert "Products are written one at a time" in caplog.text


def test_a_sku_and_a_slug_taken_since_the_check_are_left_out(tmp_path):
    task = Import(ImportOptions(write(tmp_path / "rows.csv", five_rows())))
    plans = products_of(task)
    a_product(sku="AUT-XX-701").delete()
    a_product(slug="thing-2")
    with transaction.atomic():
        lines = write_products([*plans.values()], user=None)
    assert lines == {2, 5, 6}
    assert set(Sku.objects.filter(page__live=True, pk__startswith="AUT-XX")) == {
        Sku(code=f"AUT-XX-70{n}") for n in (0, 3, 4)
    }


def test_a_product_whose_snippet_was_deleted_since_the_check_is_left_out(tmp_path):
    rows = five_rows()
    rows[1]["tags"] = "new"
    plans = products_of(Import(ImportOptions(write(tmp_path / "rows.csv", rows))))
    Tag.objects.filter(slug="new").delete()
    with transaction.atomic():
        assert write_products([*plans.values()], user=None) == {2, 4, 5, 6}


def products_of(task: Import) -> dict:
    context = a_context(task)
    rows = [*task.source]
    shop = load_existing(rows, context.pictures)
    return build_products([plan_row(row, context, shop) for row in rows], context, None)


def test_a_user_who_may_not_publish_writes_no_page(tmp_path):
    editor = a_user(is_staff=True)
    file = write(tmp_path / "rows.csv", five_rows())
    with pytest.raises(PermissionDenied):
        Import(ImportOptions(file), user=editor).write()
    assert not Sku.objects.exists()


def test_a_scheduled_product_is_written_alone(imported):
    [page] = imported(
        PLAIN | {"sku": "AUT-XX-701", "state": "scheduled", "go_live_at": "2090-07-01T09:00:00Z"}
    )
    assert (page.live, page.approved_schedule) == (False, True)


def test_a_link_to_another_row_becomes_a_link_to_its_page(imported):
    link = [{"type": "text", "value": '<p><a href="/products/thing/">A thing</a></p>'}]
    thing, linking = imported(
        PLAIN | {"sku": "AUT-XX-701"},
        PLAIN | {"sku": "AUT-XX-702", "title": "Linking", "body": json.dumps(link)},
    )
    assert f'linktype="page" id="{thing.pk}"' in str(linking.body.raw_data[0])
