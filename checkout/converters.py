"""Parts of the shop's URLs: what cannot be an order's number or a SKU is not looked up."""

from django.urls import register_converter


class OrderNumberConverter:
    regex = r"AV-[0-9A-Z]{1,17}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SkuConverter(OrderNumberConverter):
    regex = r"[0-9A-Z]+(?:-[0-9A-Z]+)*"


def register() -> None:
    register_converter(OrderNumberConverter, "order")
    register_converter(SkuConverter, "sku")
