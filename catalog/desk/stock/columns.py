"""Columns of the stock list and of the ledger.

A phone shows each row as a card, with the column's label at the value: `data-label`.
"""

from typing import Any

from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.ui.tables import Column

NOTHING = "–"
CELL = '<td class="{}" data-label="{}">{}</td>'
LINK = '<a href="{}">{}</a>'
LABEL = ' <span class="w-status desk-level">{}</span>'


class LabelledCell(Column):
    """A value as text; a dash if there is none."""

    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        value = self.get_value(instance)
        text = NOTHING if value is None or value == "" else value
        return format_html(CELL, self.classname or "", self.label, text)


class NumberCell(LabelledCell):
    """A whole number, aligned with the others of its column."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, classname="desk-number", **kwargs)


class SkuCell(Column):
    """A SKU that leads to its stock form, for users who may change stock."""

    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        sku = self.get_value(instance)
        return format_html(CELL, self.classname, self.label, _link(sku, sku, parent_context))


class ProductCell(Column):
    """A product's title that leads to its stock form, and what is special about its stock."""

    def render_cell_html(self, instance: Any, parent_context: Context) -> SafeString:
        title = _link(instance.sku, instance.title or "deleted page", parent_context)
        labels = [instance.level.label] if instance.level and instance.is_live else []
        labels += ["not live"] if instance.title and not instance.is_live else []
        marks = mark_safe("".join(format_html(LABEL, label) for label in labels))  # noqa: S308
        content = format_html('<div class="title-wrapper">{}{}</div>', title, marks)
        return format_html(CELL, self.classname, self.label, content)


def _link(sku: str, text: str, parent_context: Context) -> str:
    may_change = parent_context["request"].user.has_perm("catalog.change_stock")
    return format_html(LINK, reverse("change_stock", args=[sku]), text) if may_change else text
