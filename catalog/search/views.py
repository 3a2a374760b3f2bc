"""Search page, `/search/`, and the suggestions of the search field."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.search.utils import normalise_query_string

from catalog.listing.filters import has_empty_values, query_without
from catalog.listing.listing import Listing
from catalog.listing.sources import Source
from catalog.models import ListedOffer
from catalog.models.shop_rules import shown_rules
from catalog.offers import Offer, offers_in_order
from catalog.prices import MoneyRules
from catalog.search.interpretation import MAX_QUERY_LENGTH
from catalog.search.misses import count_miss
from catalog.search.query import SearchResults, search_with_help
from catalog.search.suggestions import suggest
from sitewide.kept_values import keep_until_change
from sitewide.public_pages import mark_public, public_page

SUGGESTIONS_KEPT_SECONDS = 60
MAX_FEATURED = 4


@require_safe
@public_page()
def search(request: HttpRequest) -> HttpResponse:
    """Show what a search finds: recommended pages of the editors first."""
    query = request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
    if query and has_empty_values(request.GET):
        return redirect(f"{request.path}?{query_without(request.GET)}")
    found, help_links = keep_until_change(("search", query), lambda: search_with_help(query))
    rules = shown_rules()
    context: dict[str, Any] = {"query": query, "found": found, "shop_rules": rules}
    context["help_links"] = help_links
    if found.pks:
        context["listing"] = _listing_of(found, query, request.GET, rules)
    if query:
        context["recommended"] = _recommended(query)
    if query and not found.pks:
        if not help_links:
            count_miss(query)
        context["featured"] = _featured(rules)
    # Each search without results is counted, so that page is never stored.
    has_results = bool(found.pks) or not query
    return mark_public(render(request, "catalog/search.html", context), is_stored=has_results)


@require_safe
@public_page()
@cache_control(public=True, max_age=SUGGESTIONS_KEPT_SECONDS)
def show_suggestions(request: HttpRequest) -> HttpResponse:
    """Answer with a list of links for the search field: the same for everybody."""
    query = request.GET.get("q", "").strip("\n\r\t")[:MAX_QUERY_LENGTH]
    suggestions = keep_until_change(("suggestions", query), lambda: suggest(query))
    context = {"query": query, "suggestions": suggestions, "rules": shown_rules()}
    return render(request, "catalog/suggestions.html", context)


def _listing_of(
    found: SearchResults, query: str, parameters: QueryDict, rules: MoneyRules
) -> Listing:
    rows = ListedOffer.objects.filter(pk__in=found.pks)
    return Listing(
        [Source.of_products(rows.products()), Source.of_bundles(rows.bundles())],
        parameters,
        rules=rules,
        name=("search", query),
        ranked=found.pks,
        kept={"q": query},
    )


def _featured(rules: MoneyRules) -> list[Offer]:
    products = ListedOffer.objects.products().filter(is_featured=True).order_by("title")
    return offers_in_order(products[:MAX_FEATURED], rules=rules)


def _recommended(query: str) -> list[SearchPromotion]:
    """Return the editors' recommendations for exactly this query, live pages only."""
    picks = SearchPromotion.objects.filter(query__query_string=normalise_query_string(query))
    return [pick for pick in picks.select_related("page") if pick.page is None or pick.page.live]
