"""List of customers in the admin, apart from staff."""

from typing import Any

from django.contrib.admin import SimpleListFilter, display
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail.admin.paginator import WagtailPaginator

from accounts.models import Consent, ConsentKind, User
from checkout.desk.customers.customer_page import CalledCustomers, CustomerPage
from checkout.desk.record_list import RecordList, RecordListPage
from checkout.models import Order
from sitewide.templatetags.money import pounds


def agrees_to(kind: ConsentKind) -> Subquery:
    """Whether the customer's latest consent of this kind is given; null without one."""
    consents = Consent.objects.filter(user=OuterRef("pk"), kind=kind).newest_first()
    return Subquery(consents.values("is_given")[:1])


class CustomerOrdersFilter(SimpleListFilter):
    """Filter by whether the customer has paid for an order."""

    title = "orders"
    parameter_name = "orders"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "With paid orders"), ("no", "Without")]

    def queryset(self, request: HttpRequest, customers: QuerySet[User]) -> QuerySet[User]:
        paid = Exists(Order.objects.paid().filter(user=OuterRef("pk")))
        match self.value():
            case "yes":
                return customers.filter(paid)
            case "no":
                return customers.filter(~paid)
        return customers


class ConsentFilter(SimpleListFilter):
    """Filter by what the customer has agreed to."""

    title = "consent"
    parameter_name = "agrees"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(ConsentKind.choices)

    def queryset(self, request: HttpRequest, customers: QuerySet[User]) -> QuerySet[User]:
        for kind in ConsentKind:
            if self.value() == kind:
                return customers.alias(agrees=agrees_to(kind)).filter(agrees=True)
        return customers


class CustomerPaginator(WagtailPaginator):
    verbose_name, verbose_name_plural = "customer", "customers"


class CustomerListPage(CalledCustomers, RecordListPage):
    paginator_class = CustomerPaginator

    def get_page_title(self) -> str:
        return "Customers"


class CustomerList(RecordList):
    """Customers with their paid orders. Spend: what was paid, without what was refunded."""

    model = User
    menu_label = "Customers"
    menu_icon = "user"
    index_view_class = CustomerListPage
    inspect_view_class = CustomerPage
    inspect_template_name = "checkout/desk/customer.html"
    list_display = ["email", "name", "paid_orders", "spend", "last_order", "agreed_to", "joined"]
    list_filter = [CustomerOrdersFilter, ConsentFilter]
    search_fields = ["email", "first_name", "last_name", "addresses__name", "addresses__postcode"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        orders = Order.objects.paid().filter(user=OuterRef("pk")).order_by().values("user")
        spend = Sum(F("paid_pence") - F("refunded_pence"), output_field=IntegerField())
        newest = Order.objects.paid().filter(user=OuterRef("pk")).order_by("-placed_at")
        return (
            User.objects.customers()
            .order_by(*self.ordering)
            .annotate(
                order_count=Coalesce(Subquery(orders.annotate(n=Count("pk")).values("n")), 0),
                spend_pence=Coalesce(Subquery(orders.annotate(pence=spend).values("pence")), 0),
                last_order_at=Subquery(newest.values("placed_at")[:1]),
                agrees_to_newsletter=agrees_to(ConsentKind.NEWSLETTER),
                agrees_to_reminders=agrees_to(ConsentKind.CART_REMINDERS),
            )
        )

    def name(self, customer: User) -> str:
        return customer.get_full_name()

    @display(description="paid orders")
    def paid_orders(self, customer: Any) -> int:
        return customer.order_count

    def spend(self, customer: Any) -> str:
        return pounds(customer.spend_pence)

    def last_order(self, customer: Any) -> Any:
        return customer.last_order_at

    @display(description="agrees to")
    def agreed_to(self, customer: Any) -> str:
        agreed = [
            "newsletter" if customer.agrees_to_newsletter else "",
            "reminders" if customer.agrees_to_reminders else "",
        ]
        return ", ".join(filter(None, agreed))

    @display(ordering="date_joined")
    def joined(self, customer: User) -> Any:
        return customer.date_joined
