"""Where a user is logged in."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def sessions_of(user_pk: int) -> list[str]:
    """The keys of this user's sessions. It reads the sessions of all: for the worker only."""
    return [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user_pk)
    ]


def forget_ended_devices() -> None:
    """Internet address and browser of a log-in are known for as long as it lasts."""
    lasting = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=lasting).delete()
