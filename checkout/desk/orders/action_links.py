"""Links to the actions that are possible with an order, for its page and its row in the list."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from checkout.models import Order
from checkout.orders.fulfilment.allowed_actions import OrderAction, allowed_actions

ICONS = {
    OrderAction.PACK: "clipboard-list",
    OrderAction.DISPATCH: "upload",
    OrderAction.DELIVER: "check",
    OrderAction.CANCEL: "cross",
    OrderAction.CHANGE_ADDRESS: "edit",
    OrderAction.NOTE: "comment",
}


@dataclass(frozen=True, slots=True)
class ActionLink:
    """A link to an action. `is_form`: it may be shown in a dialog."""

    action: OrderAction
    url: str
    icon: str
    is_form: bool

    @property
    def label(self) -> str:
        return f"{self.action.label}…" if self.is_form else str(self.action.label)


def action_links(order: Order, *, next_url: str) -> list[ActionLink]:
    """Return the links. The order is one of `with_action_facts`."""
    return [
        ActionLink(action, _url(action, order, next_url), ICONS[action], action != OrderAction.PACK)
        for action in allowed_actions(order)
    ]


def bulk_url(action: str, order: Order, next_url: str) -> str:
    """Return the URL of an action on many orders, for one."""
    url = reverse("wagtail_bulk_action", args=["checkout", "order", action])
    return f"{url}?{urlencode({'id': str(order.pk), 'next': next_url})}"


def _url(action: OrderAction, order: Order, next_url: str) -> str:
    match action:
        case OrderAction.DISPATCH:
            return reverse("dispatch_order_by_hand", args=[order.pk])
        case OrderAction.CHANGE_ADDRESS:
            return reverse("change_order_address", args=[order.pk])
    return bulk_url(action, order, next_url)
