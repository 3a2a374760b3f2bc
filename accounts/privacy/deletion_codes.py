"""A code by mail, in place of a password, before an account is deleted.

It lies in the session that asked for it, as a keyed hash, and so is of no use in another browser.
"""

import secrets
import time

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

CODE_LASTS_MINUTES = 10
MAX_TRIES = 5
DIGITS = 6
SESSION_KEY = "deletion_code"
_SALT = "autovise.accounts.deletion_code"


def issue_code(session, user: User) -> str:
    """A fresh code for this session; an earlier one is void."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    until = time.time() + CODE_LASTS_MINUTES * 60
    session[SESSION_KEY] = {"hash": _hash(user, code), "until": until, "tries": 0}
    return code


def code_is_right(session, user: User, typed: str) -> bool:
    """Whether this is the session's code; too many tries or too much time void it."""
    kept = session.get(SESSION_KEY)
    if kept is None or kept["until"] < time.time() or kept["tries"] >= MAX_TRIES:
        session.pop(SESSION_KEY, None)
        return False
    session[SESSION_KEY] = kept | {"tries": kept["tries"] + 1}
    return constant_time_compare(kept["hash"], _hash(user, typed.strip()))


def _hash(user: User, code: str) -> str:
    return salted_hmac(_SALT, f"{user.pk}:{code}", algorithm="sha256").hexdigest()
