"""Admin list of failed background jobs, and views to try them again."""

from datetime import datetime
from typing import Any

from django.contrib.admin import SimpleListFilter, display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_modeladmin.views import InspectView

from checkout.desk.owner_only import owner_only
from checkout.desk.record_list import RecordList, RecordListPage
from jobs.models import FailedJob
from jobs.tasks import MAX_TRIES
from outbox.models import registered_kinds

JOBS_PAGE = "jobs_failedjob_modeladmin_index"


class GivenUpFilter(SimpleListFilter):
    """Filter by whether the job is still retried."""

    title = "given up"
    parameter_name = "given_up"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("yes", "Given up"),
            ("mails", "Given up: mails"),
            ("others", "Given up: other work"),
            ("no", "Retried automatically"),
        ]

    def queryset(
        self, request: HttpRequest, failed_jobs: QuerySet[FailedJob]
    ) -> QuerySet[FailedJob]:
        match self.value():
            case "yes":
                return failed_jobs.filter(given_up_at__isnull=False)
            case "mails":
                return failed_jobs.filter(given_up_at__isnull=False, kind__in=mail_kinds())
            case "others":
                given_up = failed_jobs.filter(given_up_at__isnull=False)
                return given_up.exclude(kind__in=mail_kinds())
            case "no":
                return failed_jobs.filter(given_up_at__isnull=True)
        return failed_jobs


def mail_kinds() -> list[str]:
    """Return the kinds of work that are mails."""
    return [kind.name for kind in registered_kinds()]


class FailedJobsPage(RecordListPage):
    """List of failed jobs, with the number given up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given_up_count = FailedJob.objects.given_up().count()
        return super().get_context_data(**{"given_up_count": given_up_count} | kwargs)


class FailedJobPage(InspectView):
    """Page of one failed job."""

    page_title = "Failed job"

    def get_fields_dict(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"job": self.instance, "max_tries": MAX_TRIES} | kwargs)


class FailedJobList(RecordList):
    model = FailedJob
    menu_icon = "warning"
    menu_label = "Failed jobs"
    index_view_class = FailedJobsPage
    index_template_name = "checkout/desk/failed_jobs.html"
    inspect_view_class = FailedJobPage
    inspect_template_name = "checkout/desk/failed_job.html"
    list_display = ["work", "tries", "reason", "failed_at", "next_try", "given_up_at"]
    list_filter = [GivenUpFilter, "kind"]
    search_fields = ["kind", "label", "reason"]

    def work(self, job: FailedJob) -> str:
        return str(job)

    @display(ordering="next_try_at")
    def next_try(self, job: FailedJob) -> datetime | None:
        return None if job.given_up_at else job.next_try_at

    def get_extra_class_names_for_field_col(self, obj: FailedJob, field_name: str) -> list[str]:
        return ["desk-urgent"] if field_name == "given_up_at" and obj.given_up_at else []


@owner_only
@require_POST
def try_job_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the record of a failed job: the scheduler then runs it again."""
    job = get_object_or_404(FailedJob, pk=pk)
    job.delete()
    messages.success(request, f"“{job}” will be tried again within a minute.")
    return redirect(JOBS_PAGE)


@owner_only
@require_POST
def try_all_jobs_again(request: HttpRequest) -> HttpResponse:
    """Delete the records of all jobs that were given up: the scheduler then runs them again."""
    given_up = FailedJob.objects.given_up()
    count = given_up.count()
    given_up.delete()
    messages.success(request, f"Jobs that will be tried again within a minute: {count}.")
    return redirect(JOBS_PAGE)
