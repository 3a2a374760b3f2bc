"""The owner accepts or refuses what a buyer has asked. It refunds nothing by itself."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from checkout.desk.owner_only import owner_only
from checkout.desk.refund_view import ORDER_PAGE
from checkout.models import OrderRequest
from checkout.orders.requests import answer_request
from checkout.orders.state import owner

State = OrderRequest.State


class AnswerForm(forms.Form):
    state = forms.ChoiceField(choices=[(s, s.label) for s in (State.ACCEPTED, State.REFUSED)])
    answer = forms.CharField(max_length=1000, required=False)

    def clean(self):
        asked = super().clean()
        if asked.get("state") == State.REFUSED and not asked.get("answer"):
            self.add_error("answer", "Say why: the buyer is mailed it.")
        return asked


@owner_only
@require_POST
def answer_order_request(request: HttpRequest, pk: int) -> HttpResponse:
    order_request = get_object_or_404(OrderRequest, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        problems = " ".join(error for errors in form.errors.values() for error in errors)
        messages.error(request, f"Nothing was answered. {problems}")
    elif answer_request(order_request, **form.cleaned_data, by=owner(request.user)):
        verb = "accepted" if form.cleaned_data["state"] == State.ACCEPTED else "refused"
        messages.success(
            request, f"The request is {verb}, and the buyer is told. Nothing is refunded by that."
        )
    else:
        messages.warning(request, "Somebody has answered it already.")
    return redirect(ORDER_PAGE, order_request.order_id)
