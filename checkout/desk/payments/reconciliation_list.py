"""Admin list of reconciliations with Stripe."""

from typing import Any

from django.contrib.admin import SimpleListFilter, display
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail_modeladmin.views import InspectView

from checkout.desk.record_list import RecordList
from checkout.models import Order, Reconciliation


class UnfixedFilter(SimpleListFilter):
    """Filter by whether there are differences that were not fixed."""

    title = "differences"
    parameter_name = "left"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Some not fixed"), ("no", "All fixed")]

    def queryset(
        self, request: HttpRequest, reconciliations: QuerySet[Reconciliation]
    ) -> QuerySet[Reconciliation]:
        match self.value():
            case "yes":
                return reconciliations.filter(left__gt=0)
            case "no":
                return reconciliations.filter(left=0)
        return reconciliations


class ReconciliationPage(InspectView):
    """Page of one reconciliation, with its findings linked to their orders."""

    page_title = "Reconciliation"

    def get_fields_dict(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        findings = self.instance.findings
        numbers = {finding["order"] for finding in findings}
        keys = dict(Order.objects.filter(number__in=numbers).values_list("number", "pk"))
        linked = [finding | {"order_pk": keys.get(finding["order"])} for finding in findings]
        context = {"reconciliation": self.instance, "findings": linked}
        return super().get_context_data(**context | kwargs)


class ReconciliationList(RecordList):
    model = Reconciliation
    menu_icon = "circle-check"
    inspect_view_class = ReconciliationPage
    inspect_template_name = "checkout/desk/reconciliation.html"
    list_display = ["began_at", "run", "compared", "differences", "fixed", "left", "ended_at"]
    list_filter = [UnfixedFilter]

    def run(self, reconciliation: Reconciliation) -> str:
        return "hourly" if reconciliation.hour else "by hand"

    def differences(self, reconciliation: Reconciliation) -> int:
        return len(reconciliation.findings)

    @display(description="fixed")
    def fixed(self, reconciliation: Reconciliation) -> int:
        return len(reconciliation.findings) - reconciliation.left

    def get_extra_class_names_for_field_col(
        self, obj: Reconciliation, field_name: str
    ) -> list[str]:
        return ["desk-urgent"] if field_name == "left" and obj.left else []
