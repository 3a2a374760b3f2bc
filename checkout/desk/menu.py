"""The “Orders” menu of the admin, for the owner."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import ModelAdminGroup

from checkout.desk.carts.cart_list import CartList
from checkout.desk.customers.customer_list import CustomerList
from checkout.desk.mails.mail_list import MailList
from checkout.desk.orders.order_list import OrderList
from checkout.desk.owner_only import OwnerMenuItem
from checkout.desk.payments.failed_jobs import FailedJobList
from checkout.desk.payments.inbox import Inbox
from checkout.desk.payments.reconciliation_list import ReconciliationList


class OrderDesk(ModelAdminGroup):
    menu_label = "Orders"
    menu_icon = "list-ul"
    menu_order = 210
    items = (OrderList, CustomerList, CartList, MailList, Inbox, ReconciliationList, FailedJobList)

    def get_submenu_items(self) -> list[MenuItem]:
        """Add the page for packing and dispatch, after the list of orders."""
        packing = OwnerMenuItem(
            "Pack and dispatch", reverse("dispatch_orders"), icon_name="upload", order=1
        )
        return [*super().get_submenu_items(), packing]
