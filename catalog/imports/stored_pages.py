"""Stored pages: what the shop already has of a batch of rows, read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet, prefetch_related_objects
from wagtail.models import Page as AnyPage

from catalog.imports.exports.catalogue import with_values
from catalog.imports.files.rows import Row
from catalog.imports.pictures.names import PictureNames
from catalog.imports.rows.forms import file_names
from catalog.imports.rows.page_values import Page
from catalog.imports.sources import kind_of
from catalog.models import BundlePage, ProductPage, ShopImage, Sku

MODELS: dict[str, type[Page]] = {"product": ProductPage, "bundle": BundlePage}


@dataclass(frozen=True, slots=True)
class ExistingPage:
    """A SKU that was ever used.

    `page` is None if its page was deleted; the SKU remains, so that it cannot be used again.
    """

    page: Page | None


@dataclass(frozen=True, slots=True)
class Existing:
    """Pages by SKU, slugs in use by kind, and the images of the rows and of the pages."""

    pages: dict[str, ExistingPage] = field(default_factory=dict)
    slugs: set[tuple[str, str]] = field(default_factory=set)
    images: dict[int, ShopImage | None] = field(default_factory=dict)

    def of(self, row: Row) -> ExistingPage | None:
        return self.pages.get(row.values.get("sku", ""))

    def image(self, pk: int | None) -> ShopImage | None:
        """Return the image; None for a picture that is not stored yet."""
        if pk is None or pk <= 0:
            return None
        if pk not in self.images:  # its file was first resolved while its row was checked
            self.images[pk] = ShopImage.objects.filter(pk=pk).first()
        return self.images[pk]


def load_existing(rows: Iterable[Row], pictures: PictureNames, *, lock: bool = False) -> Existing:
    """Read what the shop has of these rows.

    `lock` locks the pages until the end of the transaction.
    """
    rows = list(rows)
    pages = _load_pages([sku for row in rows if (sku := row.values.get("sku"))], lock=lock)
    wanted = {pictures.pk_of(name) for row in rows for name in _image_of(row)}
    wanted |= {existing.page.image_id for existing in pages.values() if existing.page}
    stored = [pk for pk in wanted if pk and pk > 0]
    images = ShopImage.objects.in_bulk(stored) if stored else {}
    return Existing(pages, _slugs_in_use(rows, pages), {**images})


def _load_pages(skus: list[str], *, lock: bool) -> dict[str, ExistingPage]:
    pages_of = dict(Sku.objects.filter(pk__in=skus).values_list("pk", "page_id"))
    pks = [pk for pk in pages_of.values() if pk]
    if not pks:
        return {sku: ExistingPage(None) for sku in pages_of}
    if lock:
        list(AnyPage.objects.select_for_update().filter(pk__in=pks).order_by("pk").values("pk"))
    pages: dict[int, Page] = {}
    for model in MODELS.values():
        if len(pages) < len(pks):
            pages |= {page.pk: page for page in _with_drafts(with_values(model), pks)}
    return {sku: ExistingPage(pages.get(pk or 0)) for sku, pk in pages_of.items()}


def _with_drafts(pages: QuerySet, pks: list[int]) -> list[Page]:
    """Load the latest revision only of pages with a draft: its content is long."""
    found = list(pages.filter(pk__in=pks))
    drafts = [page for page in found if page.has_unpublished_changes]
    prefetch_related_objects(drafts, "latest_revision")
    return found


def _image_of(row: Row) -> list[str]:
    return file_names(row.values.get("image"))[:1]


def _slugs_in_use(rows: list[Row], pages: dict[str, ExistingPage]) -> set[tuple[str, str]]:
    """Return the slugs of new rows that a page of their kind has."""
    found: set[tuple[str, str]] = set()
    for kind, model in MODELS.items():
        wanted = {
            slug
            for row in rows
            if kind_of(row) == kind
            and row.values.get("sku") not in pages
            and (slug := row.values.get("slug", "").strip())
        }
        if wanted:
            slugs = model.objects.filter(slug__in=wanted).values_list("slug", flat=True)
            found |= {(kind, slug) for slug in slugs}
    return found
