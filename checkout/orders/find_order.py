"""Mail a new link to an order to the email address that it was placed with.

The response is the same whether the order exists or not, and takes as long: a task is queued in
both cases.
"""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from checkout.access.forms import FindOrderForm
from checkout.models import Order
from checkout.notifications.tasks import send_order_link

NO_ORDER = 0


@require_http_methods(["GET", "HEAD", "POST"])
def find_order(request: HttpRequest) -> HttpResponse:
    """Show the form, or queue the mail with the link."""
    form = FindOrderForm(request.POST or None)
    if not form.is_valid():
        return _show(request, form, status=400 if form.errors else 200)
    number, email = form.cleaned_data["number"], form.cleaned_data["email"]
    if not ratelimit.consume(request, action="order_link", key=number):
        messages.error(request, "Too many requests for this order. Please try again in an hour.")
        return _show(request, form, status=429)
    orders = Order.objects.filter(number=number, email__iexact=email)
    send_order_link.enqueue(orders.values_list("pk", flat=True).first() or NO_ORDER)
    messages.success(
        request,
        "If there is an order with this number and email address, we have mailed a link to it.",
    )
    return redirect("find_order")


def _show(request: HttpRequest, form: FindOrderForm, *, status: int) -> HttpResponse:
    return render(request, "checkout/find_order.html", {"form": form}, status=status)
