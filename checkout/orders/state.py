"""Moving an order from state to state: one conditional UPDATE names the winner, and the timeline
says who or what moved it (docs/design.md, law 4). Nothing else writes an order's state."""

from dataclasses import dataclass

from django.db import transaction

from checkout.models import Actor, Order, OrderEvent, OrderState
from checkout.models.order_state import states_before


@dataclass(frozen=True, slots=True)
class By:
    """Who or what moves an order; a user where somebody in the admin does."""

    actor: Actor
    user_id: int | None = None


STRIPE, SHOP, SHOPPER = By(Actor.STRIPE), By(Actor.SHOP), By(Actor.SHOPPER)


def owner(user) -> By:
    return By(Actor.OWNER, user.pk)


@transaction.atomic
def transition_order(
    order: Order, to: OrderState, *, by: By, what: str = "", only_from=None, **columns
) -> bool:
    """Move it, and write `columns` with it. False, and nothing done, where it is in no state that
    leads there (or in none of `only_from`): somebody else was first."""
    for before in states_before(to) if only_from is None else only_from:
        if Order.objects.filter(pk=order.pk, state=before).update(state=to, **columns):
            _write(order, before, to, by, what)
            return True
    return False


def log_order_event(order: Order, what: str, *, by: By) -> None:
    """Something that moved nothing, as a line of the timeline."""
    state = Order.objects.values_list("state", flat=True).get(pk=order.pk)
    _write(order, state, state, by, what)


def start_timeline(order: Order, *, by: By, what: str) -> None:
    _write(order, "", order.state, by, what)


def _write(order: Order, before: str, after: str, by: By, what: str) -> None:
    OrderEvent.objects.create(
        order=order, before=before, after=after, actor=by.actor, user_id=by.user_id, what=what[:300]
    )
