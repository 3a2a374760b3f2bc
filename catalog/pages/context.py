"""What a product's or a bundle's page shows besides its own fields."""

from django.db.models import Q, prefetch_related_objects

from catalog.models.shop_rules import current_rules
from catalog.offers import Offer, offer_of
from catalog.pages.structured_data import product_data
from catalog.reviews import reviews_shown

MAX_PIECES_OFFERED = 10


def product_context(page, *, reviews_page: str) -> dict:
    """The offer of a product, and those of its family: its variants, cheapest first."""
    rules = current_rules()
    family = _family(page)
    for stored in family:
        if stored.pk == page.pk:
            copy_prefetched(stored, page)
    offer = offer_of(page, rules)
    return {
        "offer": offer,
        "variants": [offer_of(variant, rules) for variant in family if variant.is_on_sale],
        "most_pieces": _most_pieces(offer),
        "rules": rules,
        **_seo_context(page, offer, page.is_on_sale, reviews_page),
    }


def _family(page) -> list:
    """The product and its variants as they are stored, with their facts: one query."""
    own = Q(pk=page.pk)
    family = own | Q(family=page.family) if page.family else own
    products = type(page).objects.filter(family).with_offer_facts()
    return list(products.select_related("category", "subcategory").order_by("price_pence", "title"))


def copy_prefetched(stored, page) -> None:
    """Spare the page the queries for what its stored self has at hand; a draft may differ."""
    if claim := getattr(stored, "sku_claim", None):
        page.sku_claim = claim
    for name in ("product_type", "category", "subcategory", "image"):
        if getattr(page, f"{name}_id") == getattr(stored, f"{name}_id"):
            setattr(page, name, getattr(stored, name))


def bundle_context(page, *, reviews_page: str) -> dict:
    """The offer of a bundle and its parts, each with its own offer."""
    rules = current_rules()
    if page.pk:  # a first draft that is previewed has its parts in memory alone
        prefetch_related_objects([page], "parts")
    parts = [part for part in page.parts.all() if part.product]
    prefetch_related_objects([part.product for part in parts], "image__renditions")
    offer = offer_of(page, rules)
    return {
        "offer": offer,
        "parts": [(part.quantity, offer_of(part.product, rules)) for part in parts],
        "most_pieces": _most_pieces(offer),
        "rules": rules,
        **_seo_context(page, offer, page.is_on_sale, reviews_page),
    }


def _seo_context(page, offer: Offer, is_on_sale: bool, reviews_page: str) -> dict:
    """A page of the approved reviews, and all of it as search engines read it."""
    count = offer.rating.count if offer.rating else 0
    reviews = reviews_shown(offer.sku, count=count, page_number=reviews_page)
    data = product_data(offer, description=page.description, is_on_sale=is_on_sale, reviews=reviews)
    return {"is_on_sale": is_on_sale, "reviews": reviews, "structured_data": data}


def _most_pieces(offer) -> int:
    """How many the quantity box goes up to; the cart checks again."""
    return max(1, min(offer.free_quantity, MAX_PIECES_OFFERED))
