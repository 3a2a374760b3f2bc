"""Personal data in django-allauth's tables. All of it is deleted with the user (CASCADE)."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from accounts.models import User
from accounts.privacy.registry import ExportRow, Section, export_rows, register


def register_own() -> None:
    """Register the sections of django-allauth's tables."""
    register(Section("Signed-in devices", _devices, (UserSession,)))
    register(Section("Second factors", _factors, (Authenticator,)))
    register(Section("Log-ins with others", _log_ins_with_others, (SocialAccount,)))


def _devices(user: User) -> list[ExportRow]:
    devices = UserSession.objects.filter(user=user).order_by("created_at")
    return export_rows(devices, "ip", "user_agent", "created_at", "last_seen_at")


def _factors(user: User) -> list[ExportRow]:
    """Leave out the secrets: with them, an exported file would give access to the account."""
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    return export_rows(factors, "type", "created_at", "last_used_at")


def _log_ins_with_others(user: User) -> list[ExportRow]:
    accounts = SocialAccount.objects.filter(user=user).order_by("pk")
    return export_rows(accounts, "provider", "uid", "extra_data", "date_joined", "last_login")
