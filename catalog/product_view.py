"""What a product's or a bundle's page shows besides its own fields."""

from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of

MOST_PIECES_OFFERED = 10


def product_context(page) -> dict:
    """The offer of a product, and those of its family: its variants, cheapest first."""
    rules = current_rules()
    offer = offer_of(page, rules)
    family = type(page).objects.on_sale().filter(family=page.family).exclude(family="")
    variants = family.with_offer_facts().order_by("price_pence", "title")
    return {
        "offer": offer,
        "variants": [offer_of(variant, rules) for variant in variants],
        "most_pieces": _most_pieces(offer),
        "rules": rules,
    }


def bundle_context(page) -> dict:
    """The offer of a bundle and its parts, each with its own offer."""
    rules = current_rules()
    parts = [
        (part.quantity, offer_of(part.product, rules)) for part in page.parts.all() if part.product
    ]
    offer = offer_of(page, rules)
    return {
        "offer": offer,
        "parts": parts,
        "is_on_sale": page.is_on_sale,
        "most_pieces": _most_pieces(offer),
        "rules": rules,
    }


def _most_pieces(offer) -> int:
    """How many the quantity box goes up to; the cart checks again."""
    return max(1, min(offer.free_quantity, MOST_PIECES_OFFERED))
