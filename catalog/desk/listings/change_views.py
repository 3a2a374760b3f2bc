"""Price, featured and stock of a row, changed in the lists.

The value in a row is a link to a small form. The script of the lists opens it beside the row;
without the script it is a page of its own.
"""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from catalog.desk.listings.change_forms import FIELDS_OF, PAGE_FORMS, PageValueForm
from catalog.desk.listings.page_changes import ChangedMeanwhile, change_page
from catalog.desk.listings.page_listings import bundles, cells_of, products
from catalog.desk.stock.change_views import StockForm, record_change
from catalog.models import BundlePage, ProductPage, StockMove
from catalog.pages.rights.selling_rights import may_change_selling_terms

REFUSED = 422
WORDS = {"price": "Price", "featured": "Featured", "stock": "Stock"}


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed: a field of this page."""

    page: ProductPage | BundlePage
    field: str

    @property
    def list_url(self) -> str:
        listing = bundles if self.page.is_bundle else products
        return reverse(listing.get_url_name("index"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_in_list(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    change = _find(request, pk, field)
    form = _form(request, change)
    sentence = ""
    if form.is_bound and form.is_valid():
        sentence = _apply(request, change, form)
    if sentence and _is_script(request):
        return JsonResponse({"message": sentence, "cells": cells_of(change.page.pk, request)})
    if sentence:
        messages.success(request, sentence)
        return redirect(get_valid_next_url_from_request(request) or change.list_url)
    if isinstance(form, StockForm):
        _show_last_move(form)
    template = "fragment" if _is_script(request) else "page"
    return render(
        request,
        f"catalog/desk/change_in_list/{template}.html",
        {
            "form": form,
            "page": change.page,
            "words": WORDS[field],
            "stock": change.page.stock if field == "stock" else None,
            "next_url": get_valid_next_url_from_request(request),
            "list_url": get_valid_next_url_from_request(request) or change.list_url,
        },
        status=REFUSED if form.errors and _is_script(request) else None,
    )


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _find(request: HttpRequest, pk: int, field: str) -> Change:
    """Return what is to be changed. Raise Http404 or PermissionDenied."""
    page = get_object_or_404(Page.objects.type(ProductPage, BundlePage), pk=pk).specific
    if field not in FIELDS_OF[type(page)]:
        raise Http404
    if field == "stock":
        is_allowed = request.user.has_perm("catalog.change_stock")
    else:
        allowed = page.permissions_for_user(request.user)
        is_allowed = (
            may_change_selling_terms(request.user)
            and allowed.can_edit()
            and not allowed.page_locked()
        )
    if not is_allowed:
        raise PermissionDenied
    return Change(page, field)


def _form(request: HttpRequest, change: Change) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if change.field == "stock":
        moves = StockMove.objects.filter(sku=change.page.sku).values_list("pk", flat=True)
        return StockForm(data=data, last_move=moves.first() or 0)
    draft = change.page.get_latest_revision_as_object()
    return PAGE_FORMS[change.field](data, page=change.page, draft=draft)


def _apply(request: HttpRequest, change: Change, form: forms.Form) -> str:
    """Make the change. Return what was done, or "" with an error on the form."""
    if isinstance(form, StockForm):
        sku = change.page.sku
        is_done = record_change(form, sku=sku, user=request.user)
        return f"{sku}: {form.cleaned_data['pieces']:+d} recorded." if is_done else ""
    return _apply_to_page(request, change, form)


def _apply_to_page(request: HttpRequest, change: Change, form: Any) -> str:
    try:
        was_published = change_page(
            page=change.page,
            user=request.user,
            change=form.apply_to,
            publishes=True,
            seen_revision=form.cleaned_data["seen_revision"],
        )
    except ChangedMeanwhile as refusal:
        _show_latest(change, form)
        form.add_error(None, refusal)
        return ""
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return ""
    how = "changed and published" if was_published else "saved in the draft, not published"
    return f"“{change.page.title}”: {WORDS[change.field].lower()} {how}."


def _show_last_move(form: StockForm) -> None:
    """Let the next attempt be based on the stock as it is now."""
    if form.is_bound:
        data = cast(QueryDict, form.data).copy()
        data["seen_move"] = str(form.last_move)
        form.data = data


def _show_latest(change: Change, form: PageValueForm) -> None:
    """Show the value of the newer version, which the next attempt then replaces."""
    page = type(change.page).objects.get(pk=change.page.pk)
    draft = page.get_latest_revision_as_object()
    shown = PAGE_FORMS[change.field](None, page=page, draft=draft)
    data = cast(QueryDict, form.data).copy()
    data["seen_revision"] = str(page.latest_revision_id or 0)
    latest = shown[form.name].value()
    if isinstance(latest, bool):
        data.pop(form.name, None)
        if latest:
            data[form.name] = "on"
    else:
        data[form.name] = latest
    form.data = data


@hooks.register("register_admin_urls")
def change_urls() -> list[URLPattern]:
    return [path("in-list/<int:pk>/<str:field>/", change_in_list, name="change_in_list")]
