"""Giving money back: a form, what it comes to, and then the refund itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from checkout.desk.owner_only import owner_only
from checkout.desk.refund_form import RefundForm
from checkout.models import Order, OrderState
from checkout.orders.state import owner
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
    order = get_object_or_404(Order, pk=pk)
    if order.state != OrderState.PAID or (request.method != "POST" and not order.left_pence):
        messages.warning(request, f"Nothing can be refunded by hand of order {order.number}.")
        return redirect(ORDER_PAGE, pk)
    form = RefundForm(request.POST or None, order=order)
    if not form.is_valid() or "back" in request.POST:
        return _show_form(request, order, form, status=400 if form.errors else 200)
    if form.cleaned_data["shown_pence"] is None:
        return _show_plan(request, order, form)
    return _refund(request, order, form)


def _refund(request: HttpRequest, order: Order, form: RefundForm) -> HttpResponse:
    asked = form.cleaned_data
    facts = {name: asked[name] for name in ("reason", "note", "shown_pence", "key")}
    try:
        refund = request_refund(
            order=order, request=form.refund_request(), by=owner(request.user), **facts
        )
    except AlreadyRequested as sent_twice:
        made = pounds(sent_twice.refund.amount_pence)
        messages.info(request, f"This form was sent twice: {made} was refunded once.")
    except AmountChanged as change:
        problem = (
            f"It came to {pounds(asked['shown_pence'])} when it was shown and comes to "
            f"{pounds(change.now_pence)} now: somebody has refunded meanwhile. Nothing was done."
        )
        return _show_plan(request, order, form, status=409, problem=problem)
    except UNREFUNDABLE as refusal:
        return _show_form(request, order, form, status=409, problem=_sentence(refusal, order))
    else:
        said = f"Refund of {pounds(refund.amount_pence)} for order {order.number} is asked for."
        messages.success(request, said, buttons=_ways_on(order))
    return redirect(ORDER_PAGE, order.pk)


def _show_plan(request: HttpRequest, order: Order, form: RefundForm, **context) -> HttpResponse:
    """The second step: what it comes to, before anything is done."""
    order.refresh_from_db()
    try:
        plan = plan_refund(order, form.refund_request())
    except UNREFUNDABLE as refusal:
        return _show_form(request, order, form, status=409, problem=_sentence(refusal, order))
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


def _sentence(refusal: Exception, order: Order) -> str:
    order.refresh_from_db()
    return {
        NothingToRefund: "That comes to no money at all: choose units, delivery or an amount.",
        MoreThanPaid: f"That is more than is left of the payment: {pounds(order.left_pence)}.",
        MoreThanSold: "Those are more units than were sold and not refunded yet.",
    }[type(refusal)]


def _ways_on(order: Order) -> list:
    invoice = reverse("show_order_invoice", args=[order.pk])
    return [messages.button(invoice, "Invoice with its credits", new_window=True)]
