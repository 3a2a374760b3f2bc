"""Only new products that are proved equal are written together, and only valid ones."""

import json

import pytest

from catalog.imports.bulk.products import build_products, can_be_bulk_written
from catalog.imports.rows.report import How, Outcome, RowPlan
from catalog.imports.runner import Import, ImportOptions
from tests.catalog.imports.bulk.builders import a_context, five_rows, plans_of, products_of
from tests.catalog.imports.formats.files import write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "outcome", "how", "is_written_together"),
    [
        ("product", Outcome.NEW, How.PUBLISH, True),
        ("product", Outcome.NEW, How.DRAFT, True),
        ("product", Outcome.NEW, How.SCHEDULE, False),
        ("product", Outcome.CHANGED, How.PUBLISH, False),
        ("product", Outcome.REFUSED, How.PUBLISH, False),
        ("product", Outcome.UNCHANGED, How.NOTHING, False),
        ("bundle", Outcome.NEW, How.PUBLISH, False),
        ("category", Outcome.NEW, How.NOTHING, False),
    ],
)
def test_new_live_products_and_drafts_are_written_together(kind, outcome, how, is_written_together):
    assert can_be_bulk_written(RowPlan(2, kind, "", outcome, how=how)) is is_written_together


@pytest.mark.parametrize(
    ("state", "values", "lines"),
    [
        ("live", {"signal_word": "caution"}, {3}),
        ("live", {"product_type": ""}, {3}),
        ("live", {"title": "x" * 256}, {3}),
        ("draft", {"title": "x" * 256}, {3}),
        ("draft", {"signal_word": "caution", "product_type": ""}, {2, 3}),
    ],
)
def test_a_product_that_saving_its_page_refuses_is_not_built(tmp_path, state, values, lines):
    """The form of a row is stricter; these are values that only the page's fields refuse."""
    rows = [row | {"state": state} for row in five_rows()[:2]]
    task = Import(ImportOptions(write(tmp_path / "rows.csv", rows)))
    context = a_context(task)
    plans = plans_of(task, context)
    plans[0].values |= values
    assert set(build_products(plans, context, None)) == lines


def test_a_product_that_links_to_another_row_is_not_built(tmp_path):
    link = [{"type": "text", "value": '<p><a href="/products/thing-3/">Thing 3</a></p>'}]
    rows = five_rows()
    rows[0]["body"] = json.dumps(link)
    task = Import(ImportOptions(write(tmp_path / "rows.csv", rows)))
    assert set(products_of(task)) == {3, 4, 5, 6}
