"""Search page, `/search/`. It searches title, SKU, variant, category and description."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.search.query import search_offers, search_pages


def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    found = search_pages(query)
    results = search_offers(found, page_number=request.GET.get("page", "1"))
    context = {"query": query, "found": found, "results": results}
    return render(request, "catalog/search.html", context)
