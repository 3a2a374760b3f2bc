"""Write many new products together, with the result of saving and publishing each page."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, published

from catalog.imports.bulk.history import insert_log_entries, insert_revisions, set_times
from catalog.imports.bulk.products import NewProduct
from catalog.imports.bulk.tables import insert_children, insert_pages, insert_skus
from catalog.models import (
    Category,
    ProductIndexPage,
    ProductPage,
    ProductType,
    ShopImage,
    Sku,
    Subcategory,
    Tag,
)
from catalog.models.users import AnyUser
from catalog.offers.refresh import refresh_offers
from catalog.search.bulk_index import index_new_pages


class BulkRefused(Exception):
    """The database or a receiver refuses a product; write each alone to find out which."""


def write_products(products: Sequence[NewProduct], *, user: AnyUser | None) -> set[int]:
    """Write the products and return the lines of those that are written.

    Left out are products that another page excludes since their rows were checked. Must run in a
    transaction, which must be rolled back if this raises BulkRefused.
    """
    if not products:
        return set()
    parent = ProductIndexPage.objects.get()
    Page.objects.select_for_update().get(pk=parent.pk)  # as treebeard does
    parent.refresh_from_db()
    written = _still_possible(products, parent)
    try:
        with transaction.atomic():
            _insert(written, parent, user)
            _after_writing(written)
    except (IntegrityError, DataError, ValidationError) as error:
        raise BulkRefused from error
    return {product.plan.line for product in written}


def _insert(products: Sequence[NewProduct], parent: ProductIndexPage, user: AnyUser | None) -> None:
    if not products:
        return
    now = timezone.now()
    set_times(products, now)
    insert_pages(products, parent)
    insert_skus(products, user)
    insert_children(products)
    insert_revisions(products, user, now)
    insert_log_entries(products, user, now)
    if connection.vendor == "postgresql":
        connection.check_constraints()  # of foreign keys, else checked on commit


def _after_writing(products: Sequence[NewProduct]) -> None:
    """Do what follows the saving and publishing of pages, for all of them together.

    Every receiver of a page's `post_save` has its work done here: `test_receivers` lists them.
    """
    index_new_pages(ProductPage, [product.page for product in products])
    live = [product for product in products if product.is_published]
    refresh_offers(product.page.pk for product in live)
    _load_images(live)
    for product in live:
        sent = {"sender": ProductPage, "instance": product.page, "revision": product.revision}
        page_published.send(**sent)
        published.send(**sent)


def _load_images(products: Sequence[NewProduct]) -> None:
    """Load the pictures of the pages, which the receivers of `page_published` read."""
    pages = [product.page for product in products]
    models.prefetch_related_objects([page for page in pages if page.image_id], "image")
    pictures = [picture for page in pages for picture in page.more_pictures.all()]
    models.prefetch_related_objects(pictures, "image")


def _still_possible(products: Sequence[NewProduct], parent: ProductIndexPage) -> list[NewProduct]:
    """Return the products without those that another page, or a deletion, excludes by now."""
    pages = [product.page for product in products]
    used = _found(Sku, "pk", (product.plan.sku for product in products))
    slugs = {page.slug for page in pages}
    siblings = parent.get_children().filter(slug__in=slugs)
    used_slugs = _found(ProductPage, "slug", slugs) | set(siblings.values_list("slug", flat=True))
    # A live product and a category with the same slug would have the same URL.
    category_slugs = _found(Category, "slug", slugs)
    stored = {
        Category: _found(Category, "pk", (page.category_id for page in pages)),
        Subcategory: _found(Subcategory, "pk", (page.subcategory_id for page in pages)),
        ProductType: _found(ProductType, "pk", (page.product_type_id for page in pages)),
        ShopImage: _found(ShopImage, "pk", (pk for page in pages for pk in _images_of(page))),
        Tag: _found(Tag, "pk", (tag.pk for page in pages for tag in page.tags.all())),
    }

    def is_possible(product: NewProduct) -> bool:
        page = product.page
        if product.plan.sku in used or page.slug in used_slugs:
            return False
        if product.is_published and page.slug in category_slugs:
            return False
        return (
            {page.category_id} - {None} <= stored[Category]
            and {page.subcategory_id} - {None} <= stored[Subcategory]
            and {page.product_type_id} - {None} <= stored[ProductType]
            and _images_of(page) <= stored[ShopImage]
            and {tag.pk for tag in page.tags.all()} <= stored[Tag]
        )

    return [product for product in products if is_possible(product)]


def _images_of(page: ProductPage) -> set[int]:
    further = {picture.image_id for picture in page.more_pictures.all()}
    return further | ({page.image_id} if page.image_id else set())


def _found(model: type[models.Model], column: str, values: Iterable) -> set:
    """Return which of the values rows of the model have."""
    wanted = set(values) - {None}
    rows = model._default_manager.filter(**{f"{column}__in": wanted})
    return set(rows.values_list(column, flat=True)) if wanted else set()
