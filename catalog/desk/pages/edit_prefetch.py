"""Prefetch data that the edit form of a product or bundle reads repeatedly."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from catalog.models import BundlePage, ProductPage


@hooks.register("before_edit_page")
def prefetch_for_edit_form(request: HttpRequest, page: Page) -> None:
    """Prefetch on GET only: saving must read current data."""
    if request.method != "GET" or not isinstance(page, ProductPage | BundlePage):
        return
    states = page.workflow_states.active().select_related("current_task_state__task")
    page._current_workflow_states = list(states)
    if isinstance(page, ProductPage):
        products = type(page).objects.with_offer_facts().select_related("category", "subcategory")
        _copy_prefetched(products.get(pk=page.pk), page)


def _copy_prefetched(stored: Page, page: Page) -> None:
    """Copy cached relations from the stored product to the page, where a draft has the same."""
    if claim := stored.claim:
        page.sku_claim = claim
    for name in ("product_type", "category", "subcategory", "image"):
        if getattr(page, f"{name}_id") == getattr(stored, f"{name}_id"):
            setattr(page, name, getattr(stored, name))
