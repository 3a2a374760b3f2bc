"""Limits on unpaid orders, and how long unpaid orders hold stock.

Unpaid orders are limited per browser, buyer (account or email address) and network. An order holds
its goods before it is paid. Without limits, one visitor could hold the whole stock.
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

# Stripe's payment page (the Checkout session) can be paid for this time.
SESSION_LASTS = timedelta(minutes=35)
HOLD_OUTLIVES_SESSION = timedelta(minutes=10)
HOLD_LASTS = SESSION_LASTS + HOLD_OUTLIVES_SESSION
# For this time the hold is firm. After it, the hold yields: another shopper may take the last
# units.
FIRM_FOR = timedelta(minutes=10)
# An order yields from the start if it has more pieces than MAX_FIRM_PIECES, or if its network
# already has MAX_FIRM_ORDERS_PER_NETWORK open orders. So abusive orders cannot block the stock.
MAX_FIRM_PIECES = 40
MAX_FIRM_ORDERS_PER_NETWORK = 3
# A new order within this time continues the hold of an earlier unpaid one.
REMEMBERED_FOR = timedelta(hours=2)
LIMIT_DATA_KEPT_FOR = timedelta(days=1)
_MAX_READ = 100
SESSION_KEY = "browser"
# A household usually gets a whole /64 of IPv6 addresses.
IPV6_PREFIX = 64
_SALT = "checkout.orders.limits"


class Party(StrEnum):
    """The things per which orders are limited. EMAIL means the account if the buyer is logged in.

    BROWSER and NETWORK are also field names of Order and Origin.
    """

    BROWSER = "browser"
    EMAIL = "email"
    NETWORK = "network"


class TooManyOpenOrders(Exception):
    """The party has reached its limit of unpaid orders; the first of them ends at `ends_at`."""

    def __init__(self, party: Party, count: int, ends_at: datetime) -> None:
        super().__init__(f"{count} open orders of one {party}")
        self.party = party
        self.count = count
        self.ends_at = ends_at


@dataclass(frozen=True, slots=True)
class Origin:
    """Pseudonymous ids of a browser and a network. Empty means unknown and not limited."""

    browser: str = ""
    network: str = ""


UNKNOWN = Origin()


def origin_of(request: HttpRequest) -> Origin:
    """Return the request's origin. The browser's id is in the session and survives login.

    The IP address comes from allauth, as for the log-in limits. This also works behind a proxy
    (setting `BEHIND_PROXY`).
    """
    if SESSION_KEY not in request.session:
        request.session[SESSION_KEY] = secrets.token_urlsafe(24)
    address = get_adapter(request).get_client_ip(request)
    network = salted_hmac(_SALT, network_of(address), algorithm="sha256").hexdigest()
    return Origin(browser=request.session[SESSION_KEY], network=network)


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, an IPv6 address as its /64; IPv4-mapped IPv6 is IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network(f"{ip}/{IPV6_PREFIX}", strict=False))


@dataclass(frozen=True, slots=True)
class Buyer:
    """The buyer of an order, identified for the limits.

    A customer's orders are counted by account, so that other visitors cannot use up the limit by
    entering the customer's email address. A guest's orders are counted by email address.
    """

    cart: Cart
    user_id: int | None
    email_hash: str
    origin: Origin

    def parties(self) -> Mapping[Party, tuple[str, Q]]:
        """Return the buyer's parties, each with its key and the filter of its orders."""
        email = (
            (f"user:{self.user_id}", Q(user=self.user_id))
            if self.user_id
            else (f"email:{self.email_hash}", Q(user=None, email_hash=self.email_hash))
        )
        parties = {Party.EMAIL: email}
        for party in (Party.BROWSER, Party.NETWORK):
            if value := getattr(self.origin, party):
                parties[party] = (f"{party}:{value}", Q(**{party: value}))
        return parties

    def own_orders(self) -> Q:
        """Return the filter of the orders of this cart, this browser, and this account or email
        address. The network is left out: several buyers may share it."""
        parties = self.parties()
        own = Q(cart=self.cart) | Q(cart__merged_into=self.cart)
        for party in (Party.EMAIL, Party.BROWSER):
            if party in parties:
                own |= parties[party][1]
        return own


