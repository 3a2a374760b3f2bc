"""Prefetch data that the edit form of a product or bundle reads repeatedly."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from catalog.models import BundlePage, ProductPage
from catalog.pages.display.context import copy_prefetched


@hooks.register("before_edit_page")
def prefetch_for_edit_form(request: HttpRequest, page: Page) -> None:
    """Prefetch on GET only: saving must read current data."""
    if request.method != "GET" or not isinstance(page, ProductPage | BundlePage):
        return
    states = page.workflow_states.active().select_related("current_task_state__task")
    page._current_workflow_states = list(states)
    if isinstance(page, ProductPage):
        products = type(page).objects.with_offer_facts().select_related("category", "subcategory")
        copy_prefetched(products.get(pk=page.pk), page)
