"""Guards of the contact form against programs, without tracking and without third parties.

A field that people do not see must stay empty. A signed time in the form shows that some seconds
passed since the page was made. `home.contact.views` limits messages for each IP address.
"""

from datetime import timedelta

from django.core import signing

MIN_TIME_TO_WRITE = timedelta(seconds=3)
_SALT = "autovise.home.contact"
_WORD = "contact"


def time_stamp() -> str:
    """Return a signed value with the time of now."""
    return signing.TimestampSigner(salt=_SALT).sign(_WORD)


def is_written_by_hand(stamp: str) -> bool:
    """Whether the stamp is ours and old enough. A cached page may have an old one."""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        signer.unsign(stamp)
    except signing.BadSignature:
        return False
    try:
        signer.unsign(stamp, max_age=MIN_TIME_TO_WRITE)
    except signing.SignatureExpired:
        return True
    return False
