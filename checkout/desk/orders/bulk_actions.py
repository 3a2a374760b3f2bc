"""Actions on one or many orders, as Wagtail's bulk actions.

The page of an action names the orders that it will change, and those that it cannot change with the
reason. When it is sent, each order is decided again, on its own.
"""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from checkout.desk.orders.chosen_orders import MAX_ORDERS as MAX_IN_URL
from checkout.desk.orders.order_filters import OrderFilterSet
from checkout.desk.owner_only import acting_owner
from checkout.desk.search.order_search import search_orders
from checkout.models import Order
from checkout.models.order import OrderQuerySet
from checkout.orders.fulfilment.allowed_actions import OrderAction, refusal_of, with_action_facts
from checkout.orders.fulfilment.delivery import mark_delivered
from checkout.orders.fulfilment.mail_repeats import RepeatedMail, refusal_to_repeat, repeat_mail
from checkout.orders.fulfilment.notes import add_note
from checkout.payments.cancellation import NotCancelled, cancel_order
from checkout.refunds.request import AmountChanged
from sitewide.numbers import primary_keys
from sitewide.templatetags.money import pounds

# Django accepts 1000 fields; the form of a cancellation has two for each order.
MAX_ORDERS = 400
CHANGED_MEANWHILE = "It was changed in the meantime."