@dataclass(frozen=True, slots=True)
class HoldTimes:
    """Times of an order's hold. From `yields_from` on, another shopper may take the last units."""

    first_held_at: datetime
    hold_until: datetime
    yields_from: datetime


def count_open_orders(buyer: Buyer) -> dict[Party, int]:
    """Count the open orders of each party. Call in a transaction.

    The parties' rows are locked first, so that concurrent orders are counted one after the other.
    Raises TooManyOpenOrders if a party has reached its limit.
    """
    parties = buyer.parties()
    now = timezone.now()
    OrderParty.objects.bulk_create(
        [OrderParty(key=key, ordered_at=now) for key in sorted(key for key, _ in parties.values())],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["ordered_at"],
    )
    # The cart's own unpaid order does not count: the new order replaces it.
    own = Order.objects.awaiting_payment().of_cart(buyer.cart)
    per_party = {party: Count("pk", filter=orders) for party, (_, orders) in parties.items()}
    aggregated = Order.objects.open().exclude(pk__in=own).aggregate(**per_party)
    counts = {Party(name): count for name, count in aggregated.items()}
    for party, count in counts.items():
        if count >= _limit_of(party):
            first = Order.objects.open().filter(parties[party][1]).order_by("hold_until").first()
            raise TooManyOpenOrders(party, count, first.hold_until if first else now)
    return counts


def hold_times(buyer: Buyer, *, pieces: int, open_of_network: int) -> HoldTimes:
    """Return the hold times of a new order of `pieces` pieces.

    If the order replaces an unpaid order of the same cart, its hold ends no later than that
    order's hold. Its firm time counts from the first hold of the buyer's recent unpaid orders.
    """
    now = timezone.now()
    before = _unpaid_before(buyer, now)
    held_since = [order.first_held_at for order in before if order.first_held_at]
    first_held_at = min(held_since, default=now)
    of_cart = [order.hold_until for order in before if _is_of_cart(order, buyer.cart)]
    still_running = [hold_until for hold_until in of_cart if hold_until > now]
    is_firm = pieces <= MAX_FIRM_PIECES and open_of_network < MAX_FIRM_ORDERS_PER_NETWORK
    return HoldTimes(
        first_held_at=first_held_at,
        hold_until=min([now + HOLD_LASTS, *still_running]),
        yields_from=first_held_at + FIRM_FOR if is_firm else now,
    )


def delete_limit_data() -> None:
    """Delete data that only the limits need, after a day. Runs on a schedule."""
    before = timezone.now() - LIMIT_DATA_KEPT_FOR
    OrderParty.objects.filter(ordered_at__lt=before).delete()
    marked = Order.objects.filter(placed_at__lt=before).exclude(browser="", network="")
    marked.exclude(pk__in=Order.objects.open()).update(browser="", network="")


def _limit_of(party: Party) -> int:
    return {
        Party.BROWSER: settings.MAX_OPEN_ORDERS_PER_BROWSER,
        Party.EMAIL: settings.MAX_OPEN_ORDERS_PER_EMAIL,
        Party.NETWORK: settings.MAX_OPEN_ORDERS_PER_NETWORK,
    }[party]


def _unpaid_before(buyer: Buyer, now: datetime) -> list[Order]:
    """Return the buyer's recent unpaid orders that held stock and were placed after the buyer's
    last paid order."""
    recent_orders = Order.objects.filter(buyer.own_orders(), first_held_at__gt=now - REMEMBERED_FOR)
    orders = list(recent_orders.select_related("cart").order_by("-pk")[:_MAX_READ])
    paid_times = [order.paid_at for order in orders if order.is_paid and order.paid_at]
    last_paid_at = max(paid_times, default=None)
    return [
        order
        for order in orders
        if _held_unpaid(order) and (last_paid_at is None or order.placed_at > last_paid_at)
    ]


def _held_unpaid(order: Order) -> bool:
    """Return whether the order held stock and had a payment page. Without a payment page it could
    not be paid."""
    if order.state == OrderState.AWAITING_PAYMENT:
        return True
    return order.state in UNPAID_CLOSED and bool(order.stripe_session_id)


def _is_of_cart(order: Order, cart: Cart) -> bool:
    return order.cart is not None and cart.pk in (order.cart_id, order.cart.merged_into_id)
