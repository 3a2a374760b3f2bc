"""Rows of new products, and their pages before they are stored."""

import json
from datetime import timedelta

from django.utils import timezone

from catalog.imports.bulk.products import NewProduct, build_products
from catalog.imports.pictures.resolver import Pictures
from catalog.imports.plan import plan_row
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.report import Outcome, RowPlan
from catalog.imports.rows.snippets import Snippets
from catalog.imports.runner import Import, ImportOptions
from catalog.imports.stored_pages import load_existing
from catalog.models import ProductPage
from tests.builders import a_picture, a_product
from tests.catalog.imports.formats.files import write

PLAIN = {
    "title": "Thing", "tier": "Standard", "product_type": "Spray", "category": "cleaning-care",
    "price": "5.00", "description": "A thing.",
}  # fmt: skip


def a_rich_row() -> dict:
    """A row with a value in each column of a live product."""
    linked = a_product(title="Cloth", slug="cloth")
    names = {name: a_picture(name, width=20 + len(name)).file.name for name in ("a", "bc", "def")}
    first, *others = (name.rpartition("/")[2] for name in names.values())
    body = [
        {"type": "text", "value": f'<p>A <a href="/products/{linked.slug}/">cloth</a>.</p>'},
        {"type": "facts", "value": {"heading": "Facts", "facts": [{"name": "A", "value": "b"}]}},
        {"type": "picture", "value": {"image": {"image": first, "alt_text": "", "decorative": True},
                                      "caption": "The tin"}},
    ]  # fmt: skip
    return PLAIN | {
        "sku": "AUT-XX-701", "slug": "hard-wax", "title": "Hard Wax – 250 ml", "state": "live",
        "product_code": "C1-HARDWAX-P", "variant": "250 ml", "family": "wax", "tier": "Pro",
        "subcategory": "glass", "tags": "new|gift", "price": "12.99", "net_quantity": "250 ml",
        "highlights": "Beads water|Lasts", "body": json.dumps(body),
        "questions": "Is it safe? Yes.|Why? It is wax.", "specification": "Ratio: 1|Colour: White",
        "dimensions": "70 x 70 x 40 mm", "weight": "1.25 kg", "box_contents": "One tin|One pad",
        "instructions": "Wipe on.|Wipe off.", "signal_word": "Warning",
        "hazard_statements": "H319 Causes serious eye irritation.", "minimum_age": "16",
        "related": "AUT-XX-009|AUT-XX-008", "image": first, "more_pictures": "|".join(others),
        "image_type": "C1", "image_ready": "yes", "featured": "yes", "seo_title": "Wax for cars",
        "search_description": "Wax that lasts.", "show_in_menus": "yes", "stock": "7",
        "low_at": "3", "most_per_order": "2", "go_live_at": "2020-07-01T09:00:00.123456+01:00",
        "expire_at": (timezone.now() + timedelta(days=400)).isoformat(),
    }  # fmt: skip


def five_rows() -> list[dict]:
    return [PLAIN | {"sku": f"AUT-XX-70{n}", "title": f"Thing {n}", "stock": "1"} for n in range(5)]


def a_context(task: Import) -> ImportContext:
    pictures = Pictures(None, task.user)
    return ImportContext(task.contents, Snippets(), pictures, Bodies(pictures))


def products_of(task: Import) -> dict[int, NewProduct]:
    """Return the products that would be written together, by the line of their row."""
    context = a_context(task)
    return build_products(plans_of(task, context), context, None)


def plans_of(task: Import, context: ImportContext) -> list[RowPlan]:
    rows = [*task.source]
    shop = load_existing(rows, context.pictures)
    return [plan_row(row, context, shop) for row in rows]


def reasons(tmp_path, *rows: dict, **options) -> list[str]:
    report = Import(ImportOptions(write(tmp_path / "rows.csv", [*rows]), **options)).write()
    assert report.counts[Outcome.NEW] == ProductPage.objects.count()
    return report.lines[Outcome.REFUSED]
