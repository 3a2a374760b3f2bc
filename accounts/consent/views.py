"""The customer's page of email choices. Everything is off by default."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.consent.forms import CartRemindersForm
from accounts.consent.newsletter import subscriptions_of, unsubscribe_from_newsletter
from accounts.consent.records import has_agreed, record_choice
from accounts.email_addresses import own_addresses
from accounts.models import ConsentKind
from accounts.requests import CustomerRequest

UNSUBSCRIBE_BUTTON = "“Unsubscribe”, in the account"


@login_required
@require_safe
def show_email_choices(request: CustomerRequest) -> HttpResponse:
    agrees = has_agreed(request.user, ConsentKind.CART_REMINDERS)
    context = {
        "form": CartRemindersForm(initial={"agrees": agrees}),
        "subscriptions": subscriptions_of(own_addresses(request.user)).confirmed(),
    }
    return render(request, "accounts/email_choices.html", context)


@login_required
@require_POST
def choose_cart_reminders(request: CustomerRequest) -> HttpResponse:
    form = CartRemindersForm(request.POST)
    form.is_valid()
    record_choice(
        user=request.user,
        kind=ConsentKind.CART_REMINDERS,
        is_given=form.cleaned_data["agrees"],
        page=reverse("show_email_choices"),
    )
    messages.success(request, "Your choice is saved.")
    return redirect("show_email_choices")


@login_required
@require_POST
def unsubscribe_own_addresses(request: CustomerRequest) -> HttpResponse:
    """Unsubscribe all verified emails of this customer."""
    page = reverse("show_email_choices")
    for subscriber in subscriptions_of(own_addresses(request.user)):
        unsubscribe_from_newsletter(subscriber.address_key, text=UNSUBSCRIBE_BUTTON, page=page)
    messages.success(request, "You no longer get the newsletter.")
    return redirect("show_email_choices")
