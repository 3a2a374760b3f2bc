"""Render form fields with Bootstrap classes."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CLASSES = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}


@register.simple_tag
def styled_widget(field: BoundField) -> SafeString:
    """Render the field's widget with Bootstrap classes and without a placeholder."""
    css = CLASSES.get(getattr(field.field.widget, "input_type", ""), "form-control")
    if field.errors:
        css += " is-invalid"
    return field.as_widget(attrs={"class": css, "placeholder": False})
