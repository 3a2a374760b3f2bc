"""The second factor: an authenticator app or a passkey, and recovery codes for a lost one."""

import base64
import hashlib

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SET_UP_HERE = "two_factor_set_up_by"


class TwoFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, was used before, or is too old.",
    }

    def get_public_key_credential_rp_entity(self):
        """Passkeys belong to SITE_URL's host, whatever the Host header claims."""
        return {"id": settings.SITE_HOST, "name": settings.WAGTAIL_SITE_NAME}

    def generate_authenticator_name(self, user, type):  # noqa: A002 (allauth names it so)
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}"

    def encrypt(self, text):
        """A copy of the database alone gives nobody's codes away."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    """Of SECRET_KEY; what was encrypted under one of SECRET_KEY_FALLBACKS can still be read."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"two-factor {secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def note_set_up(request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    """Remember in this session, and in no other of the user's, that a second factor was shown."""
    if authenticator.type in SECOND_FACTORS:
        request.session[SET_UP_HERE] = user.pk


def has_second_factor(user) -> bool:
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def has_shown_second_factor(request: HttpRequest) -> bool:
    """In this session; a factor that has been removed since does not count."""
    records = get_authentication_records(request, request.user)
    is_shown = any(record.get("method") == "mfa" for record in records)
    is_set_up_here = request.session.get(SET_UP_HERE) == request.user.pk
    return (is_shown or is_set_up_here) and has_second_factor(request.user)


def page_to_show_second_factor(user) -> str:
    """Where to show it, or to set it up first."""
    if not has_second_factor(user):
        return reverse("mfa_index")
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    has_codes = types & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}
    return reverse("mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn")
