"""Panel of a bundle's parts: several products are chosen at once, each becomes a row."""

from typing import Any

from django.forms import Media
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel

from catalog.desk.pages.panels import PartInfoPanel
from catalog.desk.parts.part_chooser import PartChooser
from catalog.pages.rights.content_only_forms import InlinePanelOfSellingTerms


class PartsPanel(MultipleChooserPanel):
    """Hidden from users who may not change the parts."""

    def __init__(self, **kwargs: Any) -> None:
        own = {
            "relation_name": "parts",
            "chooser_field_name": "product",
            "panels": [
                FieldPanel("product", widget=PartChooser),
                PartInfoPanel(),
                FieldPanel("quantity"),
            ],
            "heading": "Parts",
            "label": "part",
            "min_num": 0,
        }
        super().__init__(**(own | kwargs))

    class BoundPanel(InlinePanelOfSellingTerms.BoundPanel, MultipleChooserPanel.BoundPanel):
        template_name = "catalog/desk/parts_panel.html"

        @property
        def media(self) -> Media:
            return super().media if self.form else Media()
