"""Columns of the listings of products and bundles."""

from typing import Any

from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTable,
    PageTitleColumn,
)
from wagtail.locks import BasicLock
from wagtail.models import Page

from catalog.pages.picture_status import PictureStatus
from catalog.pages.rights.selling_rights import SELLING_TERMS


class TextColumn(Column):
    """A value as text, without a template: a list has hundreds of such cells."""

    def render_cell_html(self, instance: Page, parent_context: Context) -> SafeString:
        value = self.get_value(instance)
        text = "" if value is None else str(value)
        if self.classname:
            return format_html('<td class="{}">{}</td>', self.classname, text)
        return format_html("<td>{}</td>", text)


class TitleColumn(PageTitleColumn):
    """A page's title with the button of its menu: of pages that have no pages below them."""

    cell_template_name = "catalog/desk/title_cell.html"


class CheckboxColumn(BulkActionsColumn):
    cell_template_name = "catalog/desk/checkbox_cell.html"


class ThumbnailColumn(Column):
    cell_template_name = "catalog/desk/thumbnail_cell.html"


class ChangedInListColumn(Column):
    """A value that is a link to its form, for users who may change it (`change_views`)."""

    permission = SELLING_TERMS
    is_of_page = True  # and so locked with it
    draft_name = ""  # the annotation with the latest draft's value

    def get_cell_context_data(
        self, instance: Page, parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        user = parent_context["request"].user
        is_locked = self.is_of_page and instance.locked and BasicLock(instance).for_user(user)
        drafted = getattr(instance, self.draft_name, None) if self.draft_name else None
        return super().get_cell_context_data(instance, parent_context) | {
            "change_url": reverse("change_in_list", args=[instance.pk, self.name])
            if user.has_perm(self.permission) and not is_locked
            else "",
            "drafted": drafted if instance.has_unpublished_changes else None,
        }


class PriceColumn(Column):
    """Price of a bundle, which follows from its parts."""

    cell_template_name = "catalog/desk/price_cell.html"


class ProductPriceColumn(ChangedInListColumn):
    cell_template_name = "catalog/desk/price_cell.html"
    draft_name = "drafted_price_pence"


class StockColumn(ChangedInListColumn):
    cell_template_name = "catalog/desk/stock_cell.html"
    permission = "catalog.change_stock"
    is_of_page = False


class FeaturedColumn(ChangedInListColumn):
    """A tick or “No”. Wagtail's red cross would look like an error."""

    cell_template_name = "catalog/desk/yes_cell.html"
    draft_name = "drafted_featured"


class PictureStatusColumn(Column):
    cell_template_name = "catalog/desk/pictures/status_cell.html"

    def get_value(self, page: Page) -> PictureStatus:
        return PictureStatus(page.picture_status)


class StatusColumn(PageStatusColumn):
    cell_template_name = "catalog/desk/status_cell.html"

    def get_cell_context_data(
        self, instance: Page, parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        shown = super().get_cell_context_data(instance, parent_context)
        return shown | {"url": instance.offer_now.url if instance.live else ""}


class CatalogueTable(PageTable):
    template_name = "catalog/desk/table.html"
