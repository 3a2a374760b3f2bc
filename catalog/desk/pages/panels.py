"""What stands in the form of a product or bundle besides its own fields: read, never posted."""

from django.forms import Media
from django.urls import reverse
from wagtail.admin.panels import Panel

from catalog.desk.pages.bundle_figures import figures_of
from catalog.desk.pages.publish_warnings import facts_of, warnings_about
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages.selling_rights import may_change_selling_terms


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
    """What shoppers pay for the product's draft as it was last saved."""

    template = "catalog/desk/price_panel.html"

    def facts(self, page, request):
        return {"offer": offer_of(page, current_rules())}


class BundleFiguresPanel(FactsPanel):
    """Sum of parts, saving, price and stock; follows the form for those who may change them."""

    template = "catalog/desk/bundle_figures_panel.html"

    class BoundPanel(FactsPanel.BoundPanel):
        media = Media(js=["autovise/js/bundle-figures.js"])

        def is_shown(self):
            return True

    def facts(self, page, request):
        may_change = may_change_selling_terms(request.user)
        url = reverse("show_bundle_figures") if may_change else ""
        return figures_of(page) | {"figures_url": url}


class PartFactsPanel(Panel):
    """Tier, price and stock of the product in one row of a bundle's parts."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalog/desk/part_facts_panel.html"
