"""List of carts in the admin."""

from django.db.models import QuerySet
from django.http import HttpRequest

from checkout.desk.record_list import RecordList
from checkout.models import Cart


class CartList(RecordList):
    model = Cart
    menu_icon = "tag"
    list_display = ["pk", "user", "changed_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cart]:
        return super().get_queryset(request).select_related("user")
