"""Permission to prepare pictures in a page's form: the same as to save the form."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.models import Page

from catalog.models import BundleIndexPage, BundlePage, ProductIndexPage, ProductPage

CREATED_BELOW = {ProductIndexPage: ProductPage, BundleIndexPage: BundlePage}


def page_in_form(request: HttpRequest, pk: int) -> ProductPage | BundlePage:
    """Return the draft of a page that the user may edit, or a new page below the index page `pk`.

    Raise PermissionDenied, or Http404 for another kind of page.
    """
    page = get_object_or_404(Page.objects.type(ProductPage, BundlePage, *CREATED_BELOW), pk=pk)
    page = page.specific
    allowed = page.permissions_for_user(request.user)
    if created := CREATED_BELOW.get(type(page)):
        if not allowed.can_add_subpage():
            raise PermissionDenied
        return created()
    if not allowed.can_edit() or allowed.page_locked():
        raise PermissionDenied
    return page.get_latest_revision_as_object()
