"""Two editors with the same product open never overwrite each other unnoticed."""

import pytest
from django.urls import reverse

from catalog.models import Stock, StockMove
from catalog.models.stock import add_stock
from tests.autovise.admin.roles_table import (
    CATALOGUE,
    client_as,
    edit_address,
    form_of,
    latest,
    live,
)
from tests.builders import a_bundle, a_product

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


@pytest.fixture
def ann():
    return client_as(CATALOGUE)


@pytest.fixture
def bob():
    return client_as(CATALOGUE)


def as_opened(page) -> dict:
    """Return the form's fields that identify the version it was opened with."""
    revision = live(page).get_latest_revision()
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def autosave(visitor, page, opened: dict, **changed):
    return visitor.post(edit_address(page), form_of(page, **changed) | opened, headers=JSON)


def test_autosave_does_not_overwrite_a_version_saved_in_the_meantime(ann, bob):
    product = a_product(1299)
    opened = as_opened(product)
    assert autosave(ann, product, opened, price_pence="13.99").json()["success"] is True
    refused = autosave(bob, product, opened, title="Bob's title")
    assert refused.status_code == 400
    assert refused.json()["error_code"] == "invalid_revision"
    assert (latest(product).price_pence, latest(product).title) == (1399, product.title)


def test_autosave_does_not_overwrite_another_autosave(ann, bob):
    product = a_product(1299)
    first = autosave(ann, product, as_opened(product), title="Ann's title").json()
    opened = as_opened(product)
    again = {"overwrite_revision_id": str(first["revision_id"])}
    assert autosave(ann, product, again, title="Ann's better title").json()["success"] is True
    assert autosave(bob, product, opened, title="Bob's title").status_code == 400
    assert latest(product).title == "Ann's better title"


def test_a_manual_save_keeps_the_other_version_in_the_history(ann, bob):
    product = a_product(1299)
    opened = as_opened(product)
    ann.post(edit_address(product), form_of(product, price_pence="13.99") | opened)
    bob.post(edit_address(product), form_of(product, price_pence="14.99") | opened)
    assert latest(product).price_pence == 1499
    prices = [r.as_object().price_pence for r in product.revisions.order_by("pk")]
    assert prices == [1299, 1399, 1499]


def test_both_editors_are_warned_about_each_other_and_newer_versions(ann, bob):
    product = a_product(1299)
    opened = as_opened(product)
    session = ann.get(edit_address(product)).context["editing_sessions"].current_session
    bob.post(edit_address(product), form_of(product, title="Bob's title"))
    ping = reverse(
        "wagtailadmin_editing_sessions:ping",
        args=["wagtailcore", "page", product.pk, session.pk],
    )
    heard = ann.post(
        ping,
        {
            "revision_id": opened["loaded_revision_id"],
            "revision_created_at": opened["loaded_revision_created_at"],
        },
    ).json()
    assert [other["revision_id"] for other in heard["other_sessions"]] == [
        live(product).latest_revision_id
    ]


def test_two_consecutive_publications_do_not_duplicate_the_parts(ann, bob):
    bundle = a_bundle()
    publish = {"action-publish": "1"}
    fields = form_of(bundle)
    ann.post(edit_address(bundle), fields | {"parts-0-quantity": "2"} | publish)
    bob.post(edit_address(bundle), fields | {"parts-1-quantity": "3"} | publish)
    assert [part.quantity for part in live(bundle).parts.all()] == [1, 3, 1]


def test_stock_changes_during_two_saves_are_kept(ann, bob):
    product = a_product(stock=10)
    ann.get(edit_address(product))
    add_stock(product.sku, -3, reason=StockMove.Reason.DAMAGE)
    for visitor in (ann, bob):
        visitor.post(edit_address(product), form_of(product) | {"action-publish": "1"})
    assert Stock.objects.get().on_hand == 7
