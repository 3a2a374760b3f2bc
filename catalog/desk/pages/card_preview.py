"""Preview mode of a draft as the card of listings."""

from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail.models import Page

from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages import previews


def register() -> None:
    previews.register("card", "Product card", show_card)


def show_card(page: Page, request: HttpRequest) -> TemplateResponse:
    offer = offer_of(page, current_rules())
    return TemplateResponse(request, "catalog/desk/card_preview.html", {"offer": offer})
