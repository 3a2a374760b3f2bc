"""Form widgets for a product's subcategory and tags."""

from typing import Any

from django import forms
from wagtail.snippets.widgets import AdminSnippetChooser

from catalog.models import Subcategory


class SubcategoryChooser(AdminSnippetChooser):
    """Chooser of the chosen category's subcategories; cleared when the category changes."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"linked_fields": {"category": "#id_category"}, "icon": "folder"}
        super().__init__(model=Subcategory, **(defaults | kwargs))

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["autovise/js/subcategory.js"])


class TagPicker(forms.SelectMultiple):
    """Multiple select; with JavaScript, a field that completes names and shows chosen tags."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-tag-picker": True} | (attrs or {}), choices)

    class Media:
        js = ["autovise/js/tag-picker.js"]
