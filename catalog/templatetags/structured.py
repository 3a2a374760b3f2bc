"""Data for machines within a page."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

# JSON may write any character as its number: what could end the element never stands in it.
_HARMLESS = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


@register.simple_tag
def json_ld(data: dict) -> str:
    """A data block: browsers do not run it, so that a strict content policy leaves it alone."""
    written = json.dumps(data, ensure_ascii=False).translate(_HARMLESS)
    harmless = mark_safe(written)  # noqa: S308 (escaped in the line above)
    return format_html('<script type="application/ld+json">{}</script>', harmless)
