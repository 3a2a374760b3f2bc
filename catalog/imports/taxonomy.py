"""Loading the snippets that products are sorted by: `kind,name,slug,parent,is_bundle_type`."""

from pathlib import Path

from django.db import transaction

from catalog.imports.csv_rows import FileRefused, read_rows
from catalog.models import Category, ProductType, Subcategory, Tag

COLUMNS = ("kind", "name", "slug", "parent", "is_bundle_type")


@transaction.atomic
def load_taxonomy(path: Path) -> None:
    """Make what is missing, by slug; what is there already is left as editors made it."""
    rows, _ = read_rows(path, columns=COLUMNS)
    for order, row in enumerate(rows, start=1):
        _make(row.line, row.values, order)


def _make(line: int, values: dict[str, str], order: int) -> None:
    name, slug = values["name"], values["slug"]
    match values["kind"]:
        case "category":
            defaults = {"name": name, "sort_order": order}
            Category.objects.get_or_create(slug=slug, defaults=defaults)
        case "subcategory":
            category = Category.objects.filter(slug=values["parent"]).first()
            if category is None:
                raise FileRefused(f"Line {line}: “{values['parent']}” is not a known category.")
            Subcategory.objects.get_or_create(slug=slug, category=category, defaults={"name": name})
        case "product_type":
            defaults = {"name": name, "is_bundle_type": values["is_bundle_type"] == "yes"}
            ProductType.objects.get_or_create(slug=slug, defaults=defaults)
        case "tag":
            Tag.objects.get_or_create(slug=slug, defaults={"name": name})
        case kind:
            raise FileRefused(f"Line {line}: “{kind}” is no kind of taxonomy.")
