"""Markdown twins of product and bundle pages, and `/llms.txt` that lists them.

They are for language models and other programs: the same facts and prices as the pages.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from catalog.models import BundlePage, Category, ProductPage
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages.display.details import details_of
from catalog.pages.display.raster_pictures import absolute
from catalog.pages.lists.navigation import read_navigation
from sitewide.public_pages import public_page

MARKDOWN = "text/markdown; charset=utf-8"


@require_safe
@public_page(reads_query=False)
def show_markdown(request: HttpRequest, path: str) -> HttpResponse:
    """Show the markdown of the product or bundle at `path`, a URL without its last slash."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    components = [part for part in path.split("/") if part]
    page, _, _ = site.root_page.specific.route(request, components)
    if not isinstance(page, ProductPage | BundlePage) or not page.is_on_sale:
        raise Http404
    rules = current_rules()
    offer = offer_of(page, rules)
    context = {
        "page": page,
        "offer": offer,
        "details": details_of(page),
        "url": absolute(offer.url),
        "rules": rules,
    }
    response = render(request, "catalog/offer.md", context, content_type=MARKDOWN)
    response["Link"] = f'<{absolute(offer.url)}>; rel="canonical"'
    return response


@require_safe
@public_page(reads_query=False)
def show_llms(request: HttpRequest) -> HttpResponse:
    """Show what the shop sells and where to read on (https://llmstxt.org)."""
    navigation = read_navigation()
    context = {
        "navigation": navigation,
        "rules": current_rules(),
        "categories": Category.objects.all(),
        "products": _titles(ProductPage),
        "bundles": _titles(BundlePage),
    }
    return render(request, "catalog/llms.txt", context, content_type=MARKDOWN)


def _titles(model: type[ProductPage] | type[BundlePage]) -> list[tuple[str, str]]:
    """Return title and slug of the pages on sale."""
    return list(model.objects.on_sale().order_by("title", "pk").values_list("title", "slug"))
