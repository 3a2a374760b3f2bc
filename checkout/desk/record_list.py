"""Base of the order desk's lists: read-only for the owner, with a page for each row."""

from typing import Any

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from checkout.desk.owner_only import OwnerReadsOnly


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


class RecordList(ModelAdmin):
    """Read-only list. The history view is off, because it does not check permissions."""

    button_helper_class = NoButtons
    permission_helper_class = OwnerReadsOnly
    index_view_class = RecordListPage
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    empty_value_display = "–"
