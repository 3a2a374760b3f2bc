"""The owner's panel on the admin's home page: open tasks, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from checkout.desk.dashboard import OwnerTasksPanel
from checkout.models import Reconciliation, Refund, RefundState, StripeEvent
from checkout.orders.state import owner as by_owner
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_user, a_visitor
from tests.checkout.desk.conftest import a_dispute

pytestmark = pytest.mark.django_db


def work() -> dict:
    return OwnerTasksPanel().get_context_data({})


def a_refund(order, owner, **request) -> Refund:
    values = {"reason": "goodwill", "note": "", "by": by_owner(owner)}
    return request_refund(order=order, request=RefundRequest(**request), **values)


def a_failed_refund(order, owner) -> Refund:
    refund = a_refund(order, owner, amount_pence=100)
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.FAILED)
    return refund


def test_orders_under_review_are_listed(paid, under_review):
    paid()
    order = under_review()
    assert (list(work()["reviews"]), work()["review_count"]) == ([order], 1)


def test_disputes_are_listed_by_deadline(paid):
    later, late, over = paid(), paid(), paid()
    second, first = a_dispute(later, days=8), a_dispute(late, days=-1)
    a_dispute(over, status="won")
    assert (list(work()["disputes"]), work()["dispute_count"]) == ([first, second], 2)


def test_failed_refunds_are_listed_until_a_later_refund(paid, owner):
    order, other = paid(), paid()
    refund = a_failed_refund(order, owner)
    a_failed_refund(other, owner)
    a_refund(other, owner, amount_pence=100)
    assert (list(work()["refunds"]), work()["refund_count"]) == ([refund], 1)


def test_failed_events_are_listed():
    failed = StripeEvent.objects.create(event_id="evt_1", type="refund.failed", outcome="failed")
    StripeEvent.objects.create(event_id="evt_2", type="refund.failed", outcome="taken")
    assert (list(work()["events"]), work()["event_count"]) == ([failed], 1)


def test_the_last_completed_reconciliation_is_shown(desk):
    now = timezone.now()
    Reconciliation.objects.create(since=now, ended_at=now, left=2)
    Reconciliation.objects.create(since=now)
    assert work()["reconciliation"].left == 2
    assert "2 differences to check" in desk.get("/admin/").text


@pytest.mark.parametrize("group", ["Catalog Editors", "Marketing Editors", "Moderators"])
def test_only_the_owner_sees_the_panel(group):
    editor = a_user()
    editor.groups.add(Group.objects.get(name=group))
    page = a_visitor(editor).get("/admin/")
    assert page.status_code == 200
    assert "Orders and money" not in page.text


def test_the_panel_makes_a_fixed_number_of_queries(desk, owner, paid, under_review):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert "Orders and money" in desk.get("/admin/").text
        return len(captured)

    queries()
    before = queries()
    for number in range(3):
        under_review()
        order = paid()
        a_dispute(order, days=number)
        a_failed_refund(order, owner)
        StripeEvent.objects.create(event_id=f"evt_{number}", type="x", outcome="failed")
    now = timezone.now()
    Reconciliation.objects.create(since=now - timedelta(days=3), ended_at=now)
    assert queries() == before
