"""Order state transitions: enforced by the code and by the database."""

import itertools
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from checkout.models import ActorKind, Order, OrderEvent, OrderState
from checkout.models.order_state import ORDER_TRANSITIONS
from checkout.orders.state import SHOP, STRIPE, log_order_event, owner, transition_order
from checkout.payments.start import start_payment
from tests.builders import CONTACT, GUEST, a_cart, a_product, a_user
from tests.checkout.builders import an_open_order

pytestmark = pytest.mark.django_db

PAIRS = [pair for pair in itertools.product(OrderState, repeat=2) if pair[0] != pair[1]]


def in_state(order: Order, state: OrderState) -> Order:
    """Insert a copy of the order in this state: the triggers check updates only."""
    order = Order.objects.get(pk=order.pk)
    order.pk, order.number, order.cart = None, f"AV-{state}", None
    order.idempotency_key = uuid.uuid4()
    order.stripe_session_id, order.paid_at = None, order.placed_at
    order.state = state
    order.save()
    return order


@pytest.fixture
def order(stripe_server):
    return an_open_order(a_product())


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda state: state.value)
def test_the_database_refuses_transitions_that_are_not_allowed(order, before, after):
    moved = Order.objects.filter(pk=in_state(order, before).pk)
    if after in ORDER_TRANSITIONS.allowed[before]:
        assert moved.update(state=after) == 1
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            moved.update(state=after)
        assert moved.get().state == before


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda state: state.value)
def test_the_code_attempts_no_transition_that_is_not_allowed(order, before, after):
    order = in_state(order, before)
    assert transition_order(order, after, by=SHOP) == (after in ORDER_TRANSITIONS.allowed[before])
    assert order.timeline.count() == (after in ORDER_TRANSITIONS.allowed[before])


def test_the_timeline_shows_actor_states_and_reason(order):
    transition_order(order, OrderState.CANCELLED, by=owner(a_user()), what="The shopper rang")
    placed, opened, moved = order.timeline.all()
    assert (placed.actor, placed.before, placed.after) == (
        ActorKind.SHOPPER, "", OrderState.AWAITING_PAYMENT,
    )  # fmt: skip
    assert placed.what == f"Placed for £{order.total_pence / 100:.2f}"
    assert (opened.actor, opened.what, opened.moved) == (
        ActorKind.SHOP,
        "Payment page opened",
        False,
    )
    assert (moved.actor, moved.what) == (ActorKind.OWNER, "The shopper rang")
    assert (moved.before, moved.after) == (OrderState.AWAITING_PAYMENT, OrderState.CANCELLED)
    assert moved.user is not None


def test_an_event_that_moves_nothing_has_the_state_of_the_order_twice(order):
    log_order_event(order, "The shopper rang", by=SHOP)
    event = order.timeline.last()
    assert (event.before, event.after) == (OrderState.AWAITING_PAYMENT,) * 2


def test_a_second_concurrent_transition_changes_nothing(order):
    assert transition_order(order, OrderState.EXPIRED, by=STRIPE)
    assert not transition_order(order, OrderState.CANCELLED, by=SHOP)
    assert order.timeline.count() == 3


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_timeline_is_append_only(order, change):
    rows = OrderEvent.objects.filter(order=order)
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        rows.update(what="Nothing happened") if change == "update" else rows.delete()
    assert rows.count() == 2


def test_a_timeline_cannot_be_overwritten(order):
    """Upsert: INSERT OR REPLACE on SQLite, ON CONFLICT DO UPDATE on PostgreSQL."""
    first = order.timeline.first()
    row = {field.attname: getattr(first, field.attname) for field in OrderEvent._meta.fields}
    names, values = ", ".join(row), [*(row | {"what": "Nothing happened"}).values()]
    marks = ", ".join(["%s"] * len(values))
    into = f"INTO checkout_orderevent ({names}) VALUES ({marks})"
    statement = (
        f"INSERT OR REPLACE {into}"
        if connection.vendor == "sqlite"
        else f"INSERT {into} ON CONFLICT (id) DO UPDATE SET what = EXCLUDED.what"
    )
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        connection.cursor().execute(statement, values)
    first.refresh_from_db()
    assert first.what == f"Placed for £{order.total_pence / 100:.2f}"


def test_a_timeline_cannot_be_truncated(order):
    if connection.vendor == "sqlite":
        statement = "DELETE FROM checkout_orderevent"
    else:
        statement = "TRUNCATE checkout_orderevent CASCADE"  # also what refers to it
    connection.check_constraints()  # PostgreSQL empties no table that still waits for them
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        connection.cursor().execute(statement)
    assert order.timeline.count() == 2


def test_an_order_cannot_be_replaced_by_another_state(order):
    """A row cannot be replaced by a new one either."""
    order.refresh_from_db()
    order.state, order.paid_at = OrderState.REFUNDED, order.placed_at
    row = {field.attname: field.get_db_prep_save(getattr(order, field.attname), connection)
           for field in Order._meta.concrete_fields}  # fmt: skip
    marks = ", ".join(["%s"] * len(row))
    into = f"INTO checkout_order ({', '.join(row)}) VALUES ({marks})"
    statement = (
        f"INSERT OR REPLACE {into}"
        if connection.vendor == "sqlite"
        else f"INSERT {into} ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state"
    )
    with pytest.raises(IntegrityError, match="cannot move"), transaction.atomic():
        connection.cursor().execute(statement, list(row.values()))
    assert Order.objects.get(pk=order.pk).state == OrderState.AWAITING_PAYMENT


def test_a_timeline_entry_is_kept_when_its_user_is_deleted(order):
    user = a_user()
    transition_order(order, OrderState.CANCELLED, by=owner(user))
    user.delete()
    assert order.timeline.last().actor == ActorKind.OWNER


def test_the_quote_is_logged_with_reasons_and_without_personal_data(
    stripe_server, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level("INFO", logger="checkout.quotes")
    wax = a_product(1299, title="Wax")
    with django_capture_on_commit_callbacks(execute=True):
        order, _ = start_payment(
            cart=a_cart((wax, 4)), user=GUEST, contact=CONTACT, shown_total_pence=None
        )
    [line] = [record.getMessage() for record in caplog.records if record.name == "checkout.quotes"]
    assert order.number in line
    assert f'"sku": "{wax.sku}", "quantity": 4, "list_pence": 1299, "price_pence": 1299' in line
    assert '"reason": "Free delivery on larger orders"' in line
    assert '"total_pence": 5196' in line
    for value in (CONTACT.email, CONTACT.name, CONTACT.line1, CONTACT.postcode):
        assert value not in line
