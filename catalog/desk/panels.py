"""What stands in the form of a product or bundle besides its own fields: read, never posted."""

from django.urls import reverse
from wagtail.admin.panels import Panel

from catalog.desk.checks import facts_of, warnings_about
from catalog.desk.rights import may_change_selling_terms
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of


class FactsPanel(Panel):
    """Shown once there is a page; its template is told by the class."""

    template = ""

    class BoundPanel(Panel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.template_name = self.panel.template

        def is_shown(self):
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | self.panel.facts(self.instance, self.request)

    def facts(self, page, request) -> dict:
        raise NotImplementedError


class ChecksPanel(FactsPanel):
    """Warnings before publishing; a moderator sees them where the page is approved."""

    template = "catalog/desk/checks_panel.html"

    def facts(self, page, request):
        return {"warnings": warnings_about(facts_of(page))}


class PicturePanel(FactsPanel):
    template = "catalog/desk/picture_panel.html"

    def facts(self, page, request):
        return {"offer": offer_of(page, current_rules())}


class StockPanel(FactsPanel):
    """On hand, held and free, with the way to the stock's own form."""

    template = "catalog/desk/stock_panel.html"

    def facts(self, page, request):
        claim = getattr(page, "sku_claim", None)
        may_change = request.user.has_perm("catalog.change_stock")
        return {
            "stock": getattr(claim, "stock", None),
            "change_url": reverse("change_stock", args=[page.sku]) if may_change else "",
        }


class PricePanel(FactsPanel):
    """What shoppers pay for the draft as it was last saved; a bundle's sum of parts too."""

    template = "catalog/desk/price_panel.html"

    def facts(self, page, request):
        offer = offer_of(page, current_rules())
        parts = page.parts.all() if offer.is_bundle else []
        return {
            "offer": offer,
            "parts": [part for part in parts if part.product],
            "gone": sum(1 for part in parts if not part.product),
            "may_change": may_change_selling_terms(request.user),
        }
