"""An order whose payment was not as ordered, or came too late: the owner ships it all the same, or
gives its money back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from catalog.stock import OutOfStock
from checkout.desk.owner_only import owner_only
from checkout.desk.refund_view import ORDER_PAGE
from checkout.models import Order
from checkout.orders.state import owner
from checkout.payments.settle import accept_review, refuse_review, repeat_refund
from sitewide.templatetags.money import pounds


@owner_only
@require_POST
def accept_order(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=pk)
    try:
        is_done = accept_review(order, by=owner(request.user))
    except OutOfStock:
        messages.error(
            request,
            "Its goods were given back and are sold since: there is not enough in stock to ship "
            "it. Add to the stock, or refuse it and give the money back.",
        )
        return redirect(ORDER_PAGE, pk)
    paid = pounds(order.paid_pence)
    _say(request, is_done, f"Order {order.number} is accepted for {paid}: it can be sent.")
    return redirect(ORDER_PAGE, pk)


@owner_only
@require_POST
def refuse_order(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=pk)
    is_done = refuse_review(order, by=owner(request.user))
    _say(request, is_done, f"Order {order.number} is refused: all of its money goes back.")
    return redirect(ORDER_PAGE, pk)


@owner_only
@require_POST
def repeat_order_refund(request: HttpRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=pk)
    if repeat_refund(order, by=owner(request.user)):
        pence = pounds(order.left_pence)
        messages.success(request, f"Order {order.number}: Stripe is asked again to return {pence}.")
    else:
        messages.warning(request, f"Order {order.number} has no failed refund any more.")
    return redirect(ORDER_PAGE, pk)


def _say(request: HttpRequest, is_done: bool, what: str) -> None:
    if is_done:
        messages.success(request, what)
    else:
        messages.warning(request, "It is no longer under review: somebody has decided already.")
