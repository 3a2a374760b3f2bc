"""Serve Wagtail's pages; find lists, products and bundles with one query at most.

Wagtail loads the site, its root page and every page of the path, each twice. The pages found here
are served by Wagtail's own view, so its hooks and view restrictions apply. Other pages are found by
Wagtail itself.
"""

from copy import copy
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from catalog.models import BundleIndexPage, ProductIndexPage
from sitewide.generation.replica import note_public_page
from sitewide.kept_values import keep_until_change

INDEX_PAGES = (ProductIndexPage, BundleIndexPage)


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Find the page, and serve it with Wagtail's view."""
    if site := keep_until_change("only site", _only_site):
        # Wagtail's own attributes, which spare its queries.
        request._wagtail_site = site  # type: ignore[attr-defined]
        parts = [part for part in path.split("/") if part]
        if parts and (index := _index_at(parts[0], site)):
            note_public_page()  # lists and what is below them
            request._wagtail_route_for_request = _route(  # type: ignore[attr-defined]
                request, index, parts[1:]
            )
    return serve(request, path)


def _only_site() -> Site | None:
    """Return the site; None if the shop has several, among which Wagtail decides."""
    sites = list(Site.objects.select_related("root_page")[:2])
    return sites[0] if len(sites) == 1 else None


def _route(request: HttpRequest, index: Any, parts: list[str]) -> RouteResult | None:
    """Return the list, or the product or bundle below it; None if there is no such page."""
    try:
        found: RouteResult = index.route(request, parts)
    except Http404:
        return None
    return found


def _index_at(slug: str, site: Site) -> Any:
    """Return the list with this slug, as an object of its own; None for all other slugs."""
    indexes = keep_until_change("indexes", lambda: _indexes_below(site.root_page))
    return _copy_of(indexes[slug]) if slug in indexes else None


def _indexes_below(root: Page) -> dict[str, Any]:
    """Return the lists by their slug."""
    return {index.slug: index for model in INDEX_PAGES for index in model.objects.child_of(root)}


def _copy_of(page: Page) -> Any:
    """Return an object of its own for this request: what it sets is not kept."""
    own = copy(page)
    own._state = copy(page._state)
    own._state.fields_cache = dict(page._state.fields_cache)
    return own
