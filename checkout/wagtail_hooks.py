"""What the owner reads in the admin: orders, carts and Stripe's events. Nobody edits them there."""

from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from catalog.templatetags.money import pounds
from checkout.models import Cart, Order, StripeEvent


class OwnerReadsOnly(PermissionHelper):
    """The superuser may list and look; nobody may add, change or delete."""

    def user_has_any_permissions(self, user):
        return user.is_superuser

    def user_can_list(self, user):
        return user.is_superuser

    def user_can_inspect_obj(self, user, obj):
        return user.is_superuser

    def user_can_create(self, user):
        return False

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class OrderAdmin(ModelAdmin):
    model = Order
    menu_icon = "list-ul"
    permission_helper_class = OwnerReadsOnly
    inspect_view_enabled = True
    inspect_view_fields_exclude = ["email_hash", "stripe_parameters", "idempotency_key"]
    list_display = ["number", "state", "name", "total", "placed_at", "paid_at"]
    list_filter = ["state", "placed_at"]
    search_fields = ["number", "email", "name", "postcode"]
    ordering = ["-placed_at"]

    def total(self, order: Order) -> str:
        return pounds(order.total_pence)

    total.admin_order_field = "total_pence"


class CartAdmin(ModelAdmin):
    model = Cart
    menu_icon = "tag"
    permission_helper_class = OwnerReadsOnly
    inspect_view_enabled = True
    list_display = ["pk", "user", "changed_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")


class StripeEventAdmin(ModelAdmin):
    model = StripeEvent
    menu_icon = "mail"
    menu_label = "Stripe events"
    permission_helper_class = OwnerReadsOnly
    inspect_view_enabled = True
    list_display = ["received_at", "type", "outcome", "object_id", "event_id"]
    list_filter = ["outcome", "type"]
    search_fields = ["event_id", "object_id"]


@modeladmin_register
class OrderDesk(ModelAdminGroup):
    menu_label = "Orders"
    menu_icon = "list-ul"
    menu_order = 210
    items = (OrderAdmin, CartAdmin, StripeEventAdmin)
