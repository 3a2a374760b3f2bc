"""Serialise StreamField bodies for files: pictures by file name, page links by URL.

Block ids are omitted, because they differ between shops. A URL that belongs to no page at import
stays a plain URL.
"""

import html
import re
from typing import Any
from uuid import uuid4

import nh3
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page, Site
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from catalog.imports.pictures.names import PictureNames
from catalog.pages.blocks import ProductBody
from sitewide.numbers import is_primary_key

_TAGS = {"h2", "h3", "h4", "p", "b", "strong", "i", "em", "ol", "ul", "li", "br", "hr", "a"}
_TAG = (
    rf"</?(?:{'|'.join(sorted(_TAGS))})"
    r'(?:\s+(?:data-block-key|linktype|id|href)="[^"<>]*")*\s*/?>'
)
_NOTHING_ELSE = re.compile(rf"(?:[^<]++|{_TAG})*+\Z")
_HREF = re.compile(r'href="([^"]*)"')
_SAFE_HREF = re.compile(r"(https?:|mailto:|tel:|/|#)", re.IGNORECASE)
_OWN_LINK = re.compile(r'<a href="(/[^"<>]*)">')


class PictureMissing(Exception):
    """A picture block has no picture; the block is omitted from the body."""


class Links:
    """URLs of pages below the shop's home page."""

    def __init__(self) -> None:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        self._root = site.root_page.url_path if site else "/"
        self._urls: dict[int, str | None] = {}

    def url_of(self, pk: int) -> str | None:
        if pk not in self._urls:
            path = Page.objects.filter(pk=pk).values_list("url_path", flat=True).first()
            is_ours = path is not None and path.startswith(self._root)
            self._urls[pk] = f"/{path[len(self._root) :]}" if is_ours else None
        return self._urls[pk]

    def page_at(self, url: str) -> int | None:
        pages = Page.objects.filter(url_path=self.path_of(url))
        return pages.values_list("pk", flat=True).first()

    def path_of(self, url: str) -> str:
        return f"{self._root}{url[1:]}"


