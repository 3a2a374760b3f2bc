"""Wagtail hooks of the order desk: menu, URLs, search, styles and scripts in the admin."""

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from checkout.desk.customers.customer_page import request_customer_data
from checkout.desk.dashboard import (  # noqa: F401 (the import registers its hooks)
    figures_panel,
    tasks_panel,
)
from checkout.desk.mails.mail_list import send_mail_again
from checkout.desk.menu import OrderDesk
from checkout.desk.orders import bulk_actions, holding_orders  # noqa: F401 (the same)
from checkout.desk.orders.address_view import change_order_address
from checkout.desk.orders.carriers import CarrierViewSet
from checkout.desk.orders.dispatch_view import dispatch_order_by_hand
from checkout.desk.orders.invoice_view import show_order_invoice
from checkout.desk.orders.listed_dispatch_view import dispatch_orders
from checkout.desk.orders.order_list import OrderListView
from checkout.desk.orders.packing_views import show_packing_slips, show_pick_list
from checkout.desk.orders.request_view import answer_order_request
from checkout.desk.orders.saved_filter_views import delete_order_filter, save_order_filter
from checkout.desk.payments.failed_jobs import try_all_jobs_again, try_job_again
from checkout.desk.payments.inbox import process_event_again
from checkout.desk.payments.payment_review_views import (
    accept_order,
    refuse_order,
    repeat_order_refund,
)
from checkout.desk.refunds.refund_view import refund_order
from checkout.desk.reports import (  # noqa: F401 (the same)
    accounting_export,
    payout_report,
    sales_report,
    vat_report,
)
from checkout.desk.search.search_view import ShopSearchArea, search_shop

DESK_SCRIPTS = ("autovise/js/desk-dialog.js", "autovise/js/print-button.js")

modeladmin_register(OrderDesk)
register_snippet(CarrierViewSet)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [
        path("search/", search_shop, name="search_shop"),
        path("orders/<int:pk>/refund/", refund_order, name="refund_order"),
        path("orders/<int:pk>/accept/", accept_order, name="accept_order"),
        path("orders/<int:pk>/refuse/", refuse_order, name="refuse_order"),
        path("orders/<int:pk>/repeat-refund/", repeat_order_refund, name="repeat_order_refund"),
        path("orders/<int:pk>/invoice/", show_order_invoice, name="show_order_invoice"),
        path("orders/<int:pk>/dispatch/", dispatch_order_by_hand, name="dispatch_order_by_hand"),
        path("orders/<int:pk>/address/", change_order_address, name="change_order_address"),
        path(
            "orders/results/", OrderListView.as_view(results_only=True), name="order_list_results"
        ),
        path("orders/dispatch/", dispatch_orders, name="dispatch_orders"),
        path("orders/pick-list/", show_pick_list, name="show_pick_list"),
        path("orders/packing-slips/", show_packing_slips, name="show_packing_slips"),
        path("orders/filters/", save_order_filter, name="save_order_filter"),
        path("orders/filters/<int:pk>/delete/", delete_order_filter, name="delete_order_filter"),
        path("orders/requests/<int:pk>/answer/", answer_order_request, name="answer_order_request"),
        path("customers/<int:pk>/data/", request_customer_data, name="request_customer_data"),
        path("mails/<int:pk>/again/", send_mail_again, name="send_mail_again"),
        path("jobs/again/", try_all_jobs_again, name="try_all_jobs_again"),
        path("jobs/<int:pk>/again/", try_job_again, name="try_job_again"),
        path("events/<int:pk>/again/", process_event_again, name="process_event_again"),
    ]


@hooks.register("register_admin_search_area")
def shop_search_area() -> ShopSearchArea:
    return ShopSearchArea()


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("autovise/css/order-desk.css"))


@hooks.register("insert_global_admin_js")
def desk_js() -> SafeString:
    return format_html_join(
        "\n", '<script src="{}"></script>', ((static(script),) for script in DESK_SCRIPTS)
    )
