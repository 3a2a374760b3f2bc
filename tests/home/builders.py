"""Builders of content pages."""

import json
from itertools import count

from home.models import ContentPage, HomePage

_numbers = count(1)
ROW = {"heading": "A row", "rule": "featured", "limit": 4, "max_pounds": None}


def a_block(name: str, **value) -> dict:
    return {"type": name, "value": value}


def a_product_row(rule: str, **value) -> dict:
    products = [page.pk for page in value.pop("products", [])]
    whole = ROW | {"category": None} | value | {"rule": rule, "products": products}
    return a_block("product_row", **whole)


def a_bundle_row(rule: str, **value) -> dict:
    bundles = [page.pk for page in value.pop("bundles", [])]
    return a_block("bundle_row", **ROW | value | {"rule": rule, "bundles": bundles})


def a_hero(**value) -> dict:
    whole = {"heading": "", "text": "", "image": None, "links": []}
    return a_block("hero", **whole | value)


def a_content_page(*blocks: dict, live: bool = True, **fields) -> ContentPage:
    """A published content page of these blocks."""
    title = fields.pop("title", f"Page {next(_numbers)}")
    page = ContentPage(title=title, body=json.dumps(blocks), live=live, **fields)
    HomePage.objects.get().add_child(instance=page)
    page.save_revision()
    return page


def set_home_body(*blocks: dict) -> None:
    """Replace the blocks of the home page."""
    page = HomePage.objects.get()
    page.body = json.dumps(blocks)
    page.save()
