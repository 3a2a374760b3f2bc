"""Insert new products into the tables that saving them one by one would fill.

Every function must run in the transaction of `bulk.writer`, in the order of this module.
"""

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.db import connection, models
from django.db.models import Field
from treebeard.exceptions import PathOverflow
from wagtail.models import Page

from catalog.imports.bulk.products import NewProduct
from catalog.models import ProductIndexPage, ProductPage, ProductPicture, Sku, Stock, StockMove
from catalog.models.users import AnyUser

MAX_CHILDREN = len(Page.alphabet) ** Page.steplen - 1


def insert_pages(products: Sequence[NewProduct], parent: ProductIndexPage) -> None:
    """Insert the pages below the parent, after its existing children."""
    pages = [product.page for product in products]
    last = parent.get_last_child()
    first_step = Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1
    if first_step + len(pages) > MAX_CHILDREN:
        raise PathOverflow
    for step, page in enumerate(pages, first_step):
        page.path = Page._get_path(parent.path, parent.depth + 1, step)
        page.set_url_path(parent)
    keys = _insert(Page, pages, [f for f in Page._meta.local_concrete_fields if not f.primary_key])
    for page, (pk, *_) in zip(pages, keys, strict=True):
        page.pk = page.id = page.page_ptr_id = pk
        page._state.adding = False
    _insert(ProductPage, pages, ProductPage._meta.local_concrete_fields)
    numchild = models.F("numchild") + len(pages)
    Page.objects.filter(pk=parent.pk).update(numchild=numchild)


def insert_skus(products: Sequence[NewProduct], user: AnyUser | None) -> None:
    """Claim the SKUs, with their opening stock and its record."""
    for product in products:
        page = product.page
        page.sku_claim, page._new_sku = Sku(code=page.sku, page_id=page.pk), ""
    Sku.objects.bulk_create(product.page.sku_claim for product in products)
    Stock.objects.bulk_create(
        Stock(sku_id=product.plan.sku, on_hand=product.opening_stock, **product.stock_settings)
        for product in products
    )
    StockMove.objects.bulk_create(
        StockMove(
            sku_id=product.plan.sku,
            pieces=product.opening_stock,
            on_hand_after=product.opening_stock,
            reason=StockMove.Reason.OPENING,
            moved_by=user,  # type: ignore[misc]  # the model of `accounts`, see AnyUser
        )
        for product in products
        if product.opening_stock
    )


def insert_children(products: Sequence[NewProduct]) -> None:
    """Insert the further pictures and the tags."""
    pictures = [
        (product.page, picture)
        for product in products
        for picture in product.page.more_pictures.all()
    ]
    for page, picture in pictures:
        picture.page = page
    ProductPicture.objects.bulk_create(picture for _, picture in pictures)
    tagged = ProductPage.tags.through
    tagged.objects.bulk_create(
        tagged(productpage_id=product.page.pk, tag_id=tag.pk)
        for product in products
        for tag in product.page.tags.all()
    )


def _insert(
    model: type[models.Model], rows: Sequence[models.Model], fields: Sequence[Field]
) -> list[tuple]:
    """Insert into the table of this model only, and return the primary keys.

    `bulk_create` refuses models with a table of their own and one of their parent.
    """
    size = max(connection.ops.bulk_batch_size(fields, rows), 1)
    found: list[tuple] = []
    for some in batched(rows, size, strict=False):
        rows_of_table: Any = model._base_manager.all()
        found += rows_of_table._insert(
            list(some), fields=fields, returning_fields=model._meta.db_returning_fields
        )
    return found
