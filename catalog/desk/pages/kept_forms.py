"""Tabs whose form class is built once, not for each request."""

from copy import deepcopy
from typing import Any

from django.forms import ModelForm
from django.utils.translation import get_language
from wagtail.admin.panels import Panel, TabbedInterface
from wagtail.blocks.base import BlockWidget


class TabsWithKeptForm(TabbedInterface):
    """Tabs that keep their form class for each language of the admin.

    Wagtail builds it for each request, and with it what the browser needs to know of all blocks.
    """

    def get_form_class(self) -> type[ModelForm]:
        kept = self.__dict__.setdefault("_form_classes", {})
        language = get_language()
        if language not in kept:
            kept[language] = super().get_form_class()
        return kept[language]

    def get_bound_panel(
        self, *args: Any, form: ModelForm | None = None, **kwargs: Any
    ) -> Panel.BoundPanel:
        if form is not None:
            _take_block_definitions(form)
        return super().get_bound_panel(*args, form=form, **kwargs)


def _take_block_definitions(form: ModelForm) -> None:
    """Give the form copies of widgets that keep their definitions, computed by the first form.

    This is not done when the class is built: Django's system checks build it too, and have no
    static files.
    """
    for name, field in form.fields.items():
        if isinstance(field.widget, BlockWidget):
            kept = type(form).base_fields[name].widget
            kept.media  # noqa: B018 (the widget keeps what it computes for it)
            field.widget = deepcopy(kept)
