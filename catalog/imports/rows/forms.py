"""ImportContext, and the base form that checks rows of products and bundles."""

import json
import re
from dataclasses import dataclass, field
from html import escape
from typing import cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import slugify
from wagtail.models import Page

from catalog.imports.contents import FileContents
from catalog.imports.files.columns import REQUIRED
from catalog.imports.files.lists import QUESTION, Pair
from catalog.imports.pictures.resolver import Pictures
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.fact_fields import ItemsField, PairsField
from catalog.imports.rows.fields import MomentField, YesNoField
from catalog.imports.rows.snippets import Snippets
from catalog.models.sku import SKU_PATTERN
from catalog.pages.sku_page import HIGHLIGHT_LINES, MAX_QUESTIONS

_PARAGRAPH_END = re.compile(r"\n\s*\n|\s¶\s")
MAX_TITLE_LENGTH = 255
MAX_LENGTH_FOR_ADDRESS = 240  # the slug is made from the title and may need a "-2"


@dataclass(slots=True)
class ImportContext:
    """Everything that checking and writing rows needs. `refused` has the SKUs of refused rows."""

    contents: FileContents
    snippets: Snippets
    pictures: Pictures
    bodies: Bodies
    is_lenient: bool = False
    drafts_only: bool = False
    refused: set[str] = field(default_factory=set)


class ImportRowForm(forms.Form):
    """Check one row. Columns that the row does not have are not in `cleaned_data`.

    `needed` are the columns that a page must have to be live.
    """

    needed: tuple[str, ...] = ("description",)

    sku = forms.CharField(max_length=40, validators=[SKU_PATTERN])
    title = forms.CharField(max_length=MAX_TITLE_LENGTH)
    slug = forms.SlugField(max_length=255, required=False, allow_unicode=True)
    description = forms.CharField(required=False)
    image = forms.CharField(required=False)
    image_title = forms.CharField(required=False, max_length=255)
    image_alt = forms.CharField(required=False, max_length=255)
    highlights = ItemsField(HIGHLIGHT_LINES)
    questions = PairsField(QUESTION, most=MAX_QUESTIONS, max_lengths=(160, 800))
    body = forms.CharField(required=False)
    image_ready = YesNoField()
    featured = YesNoField()
    show_in_menus = YesNoField()
    seo_title = forms.CharField(required=False, max_length=255)
    search_description = forms.CharField(required=False)
    go_live_at = MomentField(required=False)
    expire_at = MomentField(required=False)

    def __init__(
        self,
        values: dict,
        *,
        context: ImportContext,
        is_new: bool,
        is_draft: bool,
        page: Page | None = None,
    ) -> None:
        if context.is_lenient and not is_new:
            values = {name: text for name, text in values.items() if text}
        needed = {*REQUIRED, *(self.needed if is_new and not is_draft else ())}
        # Copying all fields would take most of the time of a row.
        self.base_fields = {  # type: ignore[misc]  # a class variable in the stubs
            name: field
            for name, field in type(self).base_fields.items()
            if name in values or name in needed or (field.required and is_new)
        }
        super().__init__(values)
        self.context, self.page, self.is_draft = context, page, is_draft
        for name in self.needed if not is_draft else ():
            if name in self.fields:
                self.fields[name].required = True
        if not values.get("slug") and is_new:
            self.fields["title"] = forms.CharField(max_length=MAX_LENGTH_FOR_ADDRESS)

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if not slugify(title, allow_unicode=True) and not self.data.get("slug"):
            raise forms.ValidationError(
                "A title needs a letter or a digit, because its slug is made from it."
            )
        return title

    def clean_image(self) -> str:
        name = file_names(self.cleaned_data["image"])[:1]
        return self.context.pictures.resolve(name[0]) if name else ""

    def clean_body(self) -> list[dict]:
        text = self.cleaned_data["body"]
        if self.context.is_lenient:
            return self.context.bodies.normalised([{"type": "text", "value": text}] if text else [])
        if not text.startswith(("[", "{")):
            return self.context.bodies.normalised(_text_blocks(text))
        try:
            body = json.loads(text)
        except ValueError:
            raise forms.ValidationError("This is not JSON as an export writes it.") from None
        for name in self.context.bodies.pictures_of(body):
            self.context.pictures.resolve(name)
        return self.context.bodies.normalised(body)

    def clean_questions(self) -> list[Pair]:
        questions = self.cleaned_data["questions"]
        self._check_complete("questions", questions)
        return questions

    def _check_complete(self, name: str, pairs: list[Pair]) -> None:
        if not self.is_draft:
            cast(PairsField, self.fields[name]).check_complete(pairs)

    def clean(self) -> None:
        for name in ("slug", "image"):  # empty or no such picture: unchanged
            if not self.cleaned_data.get(name) and (name == "slug" or self.data.get(name)):
                self.cleaned_data.pop(name, None)

    def errors_in_words(self) -> str:
        """Return all errors as text, by column."""
        named = {name: " ".join(map(str, errors)) for name, errors in self.errors.items()}
        of_the_row = named.pop(NON_FIELD_ERRORS, "")
        words = [f"{name}: {errors}" for name, errors in named.items()]
        return "; ".join([*words, of_the_row] if of_the_row else words)


def _text_blocks(text: str) -> list[dict]:
    """Return plain text as one text block. A blank line, or “ ¶ ”, separates paragraphs."""
    paragraphs = (" ".join(part.split()) for part in _PARAGRAPH_END.split(text))
    markup = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph)
    return [{"type": "text", "value": markup}] if markup else []


def file_names(text: str | None) -> list[str]:
    """Return the names of a list such as “front.png|back.png”."""
    return [name.strip() for name in (text or "").split("|") if name.strip()]
