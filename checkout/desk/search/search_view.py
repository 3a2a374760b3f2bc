"""Admin search of orders, customers and products in one box: that of the sidebar."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.search import SearchArea

from accounts.models import User
from checkout.desk.search.order_search import named_order
from checkout.desk.search.result_groups import (
    may_search_orders,
    may_search_products,
    search_results,
)

FIRST = 10


@require_safe
def search_shop(request: HttpRequest) -> HttpResponse:
    """Show what was found, or open the order that the text names."""
    user = cast(User, request.user)
    if not (may_search_orders(user) or may_search_products(user)):
        raise PermissionDenied
    form = SearchForm(request.GET, placeholder=_placeholder(user))
    typed = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if typed and may_search_orders(user) and (order := named_order(typed)):
        return redirect("checkout_order_modeladmin_inspect", order.pk)
    context = {
        "search_form": form,
        "typed": typed,
        "groups": search_results(typed, user=user) if typed else [],
        "hint": _placeholder(user),
    }
    return render(request, "checkout/desk/search.html", context)


def _placeholder(user: User) -> str:
    if may_search_orders(user):
        return "Order number, email, name, postcode, SKU…"
    return "Name or SKU…"


class ShopSearchArea(SearchArea):
    """First search area, which the sidebar's box uses."""

    def __init__(self) -> None:
        super().__init__(
            "Shop", reverse("search_shop"), name="shop", icon_name="search", order=FIRST
        )

    def is_shown(self, request: HttpRequest) -> bool:
        user = cast(User, request.user)
        return may_search_orders(user) or may_search_products(user)
