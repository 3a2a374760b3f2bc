"""Background work that failed: what it was, why, and another try."""

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_modeladmin.views import InspectView

from checkout.desk.owner_only import owner_only
from checkout.desk.record_list import RecordList, RecordListPage
from jobs.failures import MAX_TRIES
from jobs.models import FailedJob

JOBS_PAGE = "jobs_failedjob_modeladmin_index"


class GivenUpFilter(SimpleListFilter):
    title = "given up"
    parameter_name = "given_up"

    def lookups(self, request, model_admin):
        return [("yes", "Given up"), ("no", "Tried again by itself")]

    def queryset(self, request, failed_jobs):
        if self.value() in ("yes", "no"):
            return failed_jobs.filter(given_up_at__isnull=self.value() == "no")
        return failed_jobs


class FailedJobsPage(RecordListPage):
    def get_context_data(self, **kwargs):
        given_up_count = FailedJob.objects.given_up().count()
        return super().get_context_data(**{"given_up_count": given_up_count} | kwargs)


class FailedJobPage(InspectView):
    page_title = "Failed work"

    def get_fields_dict(self):
        return []

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"job": self.instance, "max_tries": MAX_TRIES} | kwargs)


class FailedJobList(RecordList):
    model = FailedJob
    menu_icon = "warning"
    menu_label = "Failed work"
    index_view_class = FailedJobsPage
    index_template_name = "checkout/desk/failed_jobs.html"
    inspect_view_class = FailedJobPage
    inspect_template_name = "checkout/desk/failed_job.html"
    list_display = ["work", "tries", "reason", "failed_at", "next_try", "given_up_at"]
    list_filter = [GivenUpFilter, "kind"]
    search_fields = ["kind", "label", "reason"]

    def work(self, job: FailedJob) -> str:
        return str(job)

    def next_try(self, job: FailedJob):
        return None if job.given_up_at else job.next_try_at

    next_try.admin_order_field = "next_try_at"

    def get_extra_class_names_for_field_col(self, obj, field_name):
        return ["desk-urgent"] if field_name == "given_up_at" and obj.given_up_at else []


@owner_only
@require_POST
def try_job_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the failed tries: the clock then finds the work undone, and does it."""
    job = get_object_or_404(FailedJob, pk=pk)
    job.delete()
    messages.success(request, f"“{job}” is tried again within a minute.")
    return redirect(JOBS_PAGE)


@owner_only
@require_POST
def try_all_jobs_again(request: HttpRequest) -> HttpResponse:
    given_up = FailedJob.objects.given_up()
    count = given_up.count()
    given_up.delete()
    messages.success(request, f"Tried again within a minute: {count} given up before.")
    return redirect(JOBS_PAGE)
