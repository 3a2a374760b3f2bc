"""The owner's open tasks on the admin's home page, which takes a bounded number of queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from checkout.desk.dashboard.tasks_panel import OwnerTasksPanel, TaskSection
from checkout.models import (
    Dispute,
    Order,
    Reconciliation,
    Refund,
    RefundState,
    StripeEvent,
)
from checkout.notifications.mails import CONFIRMATION
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.requests import create_request
from checkout.orders.state import SHOP
from checkout.orders.state import owner as by_owner
from checkout.refunds.request import RefundRequest, request_refund
from jobs.models import FailedJob
from jobs.tasks import record_failure
from tests.builders import a_product, a_user, a_visitor
from tests.checkout.builders import an_open_order
from tests.checkout.desk.conftest import a_dispute

pytestmark = pytest.mark.django_db


def section(title: str) -> TaskSection | None:
    """Return the section of this title, if it is shown."""
    sections = OwnerTasksPanel().get_context_data({})["sections"]
    return next((each for each in sections if each.title == title), None)


def lines(title: str) -> list[tuple[str, str]]:
    return [(line.name, line.words) for line in section(title).lines]


def a_refund(order, owner, **request) -> Refund:
    values = {"reason": "goodwill", "note": "", "by": by_owner(owner)}
    return request_refund(order=order, request=RefundRequest(**request), **values)


def a_failed_refund(order, owner) -> Refund:
    refund = a_refund(order, owner, amount_pence=100)
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.FAILED)
    return refund


def test_without_tasks_one_line_says_so(desk):
    assert OwnerTasksPanel().get_context_data({})["sections"] == []
    text = desk.get("/admin/").text
    assert "Nothing waits: no order to pack, no problem, nothing to answer." in text
    assert "Payments to review" not in text


def test_orders_under_review_are_listed(paid, under_review):
    paid()
    order = under_review()
    assert lines("Payments to review") == [(order.number, order.review_reason)]
    assert section("Payments to review").count == 1


def test_orders_to_pack_are_counted_with_the_oldest(desk, paid):
    order, done = paid(), paid()
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    Order.objects.filter(pk=order.pk).update(paid_at=at)
    dispatch_order(order=done, tracking=Tracking("Royal Mail"), by=SHOP)
    shown = section("Orders to pack")
    assert (shown.count, shown.note) == (1, "The oldest was paid on 1 Jul, 23:30.")
    assert [row.number for row in desk.get(shown.url).context["object_list"]] == [order.number]


def test_disputes_are_listed_by_deadline_with_the_days_left(paid):
    later, late, over, soon, never = (paid() for _ in range(5))
    second, first = a_dispute(later, days=8.5), a_dispute(late, days=-1)
    a_dispute(over, status="won")
    third = a_dispute(soon, days=0.5)
    Dispute.objects.filter(pk=a_dispute(never).pk).update(answer_by=None)

    def moment(dispute: Dispute) -> str:
        return f"{timezone.localtime(dispute.answer_by):%-d %b, %H:%M}"

    assert lines("Disputes to answer") == [
        (late.number, f"£17.98, overdue since {moment(first)}"),
        (soon.number, f"£17.98, less than a day left: answer by {moment(third)}"),
        (later.number, f"£17.98, 8 days left: answer by {moment(second)}"),
        (never.number, "£17.98, Stripe gives no deadline"),
    ]
    assert section("Disputes to answer").count == 4
    assert [line.is_urgent for line in section("Disputes to answer").lines] == [True] + [False] * 3


def test_failed_refunds_are_listed_until_a_later_refund(paid, owner):
    order, other = paid(), paid()
    refund = a_failed_refund(order, owner)
    Refund.objects.filter(pk=refund.pk).update(failure="Account closed")
    a_failed_refund(other, owner)
    a_refund(other, owner, amount_pence=100)
    assert lines("Failed refunds") == [(order.number, "£1.00: Account closed")]


def test_failed_events_are_listed():
    StripeEvent.objects.create(event_id="evt_1", type="refund.failed", outcome="failed")
    StripeEvent.objects.create(event_id="evt_2", type="refund.updated", outcome="taken")
    assert [name for name, _ in lines("Failed Stripe events")] == ["refund.failed"]


def test_mails_given_up_stand_apart_from_other_failed_jobs(desk):
    at = timezone.now()
    fields = {"reason": "x", "failed_at": at, "next_try_at": at}
    kinds = {"mail": CONFIRMATION.name, "other": "picture"}
    rows = {
        name: FailedJob.objects.create(kind=kind, row=7, given_up_at=at, **fields)
        for name, kind in kinds.items()
    }
    FailedJob.objects.create(kind=CONFIRMATION.name, row=8, label="AV-8", **fields)
    assert [name for name, _ in lines("Mails given up")] == [f"{CONFIRMATION.name} 7"]
    assert [name for name, _ in lines("Failed jobs")] == ["picture 7"]
    for title, row in (("Mails given up", rows["mail"]), ("Failed jobs", rows["other"])):
        assert list(desk.get(section(title).url).context["object_list"]) == [row]


def test_at_most_six_of_a_kind_are_shown_and_all_are_counted():
    for number in range(8):
        StripeEvent.objects.create(event_id=f"evt_{number}", type=f"t{number}", outcome="failed")
    shown = section("Failed Stripe events")
    assert [line.name for line in shown.lines] == ["t7", "t6", "t5", "t4", "t3", "t2"]
    assert shown.count == 8


def test_the_last_completed_reconciliation_is_shown(desk):
    now = timezone.now()
    Reconciliation.objects.create(since=now, ended_at=now, left=2)
    Reconciliation.objects.create(since=now)
    assert OwnerTasksPanel().get_context_data({})["reconciliation"].left == 2
    assert "2 differences to check" in desk.get("/admin/").text


@pytest.mark.parametrize("group", ["Catalog Editors", "Marketing Editors", "Moderators"])
def test_only_the_owner_sees_the_panel(group):
    editor = a_user()
    editor.groups.add(Group.objects.get(name=group))
    page = a_visitor(editor).get("/admin/")
    assert page.status_code == 200
    assert "Orders and money" not in page.text


def test_the_home_page_takes_fewer_than_forty_queries(desk, owner, paid, under_review):
    def fill(count: int) -> None:
        for number in range(count):
            under_review()
            a_dispute(paid(), days=number)
            a_failed_refund(paid(), owner)
            create_request(order=paid(), kind="cancellation", reason="Too late")
            an_open_order(a_product())
            event = StripeEvent.objects.count()
            StripeEvent.objects.create(event_id=f"evt_{event}", type="x", outcome="failed")
            a_product(stock=0).save_revision()
            scheduled = a_product(live=False)
            scheduled.go_live_at = timezone.now() + timedelta(days=2)
            scheduled.save_revision().publish()
            for kind in (CONFIRMATION.name, "picture"):
                record_failure(kind=kind, row=event, error=ValueError())
        FailedJob.objects.update(given_up_at=timezone.now())
        now = timezone.now()
        Reconciliation.objects.create(since=now - timedelta(days=3), ended_at=now)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            text = desk.get("/admin/").text
        assert "Orders and money" in text
        assert "Figures" in text
        return len(captured)

    submitted = a_product(title="Submitted")
    submitted.save_revision()
    submitted.get_workflow().start(submitted, a_user())
    fill(1)
    queries()
    few = queries()
    fill(2)
    assert queries() == few < 40
