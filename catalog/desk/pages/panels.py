"""Read-only panels in the form of a product or bundle."""

from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.models import Page

from catalog.desk.pages.bundle_figures import figures_of
from catalog.desk.pages.publish_warnings import summarise_draft, warnings_about
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages.rights.selling_rights import may_change_selling_terms


class InfoPanel(Panel):
    """Panel that renders `template` with the context of `info`. Hidden until the page is saved."""

    template = ""

    class BoundPanel(Panel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.template_name = self.panel.template

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | self.panel.info(self.instance, self.request)

    def info(self, page: Page, request: HttpRequest) -> dict[str, Any]:
        raise NotImplementedError


class ChecksPanel(InfoPanel):
    """Warnings before publishing; moderators also see them when approving the page."""

    template = "catalog/desk/checks_panel.html"

    def info(self, page: Page, request: HttpRequest) -> dict[str, Any]:
        return {"warnings": warnings_about(summarise_draft(page))}


class PicturePanel(InfoPanel):
    template = "catalog/desk/picture_panel.html"

    def info(self, page: Page, request: HttpRequest) -> dict[str, Any]:
        return {"offer": offer_of(page, current_rules())}


class StockPanel(InfoPanel):
    """Stock on hand, held and free, with a link to the stock form."""

    template = "catalog/desk/stock_panel.html"

    def info(self, page: Page, request: HttpRequest) -> dict[str, Any]:
        may_change = request.user.has_perm("catalog.change_stock")
        return {
            "stock": page.stock,
            "change_url": reverse("change_stock", args=[page.sku]) if may_change else "",
        }


class PricePanel(InfoPanel):
    """Price of the product's draft as last saved."""

    template = "catalog/desk/price_panel.html"

    def info(self, page: Page, request: HttpRequest) -> dict[str, Any]:
        return {"offer": offer_of(page, current_rules())}


class BundleFiguresPanel(InfoPanel):
    """Sum of parts, saving, price and stock; updated live for editors who may change them."""

    template = "catalog/desk/bundle_figures_panel.html"

    class BoundPanel(InfoPanel.BoundPanel):
        media = Media(js=["autovise/js/bundle-figures.js"])

        def is_shown(self) -> bool:
            return True

    def info(self, page: Page, request: HttpRequest) -> dict[str, Any]:
        may_change = may_change_selling_terms(request.user)
        url = reverse("show_bundle_figures") if may_change else ""
        return figures_of(page) | {"figures_url": url}


class PartInfoPanel(Panel):
    """Tier, price and stock of the product in one row of a bundle's parts."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalog/desk/part_facts_panel.html"
