"""Export, import into an empty shop and export again give the same file."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.dimensions import Dimensions
from catalog.imports.files.columns import COLUMNS
from catalog.measures import Measure, NetQuantity
from catalog.models import (
    BundleIndexPage,
    BundlePage,
    Category,
    ProductIndexPage,
    ProductPage,
    ProductPicture,
    ShopImage,
    Stock,
    StockMove,
    Subcategory,
    Tag,
)
from catalog.models.stock import add_stock
from tests.builders import a_bundle, a_category, a_picture, a_product, a_type
from tests.catalog.imports.builders import empty_the_shop, export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def round_trip(tmp_path):
    """Export, empty the shop and import; return the file before and after."""

    def go() -> tuple[str, str]:
        before, pictures = tmp_path / "before.csv", tmp_path / "before.zip"
        export(before, pictures=pictures)
        empty_the_shop()
        output = StringIO()
        try:
            call_command("import_products", str(before), apply=True, stdout=output)
        finally:
            assert " 0 refused" in output.getvalue(), output.getvalue()
        after = tmp_path / "after.csv"
        export(after)
        return before.read_text(), after.read_text()

    return go


def published(page):
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def rows_of(text: str) -> list[dict]:
    return list(csv.DictReader(StringIO(text)))


def _block(kind: str, **value: str) -> dict:
    return {"type": kind, "value": value, "id": str(uuid4())}


def a_rich_product(**fields) -> ProductPage:
    """Create a product with every editable field set."""
    care = a_category("cleaning-care", "Cleaning & Care")
    waxes, _ = Subcategory.objects.get_or_create(category=care, slug="waxes", name="Waxes")
    page = a_product(
        product_code="C1-WAX-P",
        variant="250 ml",
        family="hard-wax",
        tier="pro",
        subcategory=waxes,
        image_ready=True,
        featured=True,
        show_in_menus=True,
        seo_title="Hard wax",
        search_description="Wax that\nlasts.",
        description="Beads water, “for months”.\n\nSays who? Everybody; really.",
        **fields,
    )
    page.highlights = "Beads water\nLasts | shines"
    page.questions = [_block("question", question="Is it safe?", answer="Yes.\nWhy? It is wax.")]
    page.specification = [
        _block("fact", name="Ratio: parts", value="1:10 | 1:20"),
        _block("fact", name="Colour", value="White"),
    ]
    page.dimensions, page.weight_g = Dimensions(70, 70, 40), 1250
    page.box_contents, page.instructions = "One tin\nOne pad", "Wipe on.\n=Wipe off."
    page.signal_word, page.minimum_age = "warning", 16
    page.hazard_statements = "H319 Causes serious eye irritation."
    page.related_skus = "AUT-XX-009\nAUT-XX-008"
    page.more_pictures = [
        ProductPicture(image=a_picture(f"View {n}", width=20 + n), alt_text=alt_text, sort_order=n)
        for n, alt_text in enumerate(("The lid: closed", ""))
    ]
    page.image = a_picture("A tin of wax")
    ShopImage.objects.filter(pk=page.image_id).update(description="A round tin, open")
    for slug in ("new", "gift"):
        page.tags.add(Tag.objects.get_or_create(name=slug.capitalize(), slug=slug)[0])
    return page


def test_every_field_of_a_product_is_imported_again(round_trip):
    other = published(a_product(title="Cloth"))
    page = a_rich_product(title="Hard Wax – 250 ml", sku="AUT-XX-001", stock=7)
    page.net_quantity = NetQuantity(Decimal(250), Measure.MILLILITRE)
    Category.objects.filter(pk=page.category_id).update(prices_per_hundred=True)
    page.body = [
        {"type": "text", "value": f'<p>With a <a linktype="page" id="{other.pk}">cloth</a>.</p>'},
        {
            "type": "facts",
            "value": {
                "heading": "Facts",
                "facts": [
                    {"type": "item", "value": {"name": "Weight", "value": "250 g"}, "id": "1"}
                ],
            },
        },
        {
            "type": "picture",
            "value": {
                "image": {"image": page.image_id, "alt_text": "The tin", "decorative": False},
                "caption": "The tin",
            },
        },
    ]
    published(page)
    Stock.objects.filter(pk=page.sku).update(low_at=3, most_per_order=2)
    before, after = round_trip()
    assert after == before
    row = next(row for row in rows_of(after) if row["sku"] == "AUT-XX-001")
    assert {name for name in COLUMNS if not row[name]} == {
        "bundle_type", "discount_percentage", "parts", "go_live_at", "expire_at", "sort_order",
        "is_bundle_type", "prices_per_hundred",
    }  # fmt: skip
    assert row["net_quantity"] == "250 ml"
    assert row["highlights"] == r"Beads water|Lasts \| shines"
    assert row["questions"] == "Is it safe? Yes.\nWhy? It is wax."
    assert row["specification"] == r"Ratio\: parts: 1:10 \| 1:20|Colour: White"
    assert (row["dimensions"], row["weight"]) == ("70 x 70 x 40 mm", "1.25 kg")
    assert (row["signal_word"], row["minimum_age"]) == ("Warning", "16")
    assert row["related"] == "AUT-XX-009|AUT-XX-008"
    assert (row["state"], row["price"], row["stock"], row["low_at"]) == ("live", "12.99", "7", "3")
    assert row["most_per_order"] == "2"
    assert (row["tags"], row["image_alt"]) == ("gift|new", "A round tin, open")
    restored = ProductPage.objects.get(sku_claim="AUT-XX-001")
    assert [picture.alt_text for picture in restored.more_pictures.all()] == ["The lid: closed", ""]
    assert restored.image.file.open().read()
    assert 'linktype="page"' in str(restored.body.raw_data[0])


def test_an_edited_file_changes_order_and_alternative_texts_of_a_gallery(tmp_path):
    page = published(a_rich_product(title="Hard Wax – 250 ml", sku="AUT-XX-001"))
    first, second = (picture.image for picture in page.more_pictures.all())
    file = tmp_path / "catalogue.csv"
    export(file)
    rows = rows_of(file.read_text())
    [row] = [row for row in rows if row["sku"] == "AUT-XX-001"]
    lid, side = row["more_pictures"].split("|")
    assert lid.endswith(": The lid: closed")
    row["more_pictures"] = f"{side}: The side|{lid.partition(':')[0]}: The open lid"
    with file.open("w", newline="") as edited:
        writer = csv.DictWriter(edited, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    call_command("import_products", str(file), apply=True, stdout=StringIO())
    gallery = ProductPage.objects.get(pk=page.pk).more_pictures.all()
    assert [(picture.image, picture.alt_text) for picture in gallery] == [
        (second, "The side"),
        (first, "The open lid"),
    ]


def test_every_field_of_a_bundle_is_imported_again(round_trip):
    parts = [
        published(a_product(pence, tier="pro", sku=f"AUT-XX-{pence}"))
        for pence in (1000, 1250, 749)
    ]
    bundles = [
        a_bundle((parts[0], 2), parts[1], parts[2], discount=discount, bundle_type=kind)
        for discount, kind in ((None, "standard"), (0, "pro"), (15, "special"))
    ]
    for bundle in bundles:
        bundle.image = a_picture()
        bundle.body = [("text", "<p>All that a first wash calls for.</p>")]
        bundle.highlights = "Four things\nOne bucket"
        bundle.questions = [_block("question", question="Is a bucket included?", answer="No.")]
        published(bundle)
    before, after = round_trip()
    assert after == before
    rows = [row for row in rows_of(after) if row["kind"] == "bundle"]
    assert [(row["discount_percentage"], row["bundle_type"]) for row in rows] == [
        ("", "Standard"),
        ("0", "Pro"),
        ("15", "Special"),
    ]
    assert rows[0]["parts"] == "AUT-XX-1000*2|AUT-XX-1250*1|AUT-XX-749*1"
    assert all(row["image"] and row["body"] for row in rows)
    assert rows[0]["highlights"] == "Four things|One bucket"
    assert rows[0]["questions"] == "Is a bucket included? No."


def test_snippets_keep_their_order_used_or_not(round_trip):
    care = a_category("cleaning-care", "Cleaning & Care")
    Category.objects.filter(pk=care.pk).update(sort_order=2, landing_text="All that shines.")
    Category.objects.create(name="Tyres", slug="tyres", sort_order=1, image=a_picture("Tyres"))
    for slug, order in (("waxes", 2), ("soaps", 1)):
        name = slug.capitalize()
        Subcategory.objects.create(category=care, slug=slug, name=name, sort_order=order)
    a_type("Kit", is_bundle_type=True)
    Tag.objects.create(name="New", slug="new", sort_order=3)
    before, after = round_trip()
    assert after == before
    assert [(row["kind"], row["slug"]) for row in rows_of(after)] == [
        ("category", "tyres"),
        ("category", "cleaning-care"),
        ("subcategory", "soaps"),
        ("subcategory", "waxes"),
        ("product_type", "kit"),
        ("tag", "new"),
    ]


def test_a_draft_stays_a_draft_and_may_be_unfinished(round_trip):
    wax = ProductPage(live=False, title="Wax to be", sku="AUT-XX-001")
    bundle = BundlePage(live=False, title="Set to be", sku="BND-XX-001")
    for index, page in ((ProductIndexPage, wax), (BundleIndexPage, bundle)):
        index.objects.get().add_child(instance=page)
        page.save_revision(clean=False)
    before, after = round_trip()
    assert after == before
    assert [(row["kind"], row["state"]) for row in rows_of(after)] == [
        ("product", "draft"),
        ("bundle", "draft"),
    ]
    assert not ProductPage.objects.get(title="Wax to be").live


def test_a_draft_of_a_live_page_is_a_draft_again(round_trip):
    page = published(a_product(title="Wax", sku="AUT-XX-001"))
    page.title, page.price_pence = "Better Wax", 1499
    page.save_revision()
    before, after = round_trip()
    assert after == before
    restored = ProductPage.objects.get(sku_claim="AUT-XX-001")
    assert (restored.title, restored.price_pence, restored.live) == ("Wax", 1299, True)
    draft = restored.get_latest_revision_as_object()
    assert (draft.title, draft.price_pence) == ("Better Wax", 1499)


def test_scheduled_changes_are_scheduled_again(round_trip):
    soon = timezone.now().replace(microsecond=0) + timedelta(days=3)
    page = published(a_product(title="Wax", sku="AUT-XX-001"))
    page.price_pence, page.go_live_at = 1199, soon
    page.save_revision().publish()
    new = a_product(title="Winter Wax", sku="AUT-XX-002", live=False)
    new.go_live_at, new.expire_at = soon, datetime(2031, 7, 1, 9, tzinfo=UTC)
    new.save_revision().publish()
    before, after = round_trip()
    assert after == before
    assert [row["state"] for row in rows_of(after) if row["kind"] == "product"] == [
        "live",
        "scheduled",
        "scheduled",
    ]
    restored = ProductPage.objects.get(sku_claim="AUT-XX-001")
    assert (restored.price_pence, restored.live) == (1299, True)
    [revision] = restored.revisions.exclude(approved_go_live_at=None)
    assert (revision.approved_go_live_at, revision.as_object().price_pence) == (soon, 1199)


def test_an_unpublished_page_is_unpublished_again(round_trip):
    page = published(a_product(title="Wax"))
    page.unpublish()
    before, after = round_trip()
    assert after == before
    assert not ProductPage.objects.get().live


def test_formulas_in_text_are_unchanged(round_trip):
    for title in ("=1+1", "'=1+1", "-5 °C fluid", "@home", "+ plus", "'quoted'"):
        published(a_product(title=title))
    before, after = round_trip()
    assert after == before
    titles = {row["title"] for row in rows_of(after) if row["kind"] == "product"}
    assert "'=1+1" in titles
    assert "=1+1" not in titles
    assert set(ProductPage.objects.values_list("title", flat=True)) == {
        "=1+1", "'=1+1", "-5 °C fluid", "@home", "+ plus", "'quoted'",
    }  # fmt: skip


@pytest.mark.slow
def test_the_demo_catalogue_is_imported_again(round_trip):
    call_command("load_demo", stdout=StringIO())
    before, after = round_trip()
    assert after == before
    assert len(rows_of(after)) == 185 + 13 + 117


def test_importing_an_export_into_its_own_shop_changes_nothing(tmp_path):
    page = published(a_rich_product(title="Wax"))
    published(a_bundle(*(published(a_product()) for _ in range(3))))
    page.price_pence = 999
    page.save_revision()
    export(tmp_path / "all.csv")
    add_stock(page.sku, -3, reason=StockMove.Reason.COUNT)
    output = StringIO()
    call_command("import_products", str(tmp_path / "all.csv"), apply=True, stdout=output)
    assert " 0 new, 0 changed" in output.getvalue()
    assert " 0 refused" in output.getvalue()
    assert Stock.objects.get(pk=page.sku).on_hand == 47


@pytest.mark.parametrize("hour", [0, 1])
def test_times_within_the_repeated_hour_are_unchanged(tmp_path, hour):
    page = a_product(title="Wax", live=False)
    page.go_live_at = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)  # 01:30 in London, both
    page.save_revision().publish()
    export(tmp_path / "all.csv")
    output = StringIO()
    call_command("import_products", str(tmp_path / "all.csv"), apply=True, stdout=output)
    assert " 0 new, 0 changed" in output.getvalue()
    assert " 0 refused" in output.getvalue()
    [stored] = page.revisions.exclude(approved_go_live_at=None)
    assert stored.approved_go_live_at == page.go_live_at


def test_exporting_makes_a_fixed_number_of_queries(tmp_path):
    def count() -> int:
        export(tmp_path / "all.csv")  # stores the hashes of new images
        with CaptureQueriesContext(connection) as queries:
            export(tmp_path / "all.csv")
        return len(queries)

    for _ in range(3):
        published(a_rich_product())
    few = count()
    for _ in range(12):
        published(a_rich_product())
    assert count() == few
