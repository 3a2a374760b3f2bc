"""How many unpaid orders one browser, e-mail address or network may have, and how long they hold.

An order holds its goods before it is paid. Without limits one visitor could hold all of them.
"""

import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from checkout.models import Cart, Order, OrderParty, OrderState
from checkout.models.order_state import UNPAID_CLOSED

SESSION_LASTS = timedelta(minutes=35)
HOLD_OUTLIVES_SESSION = timedelta(minutes=10)
HOLD_LASTS = SESSION_LASTS + HOLD_OUTLIVES_SESSION
# An older hold yields to another shopper who wants the last units.
FIRM_FOR = timedelta(minutes=10)
# A larger order, and one beyond the third of a network, yields from the start: what nobody orders
# by chance must not take the goods away from everybody, not even for ten minutes.
MAX_FIRM_PIECES = 40
MAX_FIRM_ORDERS_PER_NETWORK = 3
# A hold that ran out unpaid counts for so long as the beginning of the next one.
REMEMBERED_FOR = timedelta(hours=2)
FORGOTTEN_AFTER = timedelta(days=1)
_MAX_READ = 100
SESSION_KEY = "browser"
# Whoever has an IPv6 address usually has this many bits' worth of them.
IPV6_PREFIX = 64
_SALT = "checkout.orders.limits"


class Party(StrEnum):
    BROWSER = "browser"
    EMAIL = "email"
    NETWORK = "network"


class TooManyOpenOrders(Exception):
    """This party has as many unpaid orders as it may have; the first of them ends at `ends_at`."""

    def __init__(self, party: Party, count: int, ends_at: datetime):
        super().__init__(f"{count} open orders of one {party}")
        self.party = party
        self.count = count
        self.ends_at = ends_at


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


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who places an order, as far as limits tell buyers apart.

    A customer's orders are counted by the account: nobody else can use them up by typing its
    address. A guest's are counted by the address.
    """

    cart: Cart
    user_id: int | None
    email_hash: str
    origin: Origin

    def parties(self) -> Mapping[Party, tuple[str, Q]]:
        """The key of each, and the orders that are its."""
        email = (
            (f"user:{self.user_id}", Q(user=self.user_id))
            if self.user_id
            else (f"email:{self.email_hash}", Q(user=None, email_hash=self.email_hash))
        )
        found = {Party.EMAIL: email}
        for party in (Party.BROWSER, Party.NETWORK):
            if value := getattr(self.origin, party):
                found[party] = (f"{party}:{value}", Q(**{party: value}))
        return found

    def own_orders(self) -> Q:
        """Of the cart, the browser and the address; people behind one network are not one buyer."""
        parties = self.parties()
        own = Q(cart=self.cart) | Q(cart__merged_into=self.cart)
        for party in (Party.EMAIL, Party.BROWSER):
            if party in parties:
                own |= parties[party][1]
        return own


@dataclass(frozen=True, slots=True)
class HoldTimes:
    """`yields_from`: from then on the hold goes to another shopper who wants the last units."""

    first_held_at: datetime
    hold_until: datetime
    yields_from: datetime


def count_open_orders(buyer: Buyer) -> dict[Party, int]:
    """How many each party has, in the caller's transaction; TooManyOpenOrders where one has all it
    may have. The parties' rows are locked first, so that no two orders are counted at once."""
    parties = buyer.parties()
    now = timezone.now()
    OrderParty.objects.bulk_create(
        [OrderParty(key=key, ordered_at=now) for key in sorted(key for key, _ in parties.values())],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["ordered_at"],
    )
    # The cart's own unpaid order is no further one: the cart cannot have two.
    own = Order.objects.awaiting_payment().of_cart(buyer.cart)
    counts = (
        Order.objects.open()
        .exclude(pk__in=own)
        .aggregate(**{party: Count("pk", filter=orders) for party, (_, orders) in parties.items()})
    )
    for party, count in counts.items():
        if count >= _limit_of(party):
            first = Order.objects.open().filter(parties[party][1]).order_by("hold_until").first()
            raise TooManyOpenOrders(Party(party), count, first.hold_until if first else now)
    return counts


def times_of_hold(buyer: Buyer, *, pieces: int, open_of_network: int) -> HoldTimes:
    """How long a new order may hold so many pieces. A renewed one ends when the one before it would
    have ended, and yields as if it had begun with the first."""
    now = timezone.now()
    before = _unpaid_before(buyer, now)
    first_held_at = min((order.first_held_at for order in before), default=now)
    of_cart = [order.hold_until for order in before if _is_of_cart(order, buyer.cart)]
    still_running = [hold_until for hold_until in of_cart if hold_until > now]
    is_firm = pieces <= MAX_FIRM_PIECES and open_of_network < MAX_FIRM_ORDERS_PER_NETWORK
    return HoldTimes(
        first_held_at=first_held_at,
        hold_until=min([now + HOLD_LASTS, *still_running]),
        yields_from=first_held_at + FIRM_FOR if is_firm else now,
    )


def forget_parties() -> None:
    """The clock's part: what was only needed for limits is kept for a day."""
    before = timezone.now() - FORGOTTEN_AFTER
    OrderParty.objects.filter(ordered_at__lt=before).delete()
    marked = Order.objects.filter(placed_at__lt=before).exclude(browser="", network="")
    marked.exclude(pk__in=Order.objects.open()).update(browser="", network="")


def _limit_of(party: str) -> int:
    return {
        Party.BROWSER: settings.MAX_OPEN_ORDERS_PER_BROWSER,
        Party.EMAIL: settings.MAX_OPEN_ORDERS_PER_EMAIL,
        Party.NETWORK: settings.MAX_OPEN_ORDERS_PER_NETWORK,
    }[Party(party)]


def _unpaid_before(buyer: Buyer, now: datetime) -> list[Order]:
    """This buyer's orders of late that held stock and were not paid, since the last that was."""
    lately = Order.objects.filter(buyer.own_orders(), first_held_at__gt=now - REMEMBERED_FOR)
    orders = list(lately.select_related("cart").order_by("-pk")[:_MAX_READ])
    paid = max((order.paid_at for order in orders if order.is_paid), default=None)
    return [
        order
        for order in orders
        if _held_unpaid(order) and (paid is None or order.placed_at > paid)
    ]


def _held_unpaid(order: Order) -> bool:
    """Not where the shop itself could not open a payment page: nobody could have paid it."""
    if order.state == OrderState.AWAITING_PAYMENT:
        return True
    return order.state in UNPAID_CLOSED and bool(order.stripe_session_id)


def _is_of_cart(order: Order, cart: Cart) -> bool:
    return bool(order.cart) and cart.pk in (order.cart_id, order.cart.merged_into_id)
