"""Form fields in Bootstrap's dress."""

from django import template

register = template.Library()

CLASSES = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}


@register.simple_tag
def styled_widget(field):
    """The field's widget with Bootstrap's classes; labels are shown, so placeholders are not."""
    css = CLASSES.get(getattr(field.field.widget, "input_type", ""), "form-control")
    if field.errors:
        css += " is-invalid"
    return field.as_widget(attrs={"class": css, "placeholder": False})
