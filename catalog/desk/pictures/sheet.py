"""Contact sheet: the pictures of products and bundles as tiles, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from django.db.models import Q
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from catalog.desk.listings.filters import PICTURES, picture_condition
from catalog.models import BundlePage, Category, ProductPage
from catalog.models.users import AnyUser
from catalog.offers import Thumbnail, thumbnail_of_page
from catalog.pages.picture_status import STATUS_OF_PICTURE, PictureStatus
from catalog.search.backend import search_words

TILES_PER_PAGE = 60
BUNDLES = "bundles"


@dataclass(frozen=True, slots=True)
class Tile:
    """A page's picture. `url` is the page's form, or "" for users who may not open it."""

    pk: int
    title: str
    sku: str
    status: PictureStatus
    thumbnail: Thumbnail
    is_live: bool
    is_drawn: bool
    url: str
    may_publish: bool


class SheetForm(forms.Form):
    """Which pictures are shown. `section`: a category's primary key, or the bundles."""

    q = forms.CharField(required=False, label="Title or SKU")
    picture = forms.ChoiceField(required=False, label="Picture")
    section = forms.ChoiceField(required=False, label="Section")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(str(pk), name) for pk, name in Category.objects.values_list("pk", "name")]
        self.fields["picture"].choices = [("", "All"), *PICTURES]  # type: ignore[attr-defined]
        self.fields["section"].choices = [  # type: ignore[attr-defined]
            ("", "All"), *sections, (BUNDLES, "Bundles"),
        ]  # fmt: skip

    def pages(self) -> PageQuerySet:
        """Return the chosen products and bundles. An unknown choice is ignored."""
        self.is_valid()
        chosen = self.cleaned_data
        products, bundles = ProductPage.objects.all(), BundlePage.objects.all()
        if (section := chosen.get("section")) == BUNDLES:
            products = products.none()
        elif section:
            products, bundles = products.filter(category=section), bundles.none()
        if picture := chosen.get("picture"):
            products = products.filter(picture_condition(picture))
            bundles = bundles.filter(picture_condition(picture))
        pages = Page.objects.filter(
            Q(pk__in=products.values("pk")) | Q(pk__in=bundles.values("pk"))
        )
        text = chosen.get("q", "")
        words = search_words(text)
        for word in words:
            pages = pages.filter(
                Q(title__icontains=word)
                | Q(draft_title__icontains=word)
                | Q(sku_claim__code__icontains=word)
            )
        return pages if words or not text else pages.none()


def read_sheet(form: SheetForm, number: str, user: AnyUser) -> tuple[Leaf, list[Tile]]:
    """Return one page of the contact sheet and its tiles."""
    explorable = page_permission_policy.explorable_instances(user)
    pages = form.pages().filter(pk__in=explorable.values("pk")).order_by("title", "pk")
    leaf = Paginator(pages.values_list("pk", flat=True), TILES_PER_PAGE).get_page(number)
    return leaf, tiles_of(list(leaf), user)


def tiles_of(pks: list[int], user: AnyUser) -> list[Tile]:
    """Return the tiles of these pages, in this order."""
    found: dict[int, ProductPage | BundlePage] = {}
    for model in (ProductPage, BundlePage):
        pages = model.objects.select_related("image", "sku_claim").defer("body")
        found |= pages.annotate(picture_status=STATUS_OF_PICTURE).in_bulk(pks)
    editable, publishable = (_allowed(user, action, pks) for action in ("change", "publish"))
    return [
        Tile(
            pk=pk,
            title=page.title,
            sku=page.sku,
            status=PictureStatus(page.picture_status),
            thumbnail=thumbnail_of_page(page),
            is_live=page.live,
            is_drawn=bool(page.image and page.image.is_drawn),
            url=reverse("wagtailadmin_pages:edit", args=[pk]) if pk in editable else "",
            may_publish=pk in publishable,
        )
        for pk in pks
        if (page := found.get(pk))
    ]


def _allowed(user: AnyUser, action: str, pks: Iterable[int]) -> set[int]:
    pages = page_permission_policy.instances_user_has_permission_for(user, action)
    return set(pages.filter(pk__in=pks).values_list("pk", flat=True))
