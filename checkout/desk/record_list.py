"""What all lists of the desk have in common: the owner reads them, and each row has a page."""

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.shortcuts import redirect
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from checkout.desk.owner_only import OwnerReadsOnly


class NoButtons(ButtonHelper):
    """A row's first cell leads to its page already."""

    def get_buttons_for_obj(self, obj, **options):
        return []


class RecordListPage(IndexView):
    """A list asked for with parameters that it does not know is shown without any."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except (IncorrectLookupParameters, DisallowedModelAdminLookup):
            return redirect(request.path)


class RecordList(ModelAdmin):
    """`history_view_enabled` is off: that view asks for no permission, and nothing is edited."""

    button_helper_class = NoButtons
    permission_helper_class = OwnerReadsOnly
    index_view_class = RecordListPage
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    empty_value_display = "–"
