"""Components of templates whose output depends on their arguments alone.

Most of a page is the same for many requests: the cards of a list, the menu, an icon. Rendering such
a component again takes most of a page's time, so its output is kept in the process.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.functional import empty
from django.utils.safestring import SafeString

register = template.Library()

MAX_KEPT = 4096
# By template and arguments; those that were rendered first are given up first.
_kept: OrderedDict[Hashable, SafeString] = OrderedDict()


@register.simple_tag
def component(template_name: str, **arguments: Any) -> SafeString:
    """Render the template `components/<template_name>.html` with these arguments only.

    The arguments are hashable and immutable, such as frozen dataclasses. Equal arguments give the
    same text, so the template may use nothing else that changes: no request, no date, no query.
    """
    arguments = {key: _without_laziness(value) for key, value in arguments.items()}
    key = (template_name, *arguments.items())
    if (known := _kept.get(key)) is not None:
        return known
    rendered = SafeString(get_template(f"components/{template_name}.html").render(arguments))
    if not settings.DEBUG:  # while templates are being written, they change
        _kept[key] = rendered
        while len(_kept) > MAX_KEPT:
            _kept.popitem(last=False)
    return rendered


def forget_components() -> None:
    """Render all components again: tests change settings that they depend on."""
    _kept.clear()


def _without_laziness(value: Any) -> Any:
    """Return what a SimpleLazyObject stands for, so that it is not kept with its closure."""
    wrapped = getattr(value, "_wrapped", None)
    if wrapped is None:
        return value
    if wrapped is empty:
        bool(value)  # evaluates it
    return value._wrapped
