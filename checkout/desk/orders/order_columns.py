"""Columns of the admin's list of orders."""

from collections.abc import Callable, Iterable
from typing import Any

from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column

from checkout.desk.orders.action_links import ActionLink
from checkout.models import Dispute, Order, OrderState, RefundState
from checkout.orders.fulfilment.allowed_actions import OrderAction, dispatch_of, refusal_of
from sitewide.templatetags.money import pounds

CHECKBOX = (
    '<td class="bulk-action-checkbox-cell"><input type="checkbox" data-object-id="{0}"'
    ' data-bulk-action-checkbox class="bulk-action-checkbox" aria-label="Select"'
    ' aria-describedby="order_{0}_title"></td>'
)
ICON = '<svg class="icon icon-{0}{1}" aria-hidden="true"><use href="#icon-{0}"></use></svg>'
TITLE = (
    '<td class="title"><div class="title-wrapper">'
    '<a id="order_{}_title" href="{}">{}</a></div>{}</td>'
)
MENU = (
    '<ul class="actions"><li><div data-controller="w-dropdown" class="w-dropdown">'
    '<button type="button" class="w-dropdown__toggle w-dropdown__toggle--icon"'
    ' data-w-dropdown-target="toggle" aria-label="More options for \'{}\'">'
    + ICON.format("dots-horizontal", " w-dropdown__toggle-icon")
    + '</button><div data-w-dropdown-target="content" class="w-dropdown__content" hidden>{}</div>'
    "</div></li></ul>"
)
ENTRY = '<a href="{0}">' + ICON.format("{1}", "") + " {2}</a>"
URGENT = (OrderState.UNDER_REVIEW, OrderState.REFUND_FAILED)


class OrderColumn(Column):
    """A cell of several lines, without a template: a list has hundreds of them."""

    def lines(self, order: Order) -> list[tuple[str, str]]:
        """Return the lines of the cell: CSS class and text."""
        raise NotImplementedError

    def render_cell_html(self, instance: Order, parent_context: Context) -> SafeString:
        shown = format_html_join(
            "", '<span class="{}">{}</span>', (line for line in self.lines(instance) if line[1])
        )
        return format_html('<td class="od-cell {}">{}</td>', self.classname or "", shown)


class CheckboxColumn(BulkActionsCheckboxColumn):
    """Wagtail's checkbox of a row, without its template."""

    def render_cell_html(self, instance: Order, parent_context: Context) -> SafeString:
        return format_html(CHECKBOX, instance.pk)


class NumberColumn(Column):
    """The order's number, which leads to its page, and the menu of what can be done with it.

    It has the markup of Wagtail's title column with a dropdown, whose templates take half of the
    time of the list.
    """

    def __init__(
        self,
        name: str,
        *,
        get_url: Callable[[Order], str],
        get_links: Callable[[Order], Iterable[ActionLink]],
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        self._get_url = get_url
        self._get_links = get_links

    def render_cell_html(self, instance: Order, parent_context: Context) -> SafeString:
        links = self._get_links(instance)
        entries = format_html_join("", ENTRY, ((link.url, link.icon, link.label) for link in links))
        menu = format_html(MENU, instance.number, entries) if entries else ""
        return format_html(TITLE, instance.pk, self._get_url(instance), instance.number, menu)


class StateColumn(OrderColumn):
    """State, and below it what is refunded and disputed."""

    def lines(self, order: Order) -> list[tuple[str, str]]:
        state = "od-state desk-urgent" if order.state in URGENT else "od-state"
        refund, is_failed = refunds_in_words(order)
        return [
            (f"{state} od-state--{order.state}", order.get_state_display()),
            ("desk-urgent" if is_failed else "", refund),
            ("desk-urgent", _disputes_in_words(order)),
        ]


class BuyerColumn(OrderColumn):
    def lines(self, order: Order) -> list[tuple[str, str]]:
        kind = "Guest" if order.user_id is None else "Customer"
        first = ", first order" if order.is_first_order else ""
        return [("", order.name), ("od-meta", f"{kind}{first}")]


class DispatchColumn(OrderColumn):
    """Carrier and date, or what is to be done."""

    def lines(self, order: Order) -> list[tuple[str, str]]:
        if dispatch := dispatch_of(order):
            at = dispatch.delivered_at or dispatch.dispatched_at
            verb = "Delivered" if dispatch.delivered_at else dispatch.carrier
            return [("", f"{verb}, {localtime(at):%-d %b}"), ("od-meta", dispatch.tracking_number)]
        if not refusal_of(OrderAction.DISPATCH, order):
            return [("od-due", "To pack")]
        is_open = any(request.is_open for request in _cancellations(order))
        return [("desk-urgent", "Cancellation requested")] if is_open else []


class AmountColumn(Column):
    """Pence as pounds; 0 as a dash."""

    def render_cell_html(self, instance: Order, parent_context: Context) -> SafeString:
        pence = self.get_value(instance)
        return format_html('<td class="od-amount">{}</td>', pounds(pence) if pence else "–")


class TextColumn(Column):
    def render_cell_html(self, instance: Order, parent_context: Context) -> SafeString:
        return format_html(
            '<td class="{}">{}</td>', self.classname or "", self.get_value(instance) or "–"
        )


class PlacedColumn(TextColumn):
    """Date and time by a 24-hour clock."""

    def get_value(self, order: Order) -> str:
        return f"{localtime(order.placed_at):%-d %b %Y, %H:%M}"


def refunds_in_words(order: Order) -> tuple[str, bool]:
    """Describe the refunds, and tell whether one failed."""
    states = {refund.state for refund in order.refunds.all()}
    parts = [f"Refunded {pounds(order.refunded_pence)}"] if order.refunded_pence else []
    if states & {RefundState.REQUESTED, RefundState.PENDING}:
        parts.append("pending")
    if RefundState.FAILED in states:
        parts.append("one failed")
    return ", ".join(parts), RefundState.FAILED in states


def deadline_in_words(dispute: Dispute) -> str:
    """Describe the deadline for answering a dispute."""
    if dispute.answer_by is None:
        return "open"
    return "overdue" if dispute.is_late else f"answer by {dispute.answer_by:%-d %b %Y}"


def _disputes_in_words(order: Order) -> str:
    disputes: list[Dispute] = order.to_answer  # type: ignore[attr-defined]  # prefetched by the list
    return f"Dispute: {deadline_in_words(disputes[0])}" if disputes else ""


def _cancellations(order: Order) -> list[Any]:
    return order.cancellations  # type: ignore[attr-defined]  # prefetched by the list
