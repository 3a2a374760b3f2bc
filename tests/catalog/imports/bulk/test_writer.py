"""Products are written together; a row that cannot be is written alone, and stops no other."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, Revision
from wagtail.signals import page_published, published

from catalog.imports.bulk.writer import write_products
from catalog.imports.runner import Import, ImportOptions
from catalog.models import Category, ProductIndexPage, ProductPage, Sku, StockMove, Tag
from tests.builders import a_product, a_user, a_visitor, an_upload
from tests.catalog.imports.bulk.builders import PLAIN, five_rows, products_of, reasons
from tests.catalog.imports.formats.files import write

pytestmark = pytest.mark.django_db


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


def test_a_slug_of_a_category_is_refused_and_no_other_row(tmp_path):
    Category.objects.create(name="Wax", slug="wax")
    found = reasons(
        tmp_path, PLAIN | {"sku": "AUT-XX-701", "title": "Wax"}, PLAIN | {"sku": "AUT-XX-702"}
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
