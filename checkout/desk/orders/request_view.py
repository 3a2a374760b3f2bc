"""Admin view to accept or refuse a buyer's cancellation or return request.

Answering makes no refund.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from checkout.desk.owner_only import acting_owner, owner_only
from checkout.desk.refunds.refund_view import ORDER_PAGE
from checkout.models import OrderRequest
from checkout.orders.requests import answer_request

State = OrderRequest.State


class AnswerForm(forms.Form):
    """Answer to a request. A refusal needs a text."""

    state = forms.ChoiceField(choices=[(s, s.label) for s in (State.ACCEPTED, State.REFUSED)])
    answer = forms.CharField(max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if values.get("state") == State.REFUSED and not values.get("answer"):
            self.add_error("answer", "Please enter the reason: it is mailed to the buyer.")
        return values


@owner_only
@require_POST
def answer_order_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the answer and mail the buyer."""
    order_request = get_object_or_404(OrderRequest, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        problems = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, f"The request was not answered. {problems}")
    elif answer_request(order_request, **form.cleaned_data, by=acting_owner(request)):
        verb = "accepted" if form.cleaned_data["state"] == State.ACCEPTED else "refused"
        messages.success(
            request, f"The request is {verb} and the buyer is mailed. No refund was made."
        )
    else:
        messages.warning(request, "This request was answered already.")
    return redirect(ORDER_PAGE, order_request.order_id)
