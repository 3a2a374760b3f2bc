"""URL converters for order numbers and SKUs."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class OrderNumberConverter(StringConverter):
    """Match an order number."""

    regex = r"AV-[0-9A-Z]{1,17}"


class SkuConverter(StringConverter):
    """Match a SKU."""

    regex = r"[0-9A-Z]+(?:-[0-9A-Z]+)*"


def register() -> None:
    """Register the converters as `order` and `sku`."""
    register_converter(OrderNumberConverter, "order")
    register_converter(SkuConverter, "sku")
