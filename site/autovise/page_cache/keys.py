"""Keys of the page cache: where a page is stored, and which state it shows."""

import time
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from autovise import env

MAX_URL_LENGTH = 1024
STATE_BYTES = 16
# Parameters of advertisers and mailings. No page reads or repeats them.
TRACKING = frozenset({
    "dclid", "fbclid", "gad_source", "gbraid", "gclid", "mc_cid", "mc_eid", "msclkid", "srsltid",
    "ttclid", "twclid", "wbraid", "yclid",
})  # fmt: skip
TRACKING_PREFIX = "utm_"
_FOLDERS = ("accounts", "catalog", "checkout", "home", "jobs", "outbox", "site", "sitewide")


def is_canonical(request: HttpRequest) -> bool:
    """Whether the request asks under SITE_URL itself. Others are redirected or refused."""
    scheme, _, netloc = settings.SITE_URL.partition("://")
    headers = request.META
    host = headers.get("HTTP_HOST")
    if host is None:  # HTTP/1.0
        port = str(headers["SERVER_PORT"])
        has_own_port = port != str(env.DEFAULT_PORTS[scheme])
        host = f"{headers['SERVER_NAME']}:{port}" if has_own_port else headers["SERVER_NAME"]
    return host == netloc and request.scheme == scheme


def query_without_tracking(query: str) -> str:
    """Return the query string without the values of tracking parameters.

    One without a value is kept: lists redirect to the URL without it.
    """
    if not query:
        return ""
    return "&".join(part for part in query.split("&") if not _is_tracking(part))


def _is_tracking(part: str) -> bool:
    name, _, value = part.partition("=")
    return bool(value) and (name.startswith(TRACKING_PREFIX) or name in TRACKING)


def url_of(request: HttpRequest) -> str:
    """Return path and query string without tracking; empty if they are too long to be stored."""
    query = query_without_tracking(request.META.get("QUERY_STRING", ""))
    url = f"{request.path_info}?{query}"
    return url if len(url) <= MAX_URL_LENGTH else ""


def slot_of(url: str, slots: int) -> str:
    """Return the name of the place for the URL. There are so many, however many URLs exist."""
    digest = blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return str(int.from_bytes(digest) % slots)


def state_of(url: str, generation: int, version: bytes) -> bytes:
    """Return the digest that a stored page must carry to be an answer now.

    The hour covers what time alone changes: the dates of delivery and the rows of best sellers.
    """
    hour = int(time.time() // 3600)
    state = f"{generation} {hour} {url}".encode("utf-8", "surrogatepass")
    return blake2b(state, key=version, digest_size=STATE_BYTES).digest()


@cache
def version_of_shop(root: Path = env.BASE_DIR) -> bytes:
    """Return a digest of code, templates, static files and settings, as this process read them.

    While a new version is rolled out, old processes serve beside new ones. Neither may answer with
    the pages of the other. The digest is keyed, because settings hold secrets.
    """
    digest = blake2b(digest_size=32)
    for path in sorted(_files_of_shop(root)):
        digest.update(f"{path.relative_to(root)} ".encode())
        digest.update(path.read_bytes())
    digest.update(getattr(staticfiles_storage, "manifest_hash", "").encode())
    for name in sorted(env.READ):
        digest.update(f"{name}={env.text(name)}\n".encode())
    return salted_hmac(__name__, digest.digest(), algorithm="sha256").digest()


def _files_of_shop(root: Path) -> list[Path]:
    code = [file for name in _FOLDERS for file in (root / name).rglob("*.py")]
    templates = (file for file in (root / "templates").rglob("*") if file.is_file())
    return [*code, *templates, root / "requirements.txt"]
