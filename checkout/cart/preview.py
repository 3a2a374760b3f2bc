"""Preview of a product draft as a cart line at a guest's price. Nothing is stored."""

from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail.models import Page

from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages import previews
from checkout.cart.summary import LineSummary
from checkout.pricing.quote import LineInput, price_cart


def register() -> None:
    """Add the cart line to the previews of the page editor."""
    previews.register("cart-line", "Cart line", show_cart_line)


def show_cart_line(page: Page, request: HttpRequest) -> TemplateResponse:
    """Render the draft as a cart line of one unit."""
    rules = current_rules()
    offer = offer_of(page, rules)
    quote = price_cart(
        lines=[LineInput(offer.sku, offer.title, 1, offer.unit)], is_first_order=False, rules=rules
    )
    line = LineSummary(
        sku=offer.sku,
        title=offer.title,
        quantity=1,
        price_shown_pence=offer.price_pence,
        offer=offer,
        most=max(1, offer.free_quantity),
    )
    context = {"line": line, "quote": quote}
    return TemplateResponse(request, "checkout/cart_line_preview.html", context)
