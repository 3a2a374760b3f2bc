"""Admin views to decide about payments that differ from the order or came too late."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from catalog.models.stock import OutOfStock
from checkout.desk.owner_only import acting_owner, owner_only
from checkout.desk.refunds.refund_view import ORDER_PAGE
from checkout.models import Order
from checkout.payments.settle import accept_review, refuse_review, repeat_refund
from sitewide.templatetags.money import pounds


@owner_only
@require_POST
def accept_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the amount that was paid, so that the order can be dispatched."""
    order = get_object_or_404(Order, pk=pk)
    try:
        is_done = accept_review(order, by=acting_owner(request))
    except OutOfStock:
        messages.error(
            request,
            "There is not enough stock to dispatch this order: its stock was released and sold "
            "since. Add stock, or refuse the order and refund it.",
        )
        return redirect(ORDER_PAGE, pk)
    paid = pounds(order.paid_pence)
    _add_message(
        request, is_done, f"Order {order.number} is accepted for {paid} and can be dispatched."
    )
    return redirect(ORDER_PAGE, pk)


@owner_only
@require_POST
def refuse_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse the payment and refund it in full."""
    order = get_object_or_404(Order, pk=pk)
    is_done = refuse_review(order, by=acting_owner(request))
    _add_message(request, is_done, f"Order {order.number} is refused and refunded in full.")
    return redirect(ORDER_PAGE, pk)


@owner_only
@require_POST
def repeat_order_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed full refund again."""
    order = get_object_or_404(Order, pk=pk)
    if repeat_refund(order, by=acting_owner(request)):
        amount = pounds(order.left_pence)
        messages.success(request, f"Order {order.number}: the refund of {amount} is tried again.")
    else:
        messages.warning(request, f"Order {order.number} no longer has a failed refund.")
    return redirect(ORDER_PAGE, pk)


def _add_message(request: HttpRequest, is_done: bool, text: str) -> None:
    if is_done:
        messages.success(request, text)
    else:
        messages.warning(request, "This order is no longer under review: it was decided already.")
