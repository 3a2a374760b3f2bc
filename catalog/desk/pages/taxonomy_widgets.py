"""Form widgets for a product's subcategory and tags."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Render the options without Django's templates: a shop has dozens, twice in a form."""
        chosen = set(self.format_value(value))
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, " selected" if str(key) in chosen else "", text) for key, text in self.choices),
        )
        shown = flatatt(self.build_attrs(self.attrs | {"multiple": True}, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, shown, options)

    class Media:
        js = ["autovise/js/tag-picker.js"]
