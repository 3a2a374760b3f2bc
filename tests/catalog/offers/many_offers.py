"""Tens of thousands of products in the tables that public pages read: copies of one, made by SQL.

Only the columns that have to differ do. It is for PostgreSQL, whose planner decides by the number
of rows; everything is as published pages leave it, but without revisions and history.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from catalog.models import ListedOffer, ProductPage, Sku, Stock

FIRST_KEY = 1_000_000
BIG = (Page, ProductPage, Sku, Stock, ListedOffer, IndexEntry)


def copy_product(page: ProductPage, times: int, types: list[int]) -> None:
    """Copy the rows of a published product, of each type as many, and let the planner know."""
    kinds = f"(ARRAY{types})[1 + mod(n, {len(types)})]"
    key, code = f"{FIRST_KEY} + n", "'AUT-ZZ-' || n"
    of_page = {
        "id": key,
        # Not the tree's own alphabet: no page is added below a section in such a test.
        "path": f"'{page.path[:-4]}' || lpad(n::text, 6, '0')",
        "slug": "'copy-' || n",
        "url_path": "url_path || n",
        "translation_key": "gen_random_uuid()",
        "title": "'Copy ' || n",
        "latest_revision_id": "NULL",
        "live_revision_id": "NULL",
    }
    offer = {
        "page_id": key,
        "sku_id": code,
        "title": "'Copy ' || n",
        "url": "'/products/copy-' || n || '/'",
        "product_type_id": kinds,
        "list_pence": "100 + mod(n * 7919, 20000)",
        "price_pence": "100 + mod(n * 7919, 20000)",
    }
    kind = ContentType.objects.get_for_model(ProductPage)
    entry = IndexEntry.objects.get(content_type=kind, object_id=str(page.pk))
    words = "setweight(to_tsvector('simple', 'copy' || mod(n, 5000)), 'A')"
    _copy(Page, page.pk, times, of_page)
    _copy(ProductPage, page.pk, times, {"page_ptr_id": key, "product_type_id": kinds})
    _copy(Sku, page.sku, times, {"code": code, "page_id": key})
    _copy(Stock, page.sku, times, {"sku_id": code})
    _copy(ListedOffer, page.pk, times, offer)
    indexed = {"object_id": f"({key})::text", "title": words, "body": words, "autocomplete": words}
    _copy(IndexEntry, entry.pk, times, indexed)
    with connection.cursor() as cursor:
        for model in BIG:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def _copy(model: type[models.Model], key: object, times: int, differing: dict[str, str]) -> None:
    """Copy one row; `differing`: an SQL expression of n, from 1, by column."""
    primary = model._meta.pk.column
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    columns = [field.column for field in fields if field.column != primary or primary in differing]
    values = [differing.get(column, f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values)} '  # noqa: S608 (ours)
            f'FROM "{table}" t, generate_series(1, {times}) n WHERE t."{primary}" = %s',
            [key],
        )
