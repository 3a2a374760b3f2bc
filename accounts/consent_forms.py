"""Boxes that a person ticks themselves; the words beside them are what is recorded."""

from django import forms

from accounts.consents import TEXTS
from accounts.mailable import MailableEmailField
from accounts.models import ConsentKind


class NewsletterForm(forms.Form):
    email = MailableEmailField(label="Email address")
    agrees = forms.BooleanField(
        label=TEXTS[ConsentKind.NEWSLETTER],
        error_messages={"required": "Tick the box if you want our newsletter."},
    )


class CartRemindersForm(forms.Form):
    agrees = forms.BooleanField(label=TEXTS[ConsentKind.CART_REMINDERS], required=False)