class OrderBulkAction(BulkAction):
    """An action of the owner. Subclasses implement `act`."""

    models: ClassVar = [Order]
    template_name = "checkout/desk/bulk_action.html"
    action: OrderAction | None = None
    heading = ""
    explanation = ""
    done = ""

    def act(self, order: Order, form: forms.Form) -> str:
        """Change the order. Return why nothing was done; empty if it was done."""
        raise NotImplementedError

    def refusal(self, order: Order) -> str:
        return refusal_of(self.action, order) if self.action else ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def wanted_orders(self) -> OrderQuerySet:
        """Return the orders that the form names, so that none is changed that was not shown; else
        those that the URL names, or all of the filtered list."""
        wanted = self.request.POST.getlist("id") or self.request.GET.getlist("id")
        orders = Order.objects.all()
        if "all" in wanted and self.request.method != "POST":
            return _filtered(orders, self.next_url)
        return orders.filter(pk__in=primary_keys(wanted))

    def chosen_orders(self, limit: int = MAX_ORDERS) -> list[Order]:
        """Return the oldest of the wanted orders. 404 without any."""
        oldest_first = with_action_facts(self.wanted_orders()).order_by("placed_at", "pk")
        chosen = list(oldest_first[:limit])
        if not chosen:
            raise Http404("No order is chosen.")
        return chosen

    def rest_in_words(self, chosen: list[Order]) -> str:
        """Describe how many orders the list has beside the chosen ones; empty if none."""
        more = self.wanted_orders().count() - len(chosen)
        return f"The list has {more} more; repeat this for them." if more > 0 else ""

    def outcome(self, order: Order, form: forms.Form) -> str:
        """Decide again and change the order. Return why nothing was done; empty if it was done."""
        return self.refusal(order) or self.act(order, form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        orders = self.chosen_orders()
        chosen = [(order, self.refusal(order)) for order in orders]
        allowed = [order for order, reason in chosen if not reason]
        return {
            "view": self,
            "form": kwargs.get("form") or self.get_form(),
            "orders": allowed,
            "refused": [(order, reason) for order, reason in chosen if reason],
            "rest": self.rest_in_words(orders),
            "next": self.next_url,
            "submit_url": self.request.get_full_path(),
        }

    def form_valid(self, form: forms.Form) -> HttpResponseBase:
        """Change each order on its own. No transaction around them: an action may call Stripe."""
        refused, done = [], []
        for order in self.chosen_orders():
            if reason := self.outcome(order, form):
                refused.append(f"{order.number}: {reason}")
            else:
                done.append(order.number)
        if done:
            messages.success(self.request, f"{self.done}: {', '.join(done)}.")
        for sentence in refused:
            messages.error(self.request, sentence)
        return redirect(self.next_url)


def _filtered(orders: OrderQuerySet, list_url: str) -> OrderQuerySet:
    """Return the orders that the list shows at this URL, on all its pages."""
    query = QueryDict(list_url.partition("?")[2])
    filters = OrderFilterSet(query, orders)
    if not filters.is_valid():
        return orders.none()
    return search_orders(filters.qs, query.get("q", ""))


class OnThePage(OrderBulkAction):
    """An action with a page of its own, for the chosen orders."""

    url_name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        orders = self.chosen_orders(MAX_IN_URL)
        if rest := self.rest_in_words(orders):
            messages.warning(request, rest)
        keys = [("id", order.pk) for order in orders]
        return redirect(f"{reverse(self.url_name)}?{urlencode(keys)}")

    post = get


@hooks.register("register_bulk_action")
class Pack(OnThePage):
    display_name = "Pack"
    action_type = OrderAction.PACK.value
    aria_label = "Pack the chosen orders"
    action_priority = 10
    url_name = "show_pick_list"


@hooks.register("register_bulk_action")
class DispatchMany(OnThePage):
    display_name = "Dispatch"
    action_type = OrderAction.DISPATCH.value
    aria_label = "Dispatch the chosen orders"
    action_priority = 20
    url_name = "dispatch_orders"


@hooks.register("register_bulk_action")
class Deliver(OrderBulkAction):
    display_name = "Mark as delivered"
    heading = "Delivery"
    action_type = OrderAction.DELIVER.value
    aria_label = "Mark the chosen orders as delivered"
    action_priority = 30
    action = OrderAction.DELIVER
    explanation = "The time of delivery is now. The buyer gets no mail."
    done = "Marked as delivered"

    def act(self, order: Order, form: forms.Form) -> str:
        is_done = mark_delivered(order=order, by=acting_owner(self.request))
        return "" if is_done else CHANGED_MEANWHILE


class CancelForm(forms.Form):
    """Key of the form, and the refund that was shown for each order."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, orders: Iterable[Order], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for order in orders:
            self.fields[f"refund_{order.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=order.left_pence, required=False
            )

    def shown_pence(self, order: Order) -> int:
        return self.cleaned_data.get(f"refund_{order.pk}") or 0

    def key_of(self, order: Order) -> uuid.UUID:
        """Return the key of this order's refund, the same for each sending of the form."""
        return uuid.uuid5(self.cleaned_data["key"], str(order.pk))


@hooks.register("register_bulk_action")
class Cancel(OrderBulkAction):
    display_name = "Cancel"
    heading = "Cancellation"
    action_type = OrderAction.CANCEL.value
    aria_label = "Cancel the chosen orders"
    action_priority = 40
    action = OrderAction.CANCEL
    form_class = CancelForm
    explanation = (
        "What was paid is refunded in full, the goods are put back in stock, and the buyer gets a "
        "mail about the refund. A cancellation cannot be undone."
    )
    done = "Cancelled"
    classes = {"serious"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"orders": self.chosen_orders()}

    def outcome(self, order: Order, form: forms.Form) -> str:
        """Leave the decision to the service, which knows a form that was sent twice."""
        return self.act(order, form)

    def act(self, order: Order, form: forms.Form) -> str:
        assert isinstance(form, CancelForm)  # noqa: S101  (for mypy)
        try:
            cancel_order(
                order=order,
                by=acting_owner(self.request),
                shown_pence=form.shown_pence(order),
                key=form.key_of(order),
            )
        except NotCancelled as refusal:
            return str(refusal)
        except AmountChanged as change:
            return f"The refund is now {pounds(change.now_pence)}. Please confirm it again."
        return ""


class MailForm(forms.Form):
    mail = forms.ChoiceField(label="Which mail", choices=RepeatedMail.choices)


@hooks.register("register_bulk_action")
class Resend(OrderBulkAction):
    display_name = "Send a mail again"
    heading = "Send a mail again"
    action_type = "resend"
    aria_label = "Send a mail about the chosen orders again"
    action_priority = 50
    form_class = MailForm
    explanation = "It goes to the order’s email address."
    done = "The mail is sent again"

    def act(self, order: Order, form: forms.Form) -> str:
        mail = RepeatedMail(form.cleaned_data["mail"])
        if reason := refusal_to_repeat(mail, order):
            return reason
        is_queued = repeat_mail(mail, order, by=acting_owner(self.request))
        return "" if is_queued else "This mail is waiting to be sent already."


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Note",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="On the timeline of each order. Not shown to the buyer, but part of a copy of "
        "their data.",
    )


@hooks.register("register_bulk_action")
class Note(OrderBulkAction):
    display_name = "Add a note"
    heading = "Note"
    action_type = OrderAction.NOTE.value
    aria_label = "Add a note to the chosen orders"
    action_priority = 60
    action = OrderAction.NOTE
    form_class = NoteForm
    done = "The note is added"

    def act(self, order: Order, form: forms.Form) -> str:
        add_note(order=order, text=form.cleaned_data["text"], by=acting_owner(self.request))
        return ""
