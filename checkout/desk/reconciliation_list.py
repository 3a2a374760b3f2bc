"""What the hourly comparisons with Stripe have found."""

from django.contrib.admin import SimpleListFilter
from wagtail_modeladmin.views import InspectView

from checkout.desk.record_list import RecordList
from checkout.models import Order, Reconciliation


class LeftFilter(SimpleListFilter):
    title = "differences"
    parameter_name = "left"

    def lookups(self, request, model_admin):
        return [("yes", "Some are left"), ("no", "None is left")]

    def queryset(self, request, reconciliations):
        match self.value():
            case "yes":
                return reconciliations.filter(left__gt=0)
            case "no":
                return reconciliations.filter(left=0)
        return reconciliations


class ReconciliationPage(InspectView):
    page_title = "Reconciliation"

    def get_fields_dict(self):
        return []

    def get_context_data(self, **kwargs):
        findings = self.instance.findings
        numbers = {finding["order"] for finding in findings}
        keys = dict(Order.objects.filter(number__in=numbers).values_list("number", "pk"))
        told = [finding | {"order_pk": keys.get(finding["order"])} for finding in findings]
        context = {"reconciliation": self.instance, "findings": told}
        return super().get_context_data(**context | kwargs)


class ReconciliationList(RecordList):
    model = Reconciliation
    menu_icon = "circle-check"
    inspect_view_class = ReconciliationPage
    inspect_template_name = "checkout/desk/reconciliation.html"
    list_display = ["began_at", "run", "compared", "differences", "mended", "left", "ended_at"]
    list_filter = [LeftFilter]

    def run(self, reconciliation: Reconciliation) -> str:
        return "hourly" if reconciliation.hour else "by hand"

    def differences(self, reconciliation: Reconciliation) -> int:
        return len(reconciliation.findings)

    def mended(self, reconciliation: Reconciliation) -> int:
        return len(reconciliation.findings) - reconciliation.left

    def get_extra_class_names_for_field_col(self, obj, field_name):
        return ["desk-urgent"] if field_name == "left" and obj.left else []
