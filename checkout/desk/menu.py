"""The “Orders” menu of the admin, for the owner."""

from wagtail_modeladmin.options import ModelAdminGroup

from checkout.desk.carts import CartList
from checkout.desk.failed_jobs import FailedJobList
from checkout.desk.inbox import Inbox
from checkout.desk.order_list import OrderList
from checkout.desk.reconciliation_list import ReconciliationList


class OrderDesk(ModelAdminGroup):
    menu_label = "Orders"
    menu_icon = "list-ul"
    menu_order = 210
    items = (OrderList, CartList, Inbox, ReconciliationList, FailedJobList)
