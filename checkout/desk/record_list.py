"""What all lists of the desk have in common: the owner reads them, and each row has a page."""

from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin

from checkout.desk.owner_only import OwnerReadsOnly


class NoButtons(ButtonHelper):
    """A row's first cell leads to its page already."""

    def get_buttons_for_obj(self, obj, **options):
        return []


class RecordList(ModelAdmin):
    """`history_view_enabled` is off: that view asks for no permission, and nothing is edited."""

    button_helper_class = NoButtons
    permission_helper_class = OwnerReadsOnly
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    empty_value_display = "–"
