"""Carriers in the admin's settings."""

from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from checkout.models import Carrier


class CarrierViewSet(SnippetViewSet):
    """Settings → Carriers, for the owner: no group has the permissions of this model."""

    model = Carrier
    icon = "upload"
    menu_label = "Carriers"
    add_to_settings_menu = True
    list_display = ["name", "link_pattern"]
    panels = [FieldPanel("name"), FieldPanel("link_pattern")]
    copy_view_enabled = False
