"""What all lists of the desk have in common: the owner reads them, and each row has a page."""

from wagtail_modeladmin.options import ModelAdmin

from checkout.desk.owner_only import OwnerReadsOnly


class RecordList(ModelAdmin):
    """`history_view_enabled` is off: that view asks for no permission, and nothing is edited."""

    permission_helper_class = OwnerReadsOnly
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    empty_value_display = "–"
