"""A password that a stranger may have chosen does not open an account.

Anybody can sign up with an address that is not theirs. Its owner may later come in by a mailed
code, which confirms the address: from then on the stranger's password would open the account.
"""

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest

CHOOSE_ANEW = (
    "Your address is confirmed by the code. For your safety the password given at sign-up, before "
    "that, no longer counts: please choose one on the page “Password”."
)


def forget_unproven_password(request: HttpRequest, email_address: EmailAddress) -> None:
    """Void the password if a code, not the link in the sign-up mail, confirmed the address."""
    user = email_address.user
    records = get_authentication_records(request, user)
    if user.last_login is None and any(record["method"] == "code" for record in records):
        user.set_unusable_password()
        user.save(update_fields=["password"])
        messages.warning(request, CHOOSE_ANEW)
