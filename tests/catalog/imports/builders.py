"""Export the catalogue, and delete it."""

from io import StringIO

from django.core.management import call_command

from catalog.models import (
    BundlePage,
    Category,
    ProductPage,
    ProductType,
    ShopImage,
    Sku,
    Stock,
    StockMove,
    Subcategory,
    Tag,
)


def export(path, **options) -> None:
    call_command("export_products", str(path), stderr=StringIO(), **options)


def empty_the_shop() -> None:
    for model in (BundlePage, ProductPage):
        for page in model.objects.all():
            page.delete()
    for model in (StockMove, Stock, Sku, Tag, Subcategory, Category, ProductType, ShopImage):
        model.objects.all().delete()
    assert not Sku.objects.exists()
