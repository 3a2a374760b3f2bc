"""Opening a product or bundle for editing: what the form asks many times is fetched once."""

from wagtail import hooks

from catalog.models import BundlePage, ProductPage
from catalog.pages.context import copy_prefetched


@hooks.register("before_edit_page")
def fetch_once(request, page) -> None:
    """Only for showing the form: whoever writes asks anew."""
    if request.method != "GET" or not isinstance(page, ProductPage | BundlePage):
        return
    states = page.workflow_states.active().select_related("current_task_state__task")
    page._current_workflow_states = list(states)
    if isinstance(page, ProductPage):
        facts = type(page).objects.with_offer_facts().select_related("category", "subcategory")
        copy_prefetched(facts.get(pk=page.pk), page)
