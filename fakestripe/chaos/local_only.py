"""Chaos is for this machine alone: no other can reach it, and no foreign page can ask for it."""

import ipaddress
from urllib.parse import urlsplit

from flask import Request

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def is_this_machine(host: str | None) -> bool:
    """`localhost`, names under it, and the loopback addresses."""
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
    """A proxy in front, a foreign name for this address, or a page of another site."""
    if not is_this_machine(urlsplit(public_url).hostname):
        return "The stand-in has a public address, so there is no chaos here."
    if any(name in request.headers for name in _FORWARDED):
        return "A proxy stands in front of the stand-in, so there is no chaos here."
    if not is_this_machine(request.remote_addr):
        return "Chaos is for the machine that the stand-in runs on."
    if not is_this_machine(urlsplit(f"//{request.host}").hostname):
        return "Chaos goes by the names of this machine only."
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "A page of another site asked for this."
    return None
