"""Admin view of a refund by hand, in two steps: form, then confirmation of the amount."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from checkout.desk.owner_only import acting_owner, owner_only
from checkout.desk.refunds.refund_form import RefundForm
from checkout.models import Order, OrderState
from checkout.refunds.request import (
    AlreadyRequested,
    AmountChanged,
    MoreThanPaid,
    MoreThanSold,
    NothingToRefund,
    RefundPlan,
    plan_refund,
    request_refund,
)
from sitewide.templatetags.money import pounds

ORDER_PAGE = "checkout_order_modeladmin_inspect"
UNREFUNDABLE = (NothingToRefund, MoreThanPaid, MoreThanSold)


@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def refund_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form or the confirmation, or request the refund.

    `?line=` is the primary key of an order line whose remaining units are chosen from the start.
    """
    order = get_object_or_404(Order, pk=pk)
    if order.state != OrderState.PAID or (request.method != "POST" and not order.left_pence):
        messages.warning(request, f"Order {order.number} has nothing left to refund.")
        return redirect(ORDER_PAGE, pk)
    form = RefundForm(request.POST or None, order=order, chosen_line=request.GET.get("line", ""))
    if not form.is_valid() or "back" in request.POST:
        return _show_form(request, order, form, status=400 if form.errors else 200)
    if form.cleaned_data["shown_pence"] is None:
        return _show_plan(request, order, form)
    return _refund(request, order, form)


def _refund(request: HttpRequest, order: Order, form: RefundForm) -> HttpResponse:
    values = {name: form.cleaned_data[name] for name in ("reason", "note", "shown_pence", "key")}
    try:
        refund = request_refund(
            order=order, request=form.refund_request(), by=acting_owner(request), **values
        )
    except AlreadyRequested as duplicate:
        amount = pounds(duplicate.refund.amount_pence)
        messages.info(request, f"This form was sent twice. {amount} was refunded once.")
    except AmountChanged as change:
        problem = (
            f"The amount has changed from {pounds(values['shown_pence'])} to "
            f"{pounds(change.now_pence)}, because of another refund. Nothing was done."
        )
        return _show_plan(request, order, form, status=409, problem=problem)
    except UNREFUNDABLE as refusal:
        return _show_form(request, order, form, status=409, problem=_describe(refusal, order))
    else:
        text = f"Refund of {pounds(refund.amount_pence)} for order {order.number} requested."
        messages.success(request, text, buttons=_message_buttons(order))
    return redirect(ORDER_PAGE, order.pk)


def _show_plan(
    request: HttpRequest, order: Order, form: RefundForm, **context: Any
) -> HttpResponse:
    """Show the second step: the calculated refund, to be confirmed."""
    order.refresh_from_db()
    try:
        plan = plan_refund(order, form.refund_request())
    except UNREFUNDABLE as refusal:
        return _show_form(request, order, form, status=409, problem=_describe(refusal, order))
    status = context.pop("status", 200)
    context |= {"order": order, "form": form, "plan": plan, "units": _units(form, plan)}
    context["left_pence"] = order.left_pence - plan.amount_pence
    return render(request, "checkout/desk/confirm_refund.html", context, status=status)


def _show_form(
    request: HttpRequest, order: Order, form: RefundForm, *, status: int, problem: str = ""
) -> HttpResponse:
    context = {"order": order, "form": form, "problem": problem}
    return render(request, "checkout/desk/refund.html", context, status=status)


def _units(form: RefundForm, plan: RefundPlan) -> list[str]:
    titles = {line.pk: line.title for line in form.lines}
    return [f"{quantity} × {titles[pk]}" for pk, quantity in plan.units.items()]


def _describe(refusal: Exception, order: Order) -> str:
    order.refresh_from_db()
    return {
        NothingToRefund: "Choose items, delivery or an amount to refund.",
        MoreThanPaid: f"You can refund {pounds(order.left_pence)} at most.",
        MoreThanSold: "You cannot refund more units than were sold and not refunded yet.",
    }[type(refusal)]


def _message_buttons(order: Order) -> list[Any]:
    invoice = reverse("show_order_invoice", args=[order.pk])
    return [messages.button(invoice, "Invoice with credits", new_window=True)]
