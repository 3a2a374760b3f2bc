"""Report of searches that found nothing: *Reports → Searches without results*."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from catalog.models import SearchMiss, SynonymGroup


class SearchMissReport(ReportView):
    """Words searched for in vain in the last 90 days, the most frequent first."""

    model = SearchMiss
    page_title = "Searches without results"
    header_icon = "search"
    index_url_name = "show_search_misses"
    index_results_url_name = "show_search_misses_results"
    # Editors who keep the synonyms read it: they can do something about it.
    permission_policy = ModelPermissionPolicy(SynonymGroup)
    any_permission_required = ["add", "change", "delete"]
    list_export = ["words", "times", "first_at", "last_at"]
    columns = [
        Column("words", label="Searched for"),
        Column("times", label="Times"),
        DateColumn("last_at", label="Last searched"),
    ]

    def get_base_queryset(self) -> QuerySet[SearchMiss]:
        return SearchMiss.objects.order_by("-times", "words")


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    view = SearchMissReport
    return [
        path("reports/searches/", view.as_view(), name="show_search_misses"),
        path(
            "reports/searches/results/",
            view.as_view(results_only=True),
            name="show_search_misses_results",
        ),
    ]


class SearchMissMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        policy = SearchMissReport.permission_policy
        return policy.user_has_any_permission(
            request.user, SearchMissReport.any_permission_required
        )


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    return SearchMissMenuItem(
        "Searches without results", reverse("show_search_misses"), icon_name="search", order=900
    )
