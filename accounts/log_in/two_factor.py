"""Two-factor authentication: authenticator app or passkey, and recovery codes."""

import base64
import hashlib
from typing import TYPE_CHECKING, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.requests import CustomerRequest

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SET_UP_IN_SESSION = "two_factor_set_up_by"


class TwoFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is incorrect, has expired or was used before.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to SITE_URL's host, not to the request's Host header."""
        return {"id": settings.SITE_HOST, "name": settings.WAGTAIL_SITE_NAME}

    def generate_authenticator_name(
        self,
        user: User,
        type: str,  # noqa: A002 (allauth passes it by this name)
    ) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}"

    def encrypt(self, text: str) -> str:
        """Encrypt a secret, so that a copy of the database alone does not reveal it."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> "MultiFernet":
    """Return the cipher of SECRET_KEY. It also decrypts with the keys of SECRET_KEY_FALLBACKS.

    The library is imported here, because it takes 8 MB of memory and few processes need it.
    """
    from cryptography.fernet import Fernet, MultiFernet

    secrets = cast("list[str]", [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    digests = [hashlib.sha256(f"two-factor {secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def record_set_up(request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    """Record that this session has used a second factor. The user's other sessions have not."""
    if authenticator.type in SECOND_FACTORS:
        request.session[SET_UP_IN_SESSION] = user.pk


def has_second_factor(user: User) -> bool:
    """Whether the user has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def has_used_second_factor(request: CustomerRequest) -> bool:
    """Whether this session has used a second factor and the user still has one."""
    records = get_authentication_records(request, request.user)
    is_shown = any(record.get("method") == "mfa" for record in records)
    is_set_up_here = request.session.get(SET_UP_IN_SESSION) == request.user.pk
    return (is_shown or is_set_up_here) and has_second_factor(request.user)


def second_factor_url(user: User) -> str:
    """Return the URL where the user can use a second factor, or set up the first."""
    if not has_second_factor(user):
        return reverse("mfa_index")
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    has_codes = types & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}
    return reverse("mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn")
