"""Tasks are stored in the transaction of their event, or not at all."""

from contextlib import suppress

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from checkout.models import OrderState
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.release import release_order
from checkout.orders.state import SHOP
from checkout.payments.settle import settle
from checkout.refunds.request import RefundRequest, request_refund
from outbox.models import OutgoingMail
from tests.builders import a_customer, a_product
from tests.checkout.builders import an_open_order, session_at_stripe
from tests.checkout.buyers import an_order

pytestmark = pytest.mark.django_db


class PowerCut(Exception):
    """The process was killed before the commit."""


def tasks() -> list[str]:
    """The names of the tasks. A task that sends a mail is named after the mail's kind."""
    return [_name_of(task) for task in DBTaskResult.objects.order_by("enqueued_at")]


def _name_of(task: DBTaskResult) -> str:
    if task.task_path == "outbox.mails.send_mail":
        return OutgoingMail.objects.get(pk=task.args_kwargs["args"][0]).kind
    return task.task_path.rpartition(".")[2]


def payment(stripe_server):
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    session = session_at_stripe(order)
    return lambda: settle(session)


def refund(stripe_server):
    order = an_order(stripe_server)
    request = RefundRequest(everything=True)
    return lambda: request_refund(order=order, request=request, reason="goodwill", note="", by=SHOP)


def dispatch(stripe_server):
    order = an_order(stripe_server)
    return lambda: dispatch_order(order=order, tracking=Tracking("Post"), by=SHOP)


def expiry(stripe_server):
    order = an_open_order(a_product(1299), user=a_customer())
    return lambda: release_order(order, OrderState.EXPIRED, by=SHOP, why="The time to pay ran out")


def name_of(value) -> str:
    return getattr(value, "__name__", value)


EVENTS = [
    (payment, "confirmation of order"),
    (refund, "send_refund"),
    (dispatch, "mail of dispatch"),
    (expiry, "delete_coupon"),
]


@pytest.mark.parametrize(
    ("prepare", "name"), EVENTS, ids=lambda value: getattr(value, "__name__", value)
)
def test_the_task_is_stored_before_the_commit(stripe_server, prepare, name):
    """Tests never commit, so on_commit callbacks do not run."""
    event = prepare(stripe_server)
    DBTaskResult.objects.all().delete()
    event()
    assert tasks() == [name]


@pytest.mark.parametrize(
    ("prepare", "name"), EVENTS, ids=lambda value: getattr(value, "__name__", value)
)
def test_the_task_is_rolled_back_with_its_event(stripe_server, prepare, name):
    event = prepare(stripe_server)
    DBTaskResult.objects.all().delete()
    mails = list(OutgoingMail.objects.all())
    with suppress(PowerCut), transaction.atomic():
        event()
        raise PowerCut
    assert tasks() == []
    assert list(OutgoingMail.objects.all()) == mails
