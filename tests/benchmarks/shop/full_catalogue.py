"""A catalogue of thousands, put into the database in seconds.

Rows are written as publishing one page after the other would leave them (tree, SKU claims, stock,
revisions, history, references, search index), but many at a time: publishing 10,000 pages takes a
quarter of an hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched, islice

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields
from tqdm import tqdm
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from catalog.images.files import make_files
from catalog.models import (
    BundleIndexPage,
    BundlePage,
    Category,
    ProductBundle,
    ProductIndexPage,
    ProductPage,
    ProductType,
    Sku,
    Stock,
    StockMove,
    Subcategory,
    Tag,
)
from catalog.offers.refresh import refresh_offers
from tests.builders import a_picture

AT_ONCE = 500
PRODUCTS_PER_BUNDLE = 50
PARTS = 4
THINGS = ("Glass Cleaner", "Hard Wax", "Phone Mount", "Boot Liner", "Tyre Gauge", "Warning Sign")

DIFFERING = {
    "title", "draft_title", "slug", "path", "url_path", "live", "product_code", "tier",
    "product_type", "category", "subcategory", "price_pence", "image", "featured", "image_ready",
    "bundle_type",
}  # fmt: skip


@dataclass(frozen=True)
class Sections:
    """What sorts the catalogue; as many as a large shop of this kind has."""

    types: list[ProductType]
    categories: list[Category]
    subcategories: list[Subcategory]
    tags: list[Tag]
    images: list


class FullCatalogue:
    """Products and bundles by number, from 0: the same number is always the same product."""

    def __init__(self, author) -> None:
        self.author = author
        self.products = 0
        self.bundles = 0
        self.sections = _make_sections()

    def fill_up_to(self, products: int) -> None:
        """Add what is missing up to this many products, with a bundle for every fifty."""
        numbers = range(self.products, products)
        with tqdm(total=len(numbers), desc=f"{products} products", unit="", disable=None) as bar:
            for some in batched(numbers, AT_ONCE):
                self._write([self._product(number) for number in some], ProductIndexPage)
                bar.update(len(some))
        self._set_in_motion(numbers)
        self.products = products
        wanted = max(2, products // PRODUCTS_PER_BUNDLE)
        stored = list(ProductPage.objects.order_by("path")[: wanted * PARTS].only("pk"))
        for some in batched(range(self.bundles, wanted), AT_ONCE):
            self._write([_bundle(number, stored) for number in some], BundleIndexPage)
        self.bundles = wanted

    def _set_in_motion(self, numbers: range) -> None:
        """Of each hundred, one waits for approval, and one is scheduled."""
        skus = {f"AUT-BM-{number:05d}": number for number in numbers if number % 100 in (1, 2)}
        tomorrow = timezone.now() + timedelta(days=1)
        for page in ProductPage.objects.filter(sku_claim__in=skus).select_related("sku_claim"):
            if skus[page.sku] % 100 == 1:
                page.get_workflow().start(page, self.author)
            else:
                Revision.objects.filter(pk=page.latest_revision_id).update(
                    approved_go_live_at=tomorrow
                )

    def _product(self, number: int) -> ProductPage:
        kinds = self.sections
        sub = kinds.subcategories[number % len(kinds.subcategories)]
        image = kinds.images[number % len(kinds.images)] if number % 3 else None
        page = ProductPage(
            title=f"{THINGS[number % len(THINGS)]} – No. {number:05d}",
            slug=f"product-{number:05d}",
            live=bool(number % 20),
            product_code=f"C1-CODE{number:05d}-S",
            tier="pro" if number % 4 == 0 else "standard",
            product_type=kinds.types[number % len(kinds.types)],
            category=sub.category,
            subcategory=sub,
            price_pence=199 + number * 7_919 % 20_000,
            description="Cleans glass, and leaves no streaks.",
            image=image,
            image_type="C1",
            featured=number % 50 == 0,
            image_ready=bool(image and number % 2),
            has_unpublished_changes=number % 25 == 0,
        )
        page.tags = [kinds.tags[number % len(kinds.tags)]]
        page.sku = f"AUT-BM-{number:05d}"
        return page

    @transaction.atomic
    def _write(self, pages: list, index: type[Page]) -> None:
        _place(pages, index.objects.get())
        _insert(pages)
        _claim_skus(pages)
        _write_children(pages)
        self._write_history(pages)
        _write_references(pages)
        refresh_offers(page.pk for page in pages)
        get_search_backend().get_index_for_model(type(pages[0])).add_items(type(pages[0]), pages)

    def _write_history(self, pages: list) -> None:
        """A revision and an entry in the history for each, all by one author."""
        now = timezone.now()
        kind = ContentType.objects.get_for_model(pages[0])
        base = ContentType.objects.get_for_model(Page)
        revisions = Revision.objects.bulk_create(
            Revision(
                content_type=kind,
                base_content_type=base,
                object_id=str(page.pk),
                created_at=now,
                user=self.author,
                object_str=page.title,
                content=content,
            )
            for page, content in zip(pages, _contents(pages), strict=True)
        )
        for page, revision in zip(pages, revisions, strict=True):
            page.latest_revision = page.live_revision = revision
        Page.objects.bulk_update(pages, ["latest_revision", "live_revision"])
        PageLogEntry.objects.bulk_create(
            PageLogEntry(
                page_id=page.pk, content_type=kind, label=page.title, action="wagtail.publish",
                user=self.author, timestamp=now, revision=page.latest_revision,
                content_changed=True, data={},
            )
            for page in pages
        )  # fmt: skip


def _make_sections() -> Sections:
    categories = [Category.objects.create(name=f"Section {n}", slug=f"s-{n}") for n in range(8)]
    images = [a_picture(f"Picture {number}", width=640, height=640) for number in range(12)]
    for image in images:
        make_files(image)
    return Sections(
        types=[ProductType.objects.create(name=f"Type {n}", slug=f"t-{n}") for n in range(60)],
        categories=categories,
        subcategories=[
            Subcategory.objects.create(name=f"Shelf {n}", slug=f"f-{n}", category=category)
            for category in categories
            for n in range(6)
        ],
        tags=[Tag.objects.create(name=f"Tag {n}", slug=f"g-{n}") for n in range(40)],
        images=images,
    )


def _bundle(number: int, products: list[ProductPage]) -> BundlePage:
    page = BundlePage(
        title=f"Set No. {number:05d}",
        slug=f"bundle-{number:05d}",
        live=bool(number % 10 != 9),
        description="What a first wash calls for.",
        bundle_type="pro" if number % 4 == 0 else "standard",
    )
    page.sku = f"BND-BM-{number:05d}"
    page.parts = [
        ProductBundle(
            product=products[(number * PARTS + part) % len(products)],
            quantity=1 + part % 2,
            sort_order=part,
        )
        for part in range(PARTS)
    ]
    return page


def _place(pages: list, parent: Page) -> None:
    """Set the position of each page in the tree, after the existing pages."""
    first = parent.numchild + 1
    now = timezone.now()
    for step, page in enumerate(pages, first):
        page.locale_id = parent.locale_id
        page.depth = parent.depth + 1
        page.path = Page._get_path(parent.path, page.depth, step)
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.draft_title = page.title
        page.first_published_at = page.last_published_at = now
        page.latest_revision_created_at = now
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(pages))


def _insert(pages: list) -> None:
    """`bulk_create` refuses models of two tables; this is what it does, table by table."""
    model = type(pages[0])
    kind = ContentType.objects.get_for_model(model)
    fields = [field.attname for field in Page._meta.concrete_fields]
    rows = [Page(**{name: getattr(page, name) for name in fields}) for page in pages]
    for row in rows:
        row.content_type = kind
    for page, row in zip(pages, Page.objects.bulk_create(rows), strict=True):
        page.pk = page.page_ptr_id = page.id = row.pk
        page.content_type = kind
        page._state.adding = False
    own = model._meta.local_concrete_fields
    for some in batched(pages, 100):  # SQLite takes so many values in one statement
        model.objects.all()._insert(list(some), fields=own)


def _claim_skus(pages: list) -> None:
    claims = Sku.objects.bulk_create(
        Sku(code=page._new_sku, page_id=page.pk, claimed_at=timezone.now()) for page in pages
    )
    for page, claim in zip(pages, claims, strict=True):
        page._new_sku = ""
        page.sku_claim = claim
    if not pages[0].keeps_stock:
        return
    pieces = {claim: int(claim.pk[-5:]) % 60 for claim in claims}
    Stock.objects.bulk_create(Stock(sku=claim, on_hand=count) for claim, count in pieces.items())
    StockMove.objects.bulk_create(
        StockMove(sku=claim, pieces=count, reason=StockMove.Reason.OPENING)
        for claim, count in pieces.items()
        if count
    )


def _write_children(pages: list) -> None:
    """A product's tags, a bundle's parts."""
    if isinstance(pages[0], BundlePage):
        parts = [(page, part) for page in pages for part in page.parts.all()]
        for page, part in parts:
            part.bundle = page
        ProductBundle.objects.bulk_create(part for _, part in parts)
        return
    tagged = ProductPage.tags.through
    tagged.objects.bulk_create(
        tagged(productpage_id=page.pk, tag_id=tag.pk) for page in pages for tag in page.tags.all()
    )


def _contents(pages: list) -> Iterator[dict]:
    """What each revision holds: the first one's content, with what differs put into it."""
    first = pages[0].serializable_data()
    differing = [field for field in pages[0]._meta.concrete_fields if field.name in DIFFERING]
    for page in pages:
        own = {field.name: field.value_from_object(page) for field in differing}
        if isinstance(page, BundlePage):
            own["parts"] = [get_serializable_data_for_fields(part) for part in page.parts.all()]
        else:
            own["tags"] = [tag.pk for tag in page.tags.all()]
        yield first | own | {"pk": page.pk}


def _write_references(pages: list) -> None:
    kind = ContentType.objects.get_for_model(pages[0])
    base = ContentType.objects.get_for_model(Page)
    found = (
        (page, reference)
        for page in pages
        for reference in set(ReferenceIndex._extract_references_from_object(page))
    )
    rows = (
        ReferenceIndex(
            content_type=kind, base_content_type=base, object_id=str(page.pk),
            to_content_type_id=to_kind, to_object_id=to_id, model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for page, (to_kind, to_id, model_path, content_path) in found
    )  # fmt: skip
    while some := list(islice(rows, AT_ONCE)):
        ReferenceIndex.objects.bulk_create(some)
