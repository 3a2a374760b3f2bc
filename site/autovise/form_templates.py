"""Form renderer with one template for every field."""

from django.forms.renderers import TemplatesSetting


class ShopFormRenderer(TemplatesSetting):
    field_template_name = "components/field.html"
