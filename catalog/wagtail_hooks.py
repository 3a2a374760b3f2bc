"""Wagtail hooks of the catalogue."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from catalog.desk import (  # noqa: F401 (they register hooks)
    admin_assets,
    approval_panels,
    dashboard,
    search_report,
)
from catalog.desk.images import views as image_views  # noqa: F401 (they register hooks)
from catalog.desk.imports import export_views, views  # noqa: F401 (they register hooks)
from catalog.desk.listings import (  # noqa: F401 (they register hooks)
    bulk_changes,
    bulk_publish,
    change_views,
    row_menus,
)
from catalog.desk.menu import CatalogueMenu
from catalog.desk.pages import (  # noqa: F401 (they register hooks)
    affected_bundles,
    approval_views,
    bundle_figures,
    content_checker,
    delete_warnings,
    edit_prefetch,
    guards,
    revision_diff,
    schedule_notices,
)
from catalog.desk.pictures import drawings, uploads  # noqa: F401 (they register hooks)
from catalog.desk.pictures import views as picture_views  # noqa: F401 (it registers hooks)
from catalog.desk.quick_forms import views as quick_form_views  # noqa: F401 (it registers hooks)
from catalog.desk.stock import account_panel  # noqa: F401 (it registers hooks)
from catalog.desk.stock import urls as stock_urls  # noqa: F401 (it registers hooks)
from catalog.models import BundlePage, ProductPage, ShopRules
from catalog.moderation import bulk, listing  # noqa: F401 (they register hooks)
from sitewide.logged_settings import ChangesFormatter

register_snippet(CatalogueMenu)


@hooks.register("before_copy_page")
def refuse_copies_of_trees(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to copy a page with products or bundles below it: each copy needs its own SKU.

    A single product or bundle is copied with `CopyUnderNewSkuForm`.
    """
    sold = (ProductPage, BundlePage)
    if any(model.objects.descendant_of(page).exists() for model in sold):
        messages.error(
            request,
            "Copy products and bundles one at a time: each copy needs its own SKU.",
        )
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("register_log_actions")
def name_our_log_actions(actions: LogActionRegistry) -> None:
    @actions.register_action(ShopRules.log_action)
    class MoneyRulesFormatter(ChangesFormatter):
        label = "Change money rules"
        lead = "Changed the money rules."
