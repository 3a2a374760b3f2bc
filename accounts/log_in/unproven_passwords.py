"""Void passwords that were chosen before the email was verified.

An attacker can sign up with another person's email. If its owner later logs in with an emailed
code, the email becomes verified, and the attacker's password would give access to the account.
"""

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest

CHOOSE_ANEW = (
    "The code has confirmed your email address. For your safety, the password chosen at sign-up no "
    "longer works. Please choose a new one on the page “Password”."
)


def void_unproven_password(request: HttpRequest, email_address: EmailAddress) -> None:
    """Void the password if the email was confirmed by a code, not by the link in the mail."""
    user = email_address.user
    records = get_authentication_records(request, user)
    if user.last_login is None and any(record["method"] == "code" for record in records):
        user.set_unusable_password()
        user.save(update_fields=["password"])
        messages.warning(request, CHOOSE_ANEW)
