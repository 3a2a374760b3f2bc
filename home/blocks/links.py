"""Links in blocks: to a page of the shop, or to a category."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

NO_TARGET = "Choose a page or a category."


class LinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=40)
    page = blocks.PageChooserBlock(required=False)
    category = SnippetChooserBlock(
        "catalog.Category", required=False, help_text="Instead of a page."
    )

    class Meta:
        icon = "link"
        description = "A link to a page or to a category."

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # a draft may be unfinished
            return cleaned
        if not (cleaned["page"] or cleaned["category"]):
            raise StructBlockValidationError({"page": ValidationError(NO_TARGET)})
        return cleaned


def links_shown(links: Any, context: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return label and URL of the links whose target is live. Links are values of LinkBlock."""
    shown = [(link["label"], _url(link, context or {})) for link in links]
    return [(label, url) for label, url in shown if url]


def _url(link: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    if page := link["page"]:
        return (page.get_url(context.get("request")) or "") if page.live else ""
    category, navigation = link["category"], context.get("navigation")
    return f"{navigation.products_url}{category.slug}/" if category and navigation else ""
