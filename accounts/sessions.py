"""Where a user is logged in."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def sessions_of(user_pk: int) -> list[str]:
    """The keys of this user's sessions. It reads the sessions of all: for the worker only."""
    return [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user_pk)
    ]
