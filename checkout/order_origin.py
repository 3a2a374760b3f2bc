"""Where an order comes from: the browser and the network that limits count by."""

import ipaddress
import secrets
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SESSION_KEY = "browser"
# Whoever has an IPv6 address usually has this many bits' worth of them.
IPV6_PREFIX = 64
_SALT = "checkout.order_origin"


@dataclass(frozen=True, slots=True)
class Origin:
    """A browser and a network, in words that name nobody. Empty: not known, and not limited."""

    browser: str = ""
    network: str = ""


UNKNOWN = Origin()


def origin_of(request: HttpRequest) -> Origin:
    """The browser keeps its mark through log-in, as its session does. Behind a proxy the internet
    address is the one that log-in limits count by (`BEHIND_PROXY`)."""
    if SESSION_KEY not in request.session:
        request.session[SESSION_KEY] = secrets.token_urlsafe(24)
    address = get_adapter(request).get_client_ip(request)
    network = salted_hmac(_SALT, network_of(address), algorithm="sha256").hexdigest()
    return Origin(browser=request.session[SESSION_KEY], network=network)


def network_of(address: str) -> str:
    """An IPv4 address, or the /64 that an IPv6 address belongs to; IPv4 written as IPv6 is IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network(f"{ip}/{IPV6_PREFIX}", strict=False))
