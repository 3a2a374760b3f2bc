"""Read-only API of what is on sale: `/api/products` and `/api/bundles`, for anybody.

The answers are public pages: the page cache keeps them, with `ETag` and `Cache-Control`, and they
are never older than the last committed change. `/api/openapi.json` describes them.
"""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema
from ninja.throttling import AnonRateThrottle
from pydantic import Field

from catalog.api.schemas import OfferList, OfferOut
from catalog.models import ListedOffer
from catalog.models.shop_rules import shown_rules
from catalog.offers import offers_by_page, offers_of_pages
from catalog.pages.display.raster_pictures import absolute
from sitewide.kept_values import keep_until_change
from sitewide.public_pages import mark_public

MAX_LIMIT = 100
DEFAULT_LIMIT = 24
MAX_RATE = "300/m"
ORDERS = {
    "title": ("title", "page"),
    "price": ("price_pence", "title", "page"),
    "-price": ("-price_pence", "title", "page"),
    "new": ("-published_at", "title", "page"),
}


class PerAddress(AnonRateThrottle):
    """Limit on the answers that are made for one internet address; those in the cache are free."""

    def get_ident(self, request: HttpRequest) -> str:
        return str(get_adapter(request).get_client_ip(request))


class PublicAPI(NinjaAPI):
    """API whose answers are the same for everybody."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        return mark_public(super().create_response(request, data, **options))


api = PublicAPI(
    title="Autovise",
    version="1",
    description="Products and bundles on sale. Amounts are pence, VAT included.",
    docs_url=None,  # its page loads scripts from another server, which the content policy forbids
    urls_namespace="api",
    throttle=PerAddress(MAX_RATE),
)

Slug = Annotated[str, Field(max_length=80, pattern=r"^[-a-z0-9_]*$")]


class Paging(Schema):
    """Which offers of a list are wanted."""

    sort: Literal["title", "price", "-price", "new"] = "title"
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    offset: int = Field(0, ge=0, le=1_000_000)


class BundleQuery(Paging):
    tier: Literal["", "standard", "pro", "special"] = ""


class ProductQuery(Paging):
    """Slugs of a category, product type and tag; an empty value means any."""

    tier: Literal["", "standard", "pro"] = ""
    category: Slug = ""
    type: Slug = ""
    tag: Slug = ""


@api.get("/products", response=OfferList, summary="Products on sale, each variant by itself")
def list_products(request: HttpRequest, query: Query[ProductQuery]) -> OfferList:
    conditions = {
        "tier": query.tier,
        "category__slug": query.category,
        "product_type__slug": query.type,
        "page__productpage__tags__slug": query.tag,
    }
    rows = ListedOffer.objects.products()
    chosen = {lookup: value for lookup, value in conditions.items() if value}
    return _page_of(request, rows.filter(**chosen), query)


@api.get("/bundles", response=OfferList, summary="Bundles on sale")
def list_bundles(request: HttpRequest, query: Query[BundleQuery]) -> OfferList:
    rows = ListedOffer.objects.bundles()
    return _page_of(request, rows.filter(tier=query.tier) if query.tier else rows, query)


@api.get("/products/{sku}", response=OfferOut, summary="One product")
def show_product(request: HttpRequest, sku: str) -> OfferOut:
    return _offer_at(ListedOffer.objects.products().filter(sku=sku))


@api.get("/bundles/{sku}", response=OfferOut, summary="One bundle")
def show_bundle(request: HttpRequest, sku: str) -> OfferOut:
    return _offer_at(ListedOffer.objects.bundles().filter(sku=sku))


def _page_of(
    request: HttpRequest, rows: QuerySet[ListedOffer], query: ProductQuery | BundleQuery
) -> OfferList:
    """Return the wanted part of the rows. Keys are read first: a deep page skips only an index."""
    values = query.model_dump(exclude_defaults=True)
    key = ("api", request.path, *sorted(values.items()))
    start, end = query.offset, query.offset + query.limit
    count, keys = keep_until_change(
        key,
        lambda: (
            rows.count(),
            list(rows.order_by(*ORDERS[query.sort]).values_list("pk", flat=True)[start:end]),
        ),
    )
    following = urlencode(values | {"offset": end})
    return OfferList(
        count=count,
        next=absolute(f"{request.path}?{following}") if end < count else None,
        items=[OfferOut.of(offer) for offer in offers_of_pages(keys, rules=shown_rules())],
    )


def _offer_at(rows: QuerySet[ListedOffer]) -> OfferOut:
    for offer in offers_by_page(rows.values_list("pk", flat=True), rules=shown_rules()).values():
        return OfferOut.of(offer)
    raise Http404
