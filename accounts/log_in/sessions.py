"""Sessions and devices of a user."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def sessions_of(user_pk: int) -> list[str]:
    """Return the keys of this user's sessions. Reads every session: call it in the worker only."""
    return [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user_pk)
    ]


def delete_ended_devices() -> None:
    """Delete the IP address and user agent of sessions that no longer exist."""
    existing = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=existing).delete()
