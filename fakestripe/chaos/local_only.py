"""Restrict chaos to requests from this machine, and refuse requests from pages of other sites."""

import ipaddress
from urllib.parse import urlsplit

from flask import Request

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def is_this_machine(host: str | None) -> bool:
    """Whether the host is `localhost`, a name under it, or a loopback address."""
    if not host:
        return False
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def why_refused(request: Request, public_url: str) -> str | None:
    """Return why the request is refused, or None.

    Reasons: a public URL, a proxy, another machine, a foreign host name, a page of another site.
    """
    if not is_this_machine(urlsplit(public_url).hostname):
        return "fakestripe has a public URL, so chaos is disabled."
    if any(name in request.headers for name in _FORWARDED):
        return "The request came through a proxy, so chaos is disabled."
    if not is_this_machine(request.remote_addr):
        return "Chaos accepts only requests from the machine that fakestripe runs on."
    if not is_this_machine(urlsplit(f"//{request.host}").hostname):
        return "Chaos accepts only the host names of this machine."
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "Chaos refuses requests from pages of other sites."
    return None
