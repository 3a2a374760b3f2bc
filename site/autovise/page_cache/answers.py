"""Public answers: which responses are public, and the headers and encodings that they get."""

import gzip
import json
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from sitewide.public_pages import public_mark

BROTLI_QUALITY, GZIP_LEVEL = 5, 6
MIN_COMPRESSED_BYTES = 200
IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
STORED_ENCODINGS = (BROTLI, GZIP)
# RFC 9110, section 15.4.5: what a 304 repeats. The browser keeps the other headers of its copy.
OF_NOT_MODIFIED = ("Cache-Control", "ETag", "Vary")
_NOT_SHARED = re.compile(r"\b(private|no-store|no-cache)\b")
_ACCEPTED = re.compile(
    r"(?:^|[\s,])(br|gzip)\s*(?:;\s*q\s*=\s*([0-9.]+))?\s*(?=,|$)", re.IGNORECASE
)


def is_shared(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the response is public and was made without any part that belongs to one visitor.

    The declaration alone does not suffice: a page with a view restriction reads the session to
    decide who may see it, and a page may set a cookie or contain a token by mistake.
    """
    session = getattr(request, "session", None)
    return (
        public_mark(response) is not None
        and request.method in ("GET", "HEAD")
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not (session is not None and session.accessed)
        and "cookie" not in response.headers.get("Vary", "").lower()
        and not _NOT_SHARED.search(response.headers.get("Cache-Control", ""))
        and not response.has_header("Content-Encoding")
    )


def accepted_encoding(accept: str) -> str:
    """Return the best encoding that the header Accept-Encoding allows."""
    if not accept:
        return IDENTITY
    names = {name.lower() for name, weight in _ACCEPTED.findall(accept) if _is_allowed(weight)}
    return next((name for name in STORED_ENCODINGS if name in names), IDENTITY)


def _is_allowed(weight: str) -> bool:
    return not weight or weight.strip("0.") != ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Headers and body of a public page, in one encoding. `headers`: without those of encoding."""

    headers: tuple[tuple[str, str], ...]
    encoding: str
    body: bytes

    @classmethod
    def of(cls, response: HttpResponse) -> Self:
        """Build the answer from a response that `is_shared`: with caching headers and an ETag."""
        patch_vary_headers(response, ("Accept-Encoding",))
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = cache_control()
        digest = blake2b(response.content, digest_size=16).hexdigest()
        # Weak: the encodings of one page have the same tag.
        response.headers["ETag"] = f'W/"{digest}"'
        del response.headers["Content-Length"]
        return cls(tuple(response.headers.items()), IDENTITY, response.content)

    def encoded(self, encoding: str) -> Self:
        """Return the answer in this encoding; unchanged if that would not be smaller."""
        if encoding == IDENTITY or len(self.body) < MIN_COMPRESSED_BYTES:
            return self
        if encoding == BROTLI:
            body = brotli.compress(self.body, quality=BROTLI_QUALITY)
        else:
            body = gzip.compress(self.body, GZIP_LEVEL, mtime=0)
        return type(self)(self.headers, encoding, body) if len(body) < len(self.body) else self

    def decoded(self) -> Self:
        """Return an answer in gzip without encoding."""
        body = gzip.decompress(self.body) if self.encoding == GZIP else self.body
        return type(self)(self.headers, IDENTITY, body)

    def to_bytes(self) -> bytes:
        head = json.dumps([self.encoding, self.headers]).encode()
        return len(head).to_bytes(4) + head + self.body

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        end = 4 + int.from_bytes(stored[:4])
        encoding, headers = json.loads(stored[4:end])
        return cls(tuple((name, text) for name, text in headers), encoding, stored[end:])

    def to_response(self, if_none_match: str = "") -> HttpResponse:
        """Build the response: 304 without body if the browser has this page already."""
        headers = dict(self.headers)
        if if_none_match and _has_copy(if_none_match, headers["ETag"]):
            kept = {name: headers[name] for name in OF_NOT_MODIFIED}
            return HttpResponseNotModified(headers=kept)
        if self.encoding != IDENTITY:
            headers["Content-Encoding"] = self.encoding
        headers["Content-Length"] = str(len(self.body))
        return HttpResponse(self.body, headers=headers)


def _has_copy(if_none_match: str, etag: str) -> bool:
    plain = etag.removeprefix("W/")
    return if_none_match.strip() == "*" or any(
        tag.removeprefix("W/") == plain for tag in parse_etags(if_none_match)
    )


def cache_control() -> str:
    """Return Cache-Control of public pages: browsers ask each time, a CDN as settings say."""
    fresh, stale = settings.PAGE_S_MAXAGE, settings.PAGE_STALE_WHILE_REVALIDATE
    parts = ["public", "max-age=0", f"s-maxage={fresh}"]
    # Browsers, too, would show an old price once.
    parts += [f"stale-while-revalidate={stale}"] if stale else ["must-revalidate"]
    return ", ".join(parts)
