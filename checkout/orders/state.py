"""Order state transitions. Only this module writes an order's state.

A conditional UPDATE makes each transition happen once (docs/design.md, law 4), and each is logged
on the timeline.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from checkout.models import ActorKind, Order, OrderEvent, OrderState
from checkout.models.order_state import ORDER_TRANSITIONS


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or system that changes an order. `user_id` is set for admin users only."""

    kind: ActorKind
    user_id: int | None = None


STRIPE, SHOP, SHOPPER = Actor(ActorKind.STRIPE), Actor(ActorKind.SHOP), Actor(ActorKind.SHOPPER)


def owner(user: User) -> Actor:
    return Actor(ActorKind.OWNER, user.pk)


@transaction.atomic(savepoint=False)
def transition_order(
    order: Order,
    to: OrderState,
    *,
    by: Actor,
    what: str = "",
    only_from: Iterable[OrderState] | None = None,
    **columns: object,
) -> bool:
    """Move the order to the state `to` and write `columns` in the same UPDATE.

    Return False, with nothing written, if the order is in no state that allows the transition (or
    in none of `only_from`): another process was faster.
    """
    row = Order.objects.filter(pk=order.pk)
    for before in ORDER_TRANSITIONS.before(to) if only_from is None else only_from:
        # One UPDATE for each state, because the timeline says which state the order was in.
        if ORDER_TRANSITIONS.move(row, to, only_from=[before], **columns):
            _write(order, before, to, by, what)
            return True
    return False


def log_order_event(order: Order, what: str, *, by: Actor) -> OrderEvent:
    """Log an event on the timeline that did not change the state. `what`: no personal data."""
    state = Order.objects.values_list("state", flat=True).get(pk=order.pk)
    return _write(order, state, state, by, what)


def start_timeline(order: Order, *, by: Actor, what: str) -> None:
    """Log the placing of an order, the first line of its timeline."""
    _write(order, "", order.state, by, what)


def _write(order: Order, before: str, after: str, by: Actor, what: str) -> OrderEvent:
    return OrderEvent.objects.create(
        order=order, before=before, after=after, actor=by.kind, user_id=by.user_id, what=what[:300]
    )
