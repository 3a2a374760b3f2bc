"""Quick form of a new bundle: title, description, parts, saving."""

from functools import cache
from typing import Any

from django import forms
from wagtail.admin.panels import FieldPanel, ObjectList

from catalog.desk.pages.panels import BundleFiguresPanel
from catalog.desk.parts.parts_panel import PartsPanel
from catalog.desk.quick_forms.fields import QuickFields, photograph_field, sku_field
from catalog.desk.quick_forms.sku_proposals import propose_bundle_sku
from catalog.models import BundlePage
from catalog.pages.forms import BundleForm


class QuickBundleForm(QuickFields, BundleForm):
    sku = sku_field()
    photograph = photograph_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"image_ready": True}

    def propose_sku(self, cleaned: dict[str, Any]) -> str:
        return propose_bundle_sku(cleaned.get("bundle_type") or "")


@cache
def bundle_panels() -> ObjectList:
    """Return the panels of the form. The last two are shown as panels, the others as fields."""
    panels = [
        FieldPanel("title"),
        FieldPanel("description"),
        FieldPanel("bundle_type"),
        FieldPanel("discount_percentage"),
        FieldPanel("slug"),
        FieldPanel("image", widget=forms.HiddenInput),
        FieldPanel("image_ready"),
        PartsPanel(),
        BundleFiguresPanel(heading="Price and stock"),
    ]
    return ObjectList(panels, base_form_class=QuickBundleForm).bind_to_model(BundlePage)


@cache
def bundle_form_class() -> type[QuickBundleForm]:
    return bundle_panels().get_form_class()
