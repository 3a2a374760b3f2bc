"""Base of the order desk's lists: read-only for the owner, with a page for each row."""

from typing import Any

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import capfirst
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.helpers.search import DjangoORMSearchHandler
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from checkout.desk.owner_only import OwnerReadsOnly

# A list of more keys costs more than to search again.
MAX_KEYS = 1_000


class NoButtons(ButtonHelper):
    """Rows without buttons: the first cell links to the row's page."""

    def get_buttons_for_obj(self, obj: Model, **options: Any) -> list[dict[str, Any]]:
        return []


class RecordListPage(IndexView):
    """List page. Redirects to the list without parameters if it gets unknown ones."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except (IncorrectLookupParameters, DisallowedModelAdminLookup):
            return redirect(request.path)


class RecordSearch(DjangoORMSearchHandler):
    """Search of the keys alone, once for rows and counts.

    A row that several related rows match is listed once, without a comparison of all columns that
    the list computes.
    """

    def search_queryset(
        self, queryset: QuerySet[Any], search_term: str, **options: Any
    ) -> QuerySet[Any]:
        if not search_term:
            return queryset
        rows = queryset.model._default_manager.order_by()
        found = super().search_queryset(rows, search_term, **options).values_list("pk", flat=True)
        keys = list(found[: MAX_KEYS + 1])
        return queryset.filter(pk__in=keys if len(keys) <= MAX_KEYS else found)


class RecordList(ModelAdmin):
    """Read-only list. The history view is off, because it does not check permissions."""

    button_helper_class = NoButtons
    permission_helper_class = OwnerReadsOnly
    index_view_class = RecordListPage
    search_handler_class = RecordSearch
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    empty_value_display = "–"

    def get_extra_attrs_for_field_col(self, obj: Model, field_name: str) -> dict[str, str]:
        """Name the column in its cells: on a phone, a row is a card."""
        return {"data-label": capfirst(str(label_for_field(field_name, self.model, self)))}
