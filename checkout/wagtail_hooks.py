"""Wagtail hooks of the order desk: menu, URLs and styles in the admin."""

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from checkout.desk import dashboard  # noqa: F401 (it registers a hook)
from checkout.desk.dispatch_view import dispatch_order_by_hand
from checkout.desk.failed_jobs import try_all_jobs_again, try_job_again
from checkout.desk.inbox import process_event_again
from checkout.desk.invoice_view import show_order_invoice
from checkout.desk.menu import OrderDesk
from checkout.desk.payment_review_views import accept_order, refuse_order, repeat_order_refund
from checkout.desk.refund_view import refund_order
from checkout.desk.request_view import answer_order_request

modeladmin_register(OrderDesk)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [
        path("orders/<int:pk>/refund/", refund_order, name="refund_order"),
        path("orders/<int:pk>/accept/", accept_order, name="accept_order"),
        path("orders/<int:pk>/refuse/", refuse_order, name="refuse_order"),
        path("orders/<int:pk>/repeat-refund/", repeat_order_refund, name="repeat_order_refund"),
        path("orders/<int:pk>/invoice/", show_order_invoice, name="show_order_invoice"),
        path("orders/<int:pk>/dispatch/", dispatch_order_by_hand, name="dispatch_order_by_hand"),
        path("orders/requests/<int:pk>/answer/", answer_order_request, name="answer_order_request"),
        path("jobs/again/", try_all_jobs_again, name="try_all_jobs_again"),
        path("jobs/<int:pk>/again/", try_job_again, name="try_job_again"),
        path("events/<int:pk>/again/", process_event_again, name="process_event_again"),
    ]


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("autovise/css/order-desk.css"))
