"""One-time codes that confirm an account deletion, for users without a password.

The session stores a keyed hash of the code, so it works only in the browser that requested it.
"""

import secrets
import time

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

CODE_LASTS_MINUTES = 10
MAX_TRIES = 5
DIGITS = 6
SESSION_KEY = "deletion_code"
_SALT = "autovise.accounts.deletion_code"


def issue_code(session: SessionBase, user: User) -> str:
    """Create a code for this session. It replaces an earlier one."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    until = time.time() + CODE_LASTS_MINUTES * 60
    session[SESSION_KEY] = {"hash": _hash(user, code), "until": until, "tries": 0}
    return code


def is_code_correct(session: SessionBase, user: User, typed: str) -> bool:
    """Count a try and compare the code with the session's.

    The code is void after `MAX_TRIES` tries or `CODE_LASTS_MINUTES` minutes.
    """
    stored = session.get(SESSION_KEY)
    if stored is None or stored["until"] < time.time() or stored["tries"] >= MAX_TRIES:
        session.pop(SESSION_KEY, None)
        return False
    session[SESSION_KEY] = stored | {"tries": stored["tries"] + 1}
    return constant_time_compare(stored["hash"], _hash(user, typed.strip()))


def _hash(user: User, code: str) -> str:
    return salted_hmac(_SALT, f"{user.pk}:{code}", algorithm="sha256").hexdigest()
