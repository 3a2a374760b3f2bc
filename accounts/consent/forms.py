"""Consent forms. Boxes are unticked by default; the label of each is the text that is recorded."""

from django import forms

from accounts.consent.records import TEXTS
from accounts.models import ConsentKind
from sitewide.email_addresses import MailableEmailField


class NewsletterForm(forms.Form):
    email = MailableEmailField(label="Email address")
    agrees = forms.BooleanField(
        label=TEXTS[ConsentKind.NEWSLETTER],
        error_messages={"required": "Tick the box if you want our newsletter."},
    )


class CartRemindersForm(forms.Form):
    agrees = forms.BooleanField(label=TEXTS[ConsentKind.CART_REMINDERS], required=False)
