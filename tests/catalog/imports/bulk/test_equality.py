"""Products that are imported together equal products that are saved and published one by one."""

from contextlib import nullcontext

import pytest
from django.db import transaction
from wagtail.log_actions import LogContext

from catalog.imports.pictures.names import PictureNames
from catalog.imports.plan import plan_row
from catalog.imports.rows.report import Outcome
from catalog.imports.runner import Import, ImportOptions
from catalog.imports.stored_pages import load_existing
from catalog.imports.writer import prepare_row, write_row
from catalog.search.bulk_index import indexed_together
from tests.catalog.imports.bulk.builders import PLAIN, a_context, a_rich_row, products_of
from tests.catalog.imports.bulk.snapshots import difference, snapshot
from tests.catalog.imports.formats.files import write

pytestmark = pytest.mark.django_db


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
        "Revision", "PageLogEntry", "ReferenceIndex", "IndexEntry", "ListedOffer",
    }  # fmt: skip
