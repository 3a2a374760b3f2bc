"""An editor's draft as a line of a cart, with what a guest would pay: nothing is stored."""

from django.template.response import TemplateResponse

from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages import previews
from checkout.cart.summary import LineReading
from checkout.pricing.quote import LineFacts, price_cart


def register() -> None:
    previews.register("cart-line", "Cart line", show_cart_line)


def show_cart_line(page, request) -> TemplateResponse:
    rules = current_rules()
    offer = offer_of(page, rules)
    quote = price_cart(
        lines=[LineFacts(offer.sku, offer.title, 1, offer.unit)], is_first_order=False, rules=rules
    )
    line = LineReading(
        sku=offer.sku,
        title=offer.title,
        quantity=1,
        price_shown_pence=offer.price_pence,
        offer=offer,
        most=max(1, offer.free_quantity),
    )
    context = {"line": line, "quote": quote}
    return TemplateResponse(request, "checkout/cart_line_preview.html", context)
