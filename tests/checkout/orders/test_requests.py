"""Cancellation and return requests: created, answered and mailed.
They move no money."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkout.access.visitor import link_token
from checkout.models import ActorKind, Dispatch, Order, OrderRequest, Refund
from checkout.notifications.mails import NEW_REQUEST
from checkout.orders.dispatch import (
    CancellationRequested,
    NotDispatchable,
    Tracking,
    dispatch_order,
)
from checkout.orders.requests import (
    AlreadyRequested,
    NoRequestAllowed,
    answer_request,
    create_request,
)
from checkout.orders.state import SHOP
from checkout.orders.state import owner as by_owner
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_visitor
from tests.checkout.buyers import an_order, messages_of
from tests.checkout.clock import resume_unfinished_work
from tests.mail_server import NO_MAIL
from tests.outbox.builders import the_mail

pytestmark = pytest.mark.django_db

Kind, State = OrderRequest.Kind, OrderRequest.State
WHY = "It does not fit my van after all."
MAIL = Tracking("Royal Mail", "RM123", "https://track.example/RM123")


@pytest.fixture
def order(stripe_server, shopper) -> Order:
    return an_order(stripe_server, user=shopper, email=shopper.email)


@pytest.fixture
def worker(run_tasks, django_capture_on_commit_callbacks):
    """Return a function that runs another one and the tasks it queues, and returns the mails."""

    def work(what):
        run_tasks()
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            what()
        run_tasks()
        return list(mail.outbox)

    return work


def page_of(order) -> str:
    return f"/users/orders/{order.number}/"


def send(order, days_ago: int = 0) -> Dispatch:
    dispatch = dispatch_order(order=order, tracking=MAIL, by=SHOP)
    Dispatch.objects.update(dispatched_at=timezone.now() - timedelta(days=days_ago))
    return dispatch


def ask_by_form(order, kind: str, reason: str = WHY):
    browser = a_visitor(order.user)
    return browser.post(f"{page_of(order)}request/", {"kind": kind, "reason": reason}, follow=True)


def test_before_dispatch_a_buyer_can_request_a_cancellation_and_is_mailed(order, worker):
    browser = a_visitor(order.user)
    assert "Request a cancellation" in browser.get(page_of(order)).text
    form = browser.get(f"{page_of(order)}request/")
    assert f"Cancel order {order.number}" in form.text
    [message] = worker(lambda: ask_by_form(order, "cancellation"))
    request = OrderRequest.objects.get()
    assert (request.kind, request.state, request.reason) == (Kind.CANCELLATION, State.OPEN, WHY)
    assert message.to == [order.email]
    assert message.subject == f"We have received your request about order {order.number}"
    assert WHY in message.body
    assert WHY in message.alternatives[0][0]
    last = order.timeline.last()
    assert (last.actor, last.what) == (ActorKind.SHOPPER, "Cancellation requested")
    page = browser.get(page_of(order)).text
    assert WHY in page
    assert "not answered yet" in page
    order.refresh_from_db()
    assert order.is_paid
    assert Refund.objects.count() == 0


def test_a_guest_can_request_by_the_link(stripe_server):
    order = an_order(stripe_server)
    order_path = f"/checkout/linked/{link_token(order)}/"
    answer = a_visitor().post(
        f"{order_path}request/", {"kind": "cancellation", "reason": WHY}, follow=True
    )
    assert answer.redirect_chain == [(order_path, 302)]
    assert messages_of(answer) == ["We have received your request and will answer by email."]
    assert OrderRequest.objects.get().order == order


def test_after_dispatch_a_buyer_can_request_a_return(order):
    send(order)
    answer = ask_by_form(order, "return")
    assert messages_of(answer) == ["We have received your request and will answer by email."]
    assert OrderRequest.objects.get().kind == Kind.RETURN


def test_a_return_can_be_requested_until_14_days_after_the_expected_delivery(order):
    send(order, days_ago=16)
    assert "Request a return" in a_visitor(order.user).get(page_of(order)).text
    assert create_request(order=order, kind="return", reason=WHY).is_open


def test_a_return_cannot_be_requested_a_day_later(order):
    send(order, days_ago=17)
    until = (timezone.localdate() - timedelta(days=1)).strftime("%-d %B %Y")
    page = " ".join(a_visitor(order.user).get(page_of(order)).text.split())
    assert "Returns of this order could be requested until" in page
    assert until in page
    with pytest.raises(NoRequestAllowed):
        create_request(order=order, kind="return", reason=WHY)
    answer = ask_by_form(order, "return")
    assert messages_of(answer) == ["This order cannot be cancelled or returned at the moment."]
    assert OrderRequest.objects.count() == 0


def test_a_cancellation_after_dispatch_is_refused(order):
    """The form was opened before the dispatch."""
    send(order)
    answer = ask_by_form(order, "cancellation")
    assert messages_of(answer) == ["The order has changed in the meantime. Please check it again."]
    assert OrderRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "Please enter the reason in a few words."),
        ({"reason": "x" * 1001}, "at most 1000 characters"),
        ({"kind": "refund"}, "is not one of the available choices"),
        ({"kind": ""}, "This field is required."),
    ],
)
def test_an_invalid_request_is_refused_and_not_stored(order, fields, words):
    good = {"kind": "cancellation", "reason": WHY}
    answer = a_visitor(order.user).post(f"{page_of(order)}request/", good | fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert OrderRequest.objects.count() == 0


def test_one_request_can_be_open_at_a_time(order):
    create_request(order=order, kind="cancellation", reason=WHY)
    with pytest.raises(AlreadyRequested):
        create_request(order=order, kind="cancellation", reason=WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderRequest.objects.create(order=order, kind=Kind.RETURN, reason=WHY)
    assert "Request a cancellation" not in a_visitor(order.user).get(page_of(order)).text
    assert OrderRequest.objects.count() == 1


def test_a_new_request_is_allowed_after_a_refusal_only(order, owner):
    first = create_request(order=order, kind="cancellation", reason=WHY)
    answer_request(first, State.REFUSED, answer="Packed already.", by=by_owner(owner))
    second = create_request(order=order, kind="cancellation", reason=WHY)
    answer_request(second, State.ACCEPTED, answer="", by=by_owner(owner))
    with pytest.raises(NoRequestAllowed):
        create_request(order=order, kind="cancellation", reason=WHY)


def test_unpaid_and_refunded_orders_allow_no_request(order, stripe_server, shopper):
    unpaid = an_order(stripe_server, user=shopper, is_paid=False)
    request = RefundRequest(everything=True)
    request_refund(order=order, request=request, reason="returned", note="", by=SHOP)
    order.refresh_from_db()
    for none in (unpaid, order):
        with pytest.raises(NoRequestAllowed):
            create_request(order=none, kind="cancellation", reason=WHY)


@pytest.mark.parametrize(
    ("kind", "state", "subject", "words"),
    [
        (Kind.CANCELLATION, State.ACCEPTED, "is cancelled and will not be sent", "accepted"),
        (Kind.RETURN, State.ACCEPTED, "you can return the items you named", "accepted"),
        (Kind.CANCELLATION, State.REFUSED, "we cannot cancel your order", "refused"),
        (Kind.RETURN, State.REFUSED, "we cannot accept the return you requested", "refused"),
    ],
)
def test_the_answer_is_mailed_and_shown_and_refunds_nothing(
    order, owner, worker, kind, state, subject, words
):
    if kind == Kind.RETURN:
        send(order)
    request = create_request(order=order, kind=kind, reason=WHY)
    answered = []
    values = {"answer": "As you like, Sam.", "by": by_owner(owner)}
    [message] = worker(lambda: answered.append(answer_request(request, state, **values)))
    assert answered == [True]
    assert message.subject == f"Our answer to your request about order {order.number}"
    assert subject in message.body
    assert "As you like, Sam." in message.body
    assert f"/users/orders/{order.number}/" in message.body
    last = order.timeline.last()
    assert (last.user, last.what) == (owner, f"{request.get_kind_display()} {words}")
    page = a_visitor(order.user).get(page_of(order)).text
    assert "Our answer: As you like, Sam." in page
    assert Refund.objects.count() == 0


def test_the_buyer_s_reason_is_neither_in_the_timeline_nor_in_the_log(order, caplog, worker):
    with caplog.at_level(logging.DEBUG):
        worker(lambda: create_request(order=order, kind="cancellation", reason=WHY))
    assert WHY not in " ".join(order.timeline.values_list("what", flat=True))
    assert WHY not in caplog.text
    assert order.email not in caplog.text
    assert f"sent: Cancellation of {order.number}" in caplog.text


def test_a_second_answer_changes_nothing(order, owner, worker):
    request = create_request(order=order, kind="cancellation", reason=WHY)
    by = by_owner(owner)
    assert answer_request(request, State.ACCEPTED, answer="Yes", by=by)
    assert worker(lambda: answer_request(request, State.REFUSED, answer="No", by=by)) == []
    request.refresh_from_db()
    assert (request.state, request.answer) == (State.ACCEPTED, "Yes")
    assert order.timeline.filter(what__startswith="Cancellation ").count() == 2


def test_an_order_with_a_cancellation_request_is_not_dispatched(order, owner):
    request = create_request(order=order, kind="cancellation", reason=WHY)
    with pytest.raises(CancellationRequested):
        send(order)
    answer_request(request, State.ACCEPTED, answer="", by=by_owner(owner))
    with pytest.raises(CancellationRequested):
        send(order)
    assert Dispatch.objects.count() == 0


def test_an_order_with_a_refused_cancellation_is_dispatched(order, owner):
    request = create_request(order=order, kind="cancellation", reason=WHY)
    answer_request(request, State.REFUSED, answer="Packed already.", by=by_owner(owner))
    assert send(order).carrier == "Royal Mail"


def test_unpaid_or_refunded_orders_are_not_dispatched(order, stripe_server):
    unpaid = an_order(stripe_server, is_paid=False)
    request = RefundRequest(everything=True)
    request_refund(order=order, request=request, reason="returned", note="", by=SHOP)
    for none in (unpaid, order):
        with pytest.raises(NotDispatchable):
            send(none)
    assert Dispatch.objects.count() == 0


def test_the_buyer_is_mailed_the_dispatch_with_its_tracking(order, worker):
    [message] = worker(lambda: send(order))
    assert message.subject == f"Your Autovise order {order.number} is on its way"
    for words in (message.body, message.alternatives[0][0]):
        assert "Royal Mail" in words
        assert "RM123" in words
        assert "https://track.example/RM123" in words
    assert [event.what for event in order.timeline.all()][-1] == "Dispatched: Royal Mail"


def test_a_customer_who_opted_out_gets_no_dispatch_mail(order, worker):
    order.user.profile.wants_dispatch_mail = False
    order.user.profile.save()
    assert worker(lambda: send(order)) == []
    assert Dispatch.objects.count() == 1


def test_correcting_the_tracking_keeps_the_date_and_sends_no_mail(order, worker):
    first = send(order, days_ago=3)
    right = Tracking("DPD", "D9")
    assert worker(lambda: dispatch_order(order=order, tracking=right, by=SHOP)) == []
    dispatch = Dispatch.objects.get()
    assert (dispatch.pk, dispatch.carrier, dispatch.tracking_number, dispatch.tracking_url) == (
        first.pk,
        "DPD",
        "D9",
        "",
    )
    assert timezone.now() - dispatch.dispatched_at > timedelta(days=2)


def test_a_failed_mail_is_sent_once_by_the_clock(order, settings):
    create_request(order=order, kind="cancellation", reason=WHY)
    good = settings.MAILERS
    settings.MAILERS = NO_MAIL
    resume_unfinished_work()
    assert the_mail(NEW_REQUEST, OrderRequest.objects.get()).sent_at is None
    settings.MAILERS = good
    for _ in range(2):
        resume_unfinished_work()
    mails = [message.subject for message in mail.outbox]
    assert mails.count(f"We have received your request about order {order.number}") == 1
