"""Search page, `/search/`. It searches title, SKU, variant, category and description."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.search.query import search_offers


def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    results = search_offers(query, page_number=request.GET.get("page", "1"))
    return render(request, "catalog/search.html", {"query": query, "results": results})
