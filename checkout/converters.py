"""Parts of the shop's URLs: what cannot be an order's number or a SKU is not looked up."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class OrderNumberConverter(StringConverter):
    regex = r"AV-[0-9A-Z]{1,17}"


class SkuConverter(StringConverter):
    regex = r"[0-9A-Z]+(?:-[0-9A-Z]+)*"


def register() -> None:
    register_converter(OrderNumberConverter, "order")
    register_converter(SkuConverter, "sku")
