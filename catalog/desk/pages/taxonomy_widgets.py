"""How a product's form asks for its subcategory and its tags."""

from django import forms
from wagtail.snippets.widgets import AdminSnippetChooser

from catalog.models import Subcategory


class SubcategoryChooser(AdminSnippetChooser):
    """Offers those of the category that is chosen beside it; another category takes it off."""

    def __init__(self, **kwargs):
        offered = {"linked_fields": {"category": "#id_category"}, "icon": "folder"}
        super().__init__(model=Subcategory, **(offered | kwargs))

    @property
    def media(self):
        return super().media + forms.Media(js=["autovise/js/subcategory.js"])


class TagPicker(forms.SelectMultiple):
    """A list to pick from; with JavaScript, a field that completes names, and a chip for each."""

    def __init__(self, attrs=None, choices=()):
        super().__init__({"data-tag-picker": True} | (attrs or {}), choices)

    class Media:
        js = ["autovise/js/tag-picker.js"]
