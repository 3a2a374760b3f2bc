"""Menu of a row in the lists of products and bundles.

A list has one button for each row. The entries, which take a dozen permission checks and links for
each page, are built when the menu is opened. Without JavaScript the button leads to a page with the
same entries.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.templatetags.wagtailadmin_tags import page_listing_buttons
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets.button import BaseButton, BaseDropdownMenuButton
from wagtail.models import Page
from wagtail.permissions import page_permission_policy


@require_safe
def show_row_menu(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the entries of a page's menu: to the script as a fragment, else as a page."""
    if not user_has_any_page_permission(request.user):
        raise PermissionDenied
    explorable = page_permission_policy.explorable_instances(request.user)
    page = get_object_or_404(explorable, pk=page_id).specific
    next_url = get_valid_next_url_from_request(request) or reverse("wagtailadmin_explore_root")
    is_fragment = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    template = "row_menu_entries" if is_fragment else "row_menu_page"
    context = {"page": page, "next_url": next_url, "entries": entries_of(request, page, next_url)}
    return render(request, f"catalog/desk/{template}.html", context)


def entries_of(request: HttpRequest, page: Page, next_url: str) -> list[BaseButton]:
    """Return what Wagtail and its hooks offer in a row of this page, for the request's user."""
    buttons = page_listing_buttons({"request": request}, page, request.user, next_url)["buttons"]
    entries: list[BaseButton] = []
    for button in buttons:
        is_menu = isinstance(button, BaseDropdownMenuButton)
        entries += sorted(button.dropdown_buttons) if is_menu else [button]
    return entries


@hooks.register("register_admin_urls")
def row_menu_urls() -> list[URLPattern]:
    return [path("row-menu/<int:page_id>/", show_row_menu, name="row_menu")]