class Bodies:
    """Serialiser of page bodies."""

    def __init__(self, pictures: PictureNames) -> None:
        self.pictures = pictures
        self._links = Links()
        self._block = ProductBody()
        self._block.set_name("body")

    def portable(self, body: blocks.StreamValue) -> list[dict]:
        """Return the body as it is written to a file."""
        return self._serialise(self._block, body.get_prep_value())

    def prepared(self, portable: object) -> list[dict]:
        """Return raw blocks with ids, as a page stores them. Raise ValidationError if invalid."""
        raw = self._deserialise(self._block, portable, "the body")
        self._block.to_python(raw)
        return raw

    def normalised(self, portable: object) -> list[dict]:
        """Return the body as `portable` would write it after an import."""
        return self._serialise(self._block, self.prepared(portable))

    def pictures_of(self, portable: object) -> list[str]:
        """Return the file names of a body's pictures; [] if it is not a body."""
        if isinstance(portable, list):
            return [name for child in portable for name in self.pictures_of(child)]
        if not isinstance(portable, dict):
            return []
        own = portable.get("image")
        names = [own] if isinstance(own, str) and own else []
        return names + [name for child in portable.values() for name in self.pictures_of(child)]

    def linked_paths(self, portable: object) -> set[str]:
        """Return the URL paths of the shop's pages that a body links to, also unknown ones."""
        if isinstance(portable, str):
            return {self._links.path_of(url) for url in _OWN_LINK.findall(portable)}
        if isinstance(portable, dict):
            portable = [*portable.values()]
        if not isinstance(portable, list):
            return set()
        return {path for child in portable for path in self.linked_paths(child)}

    def _serialise(self, block: blocks.Block, value: Any) -> Any:
        if isinstance(block, blocks.BaseStreamBlock):
            return [
                {"type": child["type"], "value": self._serialise(kind, child["value"])}
                for child in value or ()
                if (kind := block.child_blocks.get(child["type"]))
            ]
        if isinstance(block, blocks.ListBlock):
            return [self._serialise(block.child_block, _item(child)) for child in value or ()]
        if isinstance(block, ImageBlock) and not isinstance(value, dict):
            value = {"image": value, "alt_text": "", "decorative": False}
        if isinstance(block, blocks.BaseStructBlock):
            return {
                name: self._serialise(child, value[name])
                for name, child in block.child_blocks.items()
                if name in value
            }
        return self._serialise_leaf(block, value)

    def _serialise_leaf(self, block: blocks.Block, value: Any) -> Any:
        if isinstance(block, ImageChooserBlock):
            return self.pictures.name_of(value) or None
        if isinstance(block, blocks.RichTextBlock):
            return FIND_A_TAG.sub(self._url_tag, value or "")
        return value

    def _url_tag(self, match: re.Match) -> str:
        attrs = extract_attrs(match[1])
        if attrs.get("linktype") != "page":
            return match[0]
        pk = attrs.get("id", "")
        url = self._links.url_of(int(pk)) if is_primary_key(pk) else None
        return f'<a href="{url}">' if url else "<a>"

    def _deserialise(self, block: blocks.Block, value: Any, where: str) -> Any:
        if isinstance(block, blocks.BaseStreamBlock):
            return self._deserialise_stream(block, _checked(value, list, where), where)
        if isinstance(block, blocks.ListBlock):
            return [
                {
                    "type": "item",
                    "value": self._deserialise(block.child_block, item, where),
                    "id": _id(),
                }
                for item in _checked(value, list, where)
            ]
        if isinstance(block, blocks.BaseStructBlock):
            return self._deserialise_struct(block, _checked(value, dict, where), where)
        if isinstance(block, ImageChooserBlock):
            if not (pk := self.pictures.pk_of(value or "")):
                raise PictureMissing
            return pk
        if isinstance(block, blocks.RichTextBlock):
            return self._deserialise_links(clean(_checked(value, str, where)))
        if isinstance(block, blocks.CharBlock):
            return None if value is None else _checked(value, str, where)
        return value

    def _deserialise_stream(
        self, block: blocks.BaseStreamBlock, children: list, where: str
    ) -> list[dict]:
        raw = []
        for child in children:
            kind = child.get("type") if isinstance(child, dict) else None
            if kind not in block.child_blocks or "value" not in child:
                raise ValidationError(f"There is no block “{kind}” in {where}.")
            try:
                value = self._deserialise(
                    block.child_blocks[kind], child["value"], f"the block “{kind}”"
                )
            except PictureMissing:
                continue
            raw.append({"type": kind, "value": value, "id": _id()})
        return raw

    def _deserialise_struct(
        self, block: blocks.BaseStructBlock, values: dict, where: str
    ) -> dict[str, Any]:
        if unknown := sorted(set(values) - set(block.child_blocks)):
            raise ValidationError(f"There is no “{unknown[0]}” in {where}.")
        return {
            name: self._deserialise(block.child_blocks[name], value, where)
            for name, value in values.items()
        }

    def _deserialise_links(self, markup: str) -> str:
        def page_tag(match: re.Match) -> str:
            pk = self._links.page_at(match[1])
            return f'<a linktype="page" id="{pk}">' if pk else match[0]

        return _OWN_LINK.sub(page_tag, markup)


def clean(markup: str) -> str:
    """Remove everything from rich text that the editor could not have produced.

    Text that the editor could have produced is returned unchanged.
    """
    hrefs = (html.unescape(href) for href in _HREF.findall(markup))
    if _NOTHING_ELSE.match(markup) and all(map(_SAFE_HREF.match, hrefs)):
        return markup
    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes={"*": {"data-block-key"}, "a": {"href", "linktype", "id"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def _checked(value: Any, kind: type, where: str) -> Any:
    if not isinstance(value, kind):
        raise ValidationError(f"{where.capitalize()} has an invalid value: {str(value)[:60]!r}")
    return value


def _item(child: Any) -> Any:
    is_new_form = isinstance(child, dict) and child.get("type") == "item" and "id" in child
    return child["value"] if is_new_form else child


def _id() -> str:
    return str(uuid4())
