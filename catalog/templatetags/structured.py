"""Structured data (JSON-LD) in templates."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

# Escape the characters that could close the <script> element.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


@register.simple_tag
def json_ld(data: dict) -> str:
    """Return a data block. Browsers do not run it, so a strict CSP allows it."""
    escaped = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    safe = mark_safe(escaped)  # noqa: S308 (escaped in the line above)
    return format_html('<script type="application/ld+json">{}</script>', safe)
