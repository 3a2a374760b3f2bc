"""Admin list of orders in the look of Wagtail's own lists, and its place in the menu."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button

from checkout.desk.orders.action_links import action_links
from checkout.desk.orders.order_columns import (
    AmountColumn,
    BuyerColumn,
    CheckboxColumn,
    DispatchColumn,
    NumberColumn,
    PlacedColumn,
    StateColumn,
    TextColumn,
)
from checkout.desk.orders.order_export import export_orders
from checkout.desk.orders.order_filters import OrderFilterSet
from checkout.desk.orders.order_page import OrderPage
from checkout.desk.orders.quick_filters import quick_filters
from checkout.desk.owner_only import owner_only
from checkout.desk.record_list import RecordList
from checkout.desk.search.order_search import search_orders
from checkout.models import Dispute, Order
from checkout.models.order import OrderQuerySet
from checkout.orders.fulfilment.allowed_actions import with_action_facts

ROWS_PER_PAGE = 50


@method_decorator(owner_only, name="dispatch")
class OrderListView(IndexView):
    """List with search, filters, actions and export."""

    model = Order
    page_title = "Orders"
    header_icon = "list-ul"
    template_name = "checkout/desk/orders.html"
    results_template_name = "checkout/desk/orders_results.html"
    index_url_name = "checkout_order_modeladmin_index"
    index_results_url_name = "order_list_results"
    inspect_url_name = "checkout_order_modeladmin_inspect"
    any_permission_required = ["view"]
    filterset_class = OrderFilterSet
    paginate_by = ROWS_PER_PAGE
    default_ordering = "-placed_at"
    list_export = ["number"]  # shows the buttons; `export_orders` has the columns
    is_searchable = True
    table_classname = "listing od-orders"

    @cached_property
    def columns(self) -> list[Any]:
        return [
            CheckboxColumn("bulk_actions", obj_type="order"),
            NumberColumn(
                "number",
                label="Number",
                sort_key="number",
                get_url=self.get_inspect_url,
                get_links=partial(action_links, next_url=self.index_url),
            ),
            StateColumn("state", label="State", sort_key="state"),
            BuyerColumn("name", label="Buyer", sort_key="name"),
            TextColumn("email", label="E-mail", sort_key="email", classname="od-email"),
            AmountColumn("total_pence", label="Total", sort_key="total_pence"),
            AmountColumn("savings_pence", label="Savings"),
            AmountColumn("delivery_pence", label="Delivery", sort_key="delivery_pence"),
            DispatchColumn("dispatch", label="Dispatch", sort_key="dispatch__dispatched_at"),
            PlacedColumn("placed_at", label="Date", sort_key="placed_at", classname="od-date"),
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:
            return export_orders(self.get_queryset(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def order_queryset(self, queryset: OrderQuerySet) -> OrderQuerySet:
        """Orders of the same day or state stay in a fixed order."""
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "-pk")

    def search_queryset(self, queryset: OrderQuerySet) -> OrderQuerySet:
        return search_orders(queryset, self.search_query)

    def get_table(self, object_list: Iterable[Order]) -> Any:
        """Load what the rows show, in fixed queries."""
        to_answer = Prefetch("disputes", Dispute.objects.to_answer(), to_attr="to_answer")
        wanted = [order.pk for order in object_list]
        orders = with_action_facts(Order.objects.filter(pk__in=wanted))
        loaded = orders.prefetch_related("refunds", to_answer).in_bulk()
        return super().get_table([loaded[key] for key in wanted])

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        packing = Button(
            "Pack and dispatch", url=reverse("dispatch_orders"), icon_name="upload", priority=10
        )
        return [packing, *super().header_more_buttons]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"quick_filters": quick_filters(self.request)}


class OrderList(RecordList):
    """Orders in the admin's menu: their list and their page."""

    model = Order
    menu_icon = "list-ul"
    inspect_view_class = OrderPage
    inspect_template_name = "checkout/desk/order.html"

    def index_view(self, request: HttpRequest) -> HttpResponseBase:
        return OrderListView.as_view()(request)
