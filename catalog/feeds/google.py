"""Feed for Google Merchant Center: RSS 2.0 with the elements of its product data specification.

Prices, delivery and unit prices are those of the Offer, which the page and the till use as well.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import batched
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from catalog.measures import Measure, NetQuantity
from catalog.models import BundlePage, ProductPage
from catalog.models.shop_rules import current_rules
from catalog.offers import Offer, offer_of
from catalog.pages.display.details import details_of
from catalog.pages.display.gallery import further_pictures
from catalog.pages.display.raster_pictures import absolute, raster_picture
from catalog.pages.display.structured_data import BRAND
from sitewide.money_fields import pounds_text
from sitewide.public_pages import public_page

NAMESPACE = "http://base.google.com/ns/1.0"
BATCH = 200
MAX_TITLE, MAX_DESCRIPTION, MAX_MPN = 150, 5000, 70
MAX_PICTURES, MIN_HIGHLIGHTS, MAX_HIGHLIGHT, MIN_SIDE_MM = 10, 2, 150, 10
# Google's names of units. "ct" is a count of pieces.
UNITS = {
    Measure.LITRE: "l", Measure.SQUARE_METRE: "sqm", Measure.PIECE: "ct",
}  # fmt: skip
BASES = {
    "litre": "1 l", "100 ml": "100 ml", "kg": "1 kg", "100 g": "100 g", "metre": "1 m",
    "m²": "1 sqm", "piece": "1 ct",
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class MerchantFeed(Rss201rev2Feed):
    """RSS 2.0 with the namespace of Google's elements. An item's `elements` are written in order.

    A nested element is a list of pairs.
    """

    def latest_post_date(self) -> datetime:
        """Return the beginning of this hour: within it, the same catalogue gives the same feed."""
        return timezone.now().replace(minute=0, second=0, microsecond=0)

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | {"xmlns:g": NAMESPACE}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name, value in item["elements"]:
            if isinstance(value, list):
                handler.startElement(name, AttributesImpl({}))
                for inner, text in value:
                    handler.addQuickElement(inner, text)
                handler.endElement(name)
            else:
                handler.addQuickElement(name, value)


@require_safe
@public_page(reads_query=False)
def show_google_feed(request: HttpRequest) -> HttpResponse:
    """Show all products and bundles on sale."""
    feed = MerchantFeed(
        title=settings.WAGTAIL_SITE_NAME,
        link=settings.SITE_URL,
        description="Products and bundles on sale",
        language="en-GB",
    )
    for page, offer in pages_and_offers():
        feed.add_item(
            title=clean(offer.title, MAX_TITLE),
            link=absolute(offer.url),
            description=clean(page.description, MAX_DESCRIPTION),
            unique_id=None,
            elements=list(elements_of(page, offer)),
        )
    response = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def pages_and_offers() -> Iterator[tuple[Any, Offer]]:
    """Return the pages on sale with their offers, in batches."""
    rules = current_rules()
    sold: tuple[Any, ...] = (
        ProductPage.objects.on_sale()
        .select_related("subcategory")
        .prefetch_related("more_pictures__image"),
        BundlePage.objects.on_sale(),
    )
    for pages in sold:
        keys = list(pages.order_by("pk").values_list("pk", flat=True))
        for batch in batched(keys, BATCH, strict=False):
            for page in pages.filter(pk__in=batch).with_offer_facts().order_by("pk"):
                yield page, offer_of(page, rules)


def elements_of(page: Any, offer: Offer) -> Iterator[tuple[str, Any]]:
    """Return Google's elements of one item, besides title, link and description."""
    yield "g:id", offer.sku
    yield "g:image_link", raster_picture(offer)
    yield "g:availability", "in_stock" if offer.free_quantity > 0 else "out_of_stock"
    yield "g:price", price(offer.price_pence)
    yield "g:condition", "new"
    yield "g:brand", BRAND
    yield "g:mpn", (getattr(page, "product_code", "") or offer.sku)[:MAX_MPN]
    yield "g:product_type", clean(_product_type(page), 750)
    if offer.is_bundle:
        yield "g:is_bundle", "yes"
    elif page.family:
        yield "g:item_group_id", page.family
    yield from _further_elements(page, offer)
    if offer.net_quantity and offer.measured_price:
        yield "g:unit_pricing_measure", measure(offer.net_quantity)
        yield "g:unit_pricing_base_measure", BASES[offer.measured_price.per]
    yield (
        "g:shipping",
        [("g:country", "GB"), ("g:price", price(offer.delivery_pence))],
    )


def _further_elements(page: Any, offer: Offer) -> Iterator[tuple[str, Any]]:
    """Return pictures, highlights, facts and sizes.

    Google has no element for hazards or for a legal age limit: `adult` is for sexual content and
    `age_group` for clothing. They are product details.
    """
    details = details_of(page)
    for picture in further_pictures(page)[:MAX_PICTURES]:
        yield "g:additional_image_link", absolute(picture.raster_url)
    if len(details.highlights) >= MIN_HIGHLIGHTS:
        for highlight in details.highlights:
            yield "g:product_highlight", clean(highlight, MAX_HIGHLIGHT)
    for name, value in details.specification:
        yield _detail("Specification", name, value)
    if offer.safety.hazards_text:
        yield _detail("Safety", "Hazards", offer.safety.hazards_text)
    if offer.minimum_age:
        yield _detail("Safety", "Age limit", str(offer.minimum_age))
    if page.is_bundle:
        return
    size = page.dimensions
    if size and min(size.length_mm, size.width_mm, size.height_mm) >= MIN_SIDE_MM:
        yield "g:product_length", centimetres(size.length_mm)
        yield "g:product_width", centimetres(size.width_mm)
        yield "g:product_height", centimetres(size.height_mm)
    if page.weight_g:
        yield "g:product_weight", f"{page.weight_g} g"


def _detail(section: str, name: str, value: str) -> tuple[str, list[tuple[str, str]]]:
    return (
        "g:product_detail",
        [
            ("g:section_name", section),
            ("g:attribute_name", clean(name, 140)),
            ("g:attribute_value", clean(value, 1000)),
        ],
    )


def centimetres(millimetres: int) -> str:
    whole, tenths = divmod(millimetres, 10)
    return f"{whole}.{tenths} cm" if tenths else f"{whole} cm"


def price(pence: int) -> str:
    return f"{pounds_text(pence)} GBP"


def measure(quantity: NetQuantity) -> str:
    unit = UNITS.get(quantity.measure, str(quantity.measure))
    return f"{quantity.amount.normalize():f} {unit}"


def clean(text: str, length: int) -> str:
    """Return text without characters that XML cannot hold, cut to Google's maximum."""
    return _CONTROL.sub("", text)[:length]


def _product_type(page: Any) -> str:
    if page.is_bundle:
        return f"Bundles > {page.get_bundle_type_display()}"
    names = [page.category, page.subcategory]
    return " > ".join(str(snippet.name) for snippet in names if snippet)
