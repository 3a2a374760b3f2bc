"""The catalogue's place in the Wagtail admin."""

from django.contrib import messages
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from catalog.desk import admin_assets, dashboard, stock_views  # noqa: F401 (they register hooks)
from catalog.desk.images import views as image_views  # noqa: F401 (they register hooks)
from catalog.desk.imports import export_views, views  # noqa: F401 (they register hooks)
from catalog.desk.listings import bulk_changes, bulk_publish  # noqa: F401 (they register hooks)
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
from catalog.models import BundlePage, ProductPage
from catalog.moderation import bulk, listing  # noqa: F401 (they register hooks)

register_snippet(CatalogueMenu)


@hooks.register("before_copy_page")
def refuse_copies_of_trees(request, page: Page):
    """One product or bundle is copied under a new SKU (`CopyUnderNewSkuForm`); a tree is not."""
    sold = (ProductPage, BundlePage)
    if any(model.objects.descendant_of(page).exists() for model in sold):
        messages.error(
            request,
            "Products and bundles are copied one by one: each copy needs a SKU of its own.",
        )
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("register_log_actions")
def name_our_log_actions(actions):
    @actions.register_action("autovise.money_rules")
    class MoneyRulesFormatter(LogFormatter):
        label = "Change money rules"

        def format_message(self, log_entry):
            changes = log_entry.data.get("changes", {}).items()
            told = (f"{name}: {old} → {new}" for name, (old, new) in changes)
            return "Changed the money rules. " + ", ".join(told)
