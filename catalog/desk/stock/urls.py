"""URLs of the stock desk and its menu item. SKUs are capitals, so no SKU is one of the words."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from catalog.desk.menu import SUBMENU_HOOK
from catalog.desk.stock.change_views import change_order_limit, change_stock, count_stock_of
from catalog.desk.stock.entry_views import enter_counts, enter_delivery, show_stock_entry
from catalog.desk.stock.ledger import Ledger
from catalog.desk.stock.stock_list import StockList

ORDER_AFTER_PICTURES = 3


class StockMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        policy = StockList.permission_policy
        return policy.user_has_any_permission(request.user, StockList.any_permission_required)


@hooks.register(SUBMENU_HOOK)
def stock_menu_item() -> MenuItem:
    return StockMenuItem(
        "Stock", reverse("list_stock"), icon_name="clipboard-list", order=ORDER_AFTER_PICTURES
    )


@hooks.register("register_admin_urls")
def stock_urls() -> list[URLPattern]:
    results = {"results_only": True}
    return [
        path("stock/", StockList.as_view(), name="list_stock"),
        path("stock/results/", StockList.as_view(**results), name="list_stock_results"),
        path("stock/ledger/", Ledger.as_view(), name="list_stock_moves"),
        path("stock/ledger/results/", Ledger.as_view(**results), name="list_stock_moves_results"),
        path("stock/delivery/", enter_delivery, name="book_delivery"),
        path("stock/counts/", enter_counts, name="enter_counts"),
        path("stock/entries/<int:pk>/", show_stock_entry, name="show_stock_entry"),
        path("stock/<str:sku>/", change_stock, name="change_stock"),
        path("stock/<str:sku>/count/", count_stock_of, name="count_stock"),
        path("stock/<str:sku>/limit/", change_order_limit, name="change_order_limit"),
    ]
