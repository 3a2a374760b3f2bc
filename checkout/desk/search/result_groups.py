"""Groups of search results: orders, customers, products. Each has its own permission."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from accounts.models import User
from catalog.desk.listings.page_listings import WORK_WITH_PAGES
from catalog.desk.listings.search import OF_PRODUCTS, TITLES, search_pages
from catalog.models import BundlePage, ProductPage
from catalog.search.backend import search_words
from checkout.desk.customers.customer_page import CUSTOMER_PAGE
from checkout.desk.search.order_search import search_orders
from checkout.models import Order
from sitewide.templatetags.money import pounds

MAX_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result: what it is called, where it leads, and what tells it from others."""

    title: str
    url: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results of one kind. `more_url`: the list with all of them; empty if all are shown."""

    title: str
    icon: str
    rows: tuple[ResultRow, ...]
    more_url: str = ""


def may_search_orders(user: User) -> bool:
    """Orders and customers are for the owner only."""
    return bool(user.is_active and user.is_superuser)


def may_search_products(user: User) -> bool:
    return bool(page_permission_policy.user_has_any_permission(user, WORK_WITH_PAGES))


def search_results(typed: str, *, user: User) -> list[ResultGroup]:
    """Return what the user may see, in a fixed number of queries."""
    groups = []
    if may_search_orders(user):
        groups += [_orders(typed), _customers(typed)]
    if may_search_products(user):
        groups += [_pages(typed, ProductPage, "Products"), _pages(typed, BundlePage, "Bundles")]
    return [group for group in groups if group.rows]


def _orders(typed: str) -> ResultGroup:
    found = search_orders(Order.objects.all(), typed)[: MAX_SHOWN + 1]
    rows = [
        ResultRow(
            title=order.number,
            url=reverse("checkout_order_modeladmin_inspect", args=[order.pk]),
            details=(
                order.get_state_display(),
                order.name,
                order.email,
                pounds(order.total_pence),
                f"{localtime(order.placed_at):%-d %b %Y}",
            ),
        )
        for order in found
    ]
    return _group("Orders", "list-ul", rows, _with_query("checkout_order_modeladmin_index", typed))


def _customers(typed: str) -> ResultGroup:
    found: QuerySet[User] = User.objects.customers()
    for word in search_words(typed) or [typed]:
        found = found.filter(
            Q(email__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
        )
    paid = Count("orders", filter=Q(orders__in=Order.objects.paid()))
    rows = [
        ResultRow(
            title=customer.get_full_name() or customer.email,
            url=reverse(CUSTOMER_PAGE, args=[customer.pk]),
            details=(customer.email, _counted(customer.paid_orders, "paid order")),
        )
        for customer in found.annotate(paid_orders=paid).order_by("email")[: MAX_SHOWN + 1]
    ]
    return _group("Customers", "user", rows, _with_query("accounts_user_modeladmin_index", typed))


def _pages(typed: str, model: type[Page], title: str) -> ResultGroup:
    columns = OF_PRODUCTS if model is ProductPage else TITLES
    found = search_pages(model.objects.select_related("sku_claim"), typed, columns=columns)
    rows = [
        ResultRow(
            title=page.draft_title or page.title,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            details=(page.sku_claim.code, "Live" if page.live else "Not live"),
        )
        for page in found.order_by("title", "pk").defer_streamfields()[: MAX_SHOWN + 1]
    ]
    return _group(title, "tag", rows, _with_query(f"{title.lower()}:index", typed))


def _group(title: str, icon: str, rows: Iterable[ResultRow], more_url: str) -> ResultGroup:
    """Build a group of the first rows; one more than are shown tells that there are more."""
    found = tuple(rows)
    return ResultGroup(title, icon, found[:MAX_SHOWN], more_url if len(found) > MAX_SHOWN else "")


def _with_query(name: str, typed: str) -> str:
    return f"{reverse(name)}?{urlencode({'q': typed})}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
