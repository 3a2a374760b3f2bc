"""Import commands: a dry run first, and all rows checked before one is written."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import PageLogEntry

from catalog.models import (
    BundlePage,
    ProductPage,
    Sku,
    Stock,
    StockMove,
    Subcategory,
    Tag,
)
from catalog.models.stock import add_stock
from tests.builders import a_bundle, a_category, a_product, a_type

pytestmark = pytest.mark.django_db

PRODUCT = {
    "sku": "AUT-XX-001",
    "product_code": "C1-WAX-P",
    "title": "Hard Wax",
    "variant": "250 ml",
    "family": "hard-wax",
    "tier": "Pro",
    "product_type": "Wax",
    "category": "cleaning-care",
    "subcategory": "waxes",
    "tags": "gift|new",
    "price": "12.99",
    "description": "Beads water for months.",
    "image_type": "C1",
    "featured": "yes",
    "stock": "40",
}
FACTS = {
    "highlights": "Beads water|Lasts",
    "body": "First. ¶ Salt & sun.",
    "questions": "Is it safe? Yes.",
    "specification": "Colour: White|Made in: Leeds",
    "dimensions": "19.5 x 7 x 6 cm",
    "weight": "1.2 kg",
    "box_contents": "Tin|Pad",
    "instructions": "Wipe on.|Wipe off.",
    "signal_word": "Warning",
    "hazard_statements": "H319 Irritates eyes.",
    "minimum_age": "18",
    "related": "AUT-XX-777|AUT-XX-778",
}
BUNDLE = {
    "sku": "BND-XX-001",
    "title": "First Wash",
    "bundle_type": "Standard",
    "parts": "AUT-XX-901*1|AUT-XX-902*2|AUT-XX-903",
    "discount_percentage": "",
    "description": "What a first wash calls for.",
    "featured": "no",
}


@pytest.fixture(autouse=True)
def _snippets():
    care = a_category("cleaning-care")
    Subcategory.objects.create(category=care, name="Waxes", slug="waxes")
    Subcategory.objects.create(category=a_category("accessories"), name="Mats", slug="mats")
    a_type("Wax")
    for slug in ("gift", "new"):
        Tag.objects.create(name=slug.capitalize(), slug=slug)


@pytest.fixture
def parts():
    return [a_product(sku=f"AUT-XX-90{n}", title=f"Part {n}") for n in (1, 2, 3)]


@pytest.fixture
def importing(tmp_path):
    """`importing(rows…, apply=True)` runs the command on these rows and returns its output."""

    def run(*rows: dict, **options) -> str:
        columns = [*rows[0]]
        file = tmp_path / "rows.csv"
        with file.open("w", newline="") as opened:
            writer = csv.DictWriter(opened, columns)
            writer.writeheader()
            writer.writerows(rows)
        output = StringIO()
        try:
            call_command("import_products", str(file), stdout=output, **options)
        except CommandError as error:
            error.output = output.getvalue()
            raise
        return output.getvalue()

    return run


def refusal_of(importing, *rows, **options) -> str:
    """Return the text about refused rows, after checking that nothing was written."""
    before = Sku.objects.count()
    with pytest.raises(CommandError, match="Nothing was written") as refusal:
        importing(*rows, apply=True, **options)
    assert Sku.objects.count() == before
    return refusal.value.output


def test_a_dry_run_reports_and_writes_nothing(importing):
    output = importing(PRODUCT)
    assert "1 rows: 1 new, 0 changed, 0 unchanged, 0 refused" in output
    assert "A dry run: nothing was written. Add --apply to write." in output
    assert not ProductPage.objects.exists()
    assert not Sku.objects.exists()


def test_a_product_is_written_with_all_fields_and_published(importing):
    output = importing(PRODUCT, apply=True)
    assert "1 rows written and published." in output
    page = ProductPage.objects.get()
    assert page.live
    assert not page.has_unpublished_changes
    assert (page.sku, page.product_code, page.title) == ("AUT-XX-001", "C1-WAX-P", "Hard Wax")
    assert (page.variant, page.family, page.tier) == ("250 ml", "hard-wax", "pro")
    assert (page.product_type.name, page.category.slug) == ("Wax", "cleaning-care")
    assert (page.subcategory.slug, page.price_pence) == ("waxes", 1299)
    assert {tag.slug for tag in page.tags.all()} == {"gift", "new"}
    assert (page.description, page.image_type) == ("Beads water for months.", "C1")
    assert page.featured
    assert (page.slug, page.url) == ("hard-wax", "/products/hard-wax/")


def test_the_facts_of_a_product_are_written(importing):
    importing(PRODUCT | FACTS, apply=True)
    page = ProductPage.objects.get()
    assert page.highlights == "Beads water\nLasts"
    assert [block.value["answer"] for block in page.questions] == ["Yes."]
    assert [(b.value["name"], b.value["value"]) for b in page.specification] == [
        ("Colour", "White"),
        ("Made in", "Leeds"),
    ]
    assert str(page.dimensions) == "195 × 70 × 60 mm"
    assert (page.weight_g, page.signal_word, page.minimum_age) == (1200, "warning", 18)
    assert (page.box_contents, page.instructions) == ("Tin\nPad", "Wipe on.\nWipe off.")
    assert page.hazard_statements == "H319 Irritates eyes."
    assert page.related_skus == "AUT-XX-777\nAUT-XX-778"
    assert page.body.raw_data[0]["value"] == "<p>First.</p><p>Salt &amp; sun.</p>"
    assert "1 unchanged" in importing(PRODUCT | FACTS, apply=True)
    emptied = dict.fromkeys(FACTS, "")
    importing(PRODUCT | emptied, apply=True)
    page = ProductPage.objects.get()
    assert (page.highlights, page.dimensions, page.minimum_age) == ("", None, None)
    assert not page.specification
    assert "1 unchanged" in importing(PRODUCT | emptied, apply=True)


def test_a_signal_word_cannot_be_removed_from_hazard_statements(importing):
    importing(PRODUCT | FACTS, apply=True)
    reason = "Hazard statements need a signal word"
    assert reason in refusal_of(importing, PRODUCT | {"signal_word": ""})


def test_a_draft_may_have_incomplete_facts(importing):
    row = PRODUCT | {"state": "draft", "specification": "Colour", "questions": "Is it safe?"}
    assert "1 new" in importing(row, apply=True)
    assert "1 unchanged" in importing(row, apply=True)


def test_an_import_creates_revisions_that_are_in_the_page_history(importing):
    importing(PRODUCT, apply=True)
    importing(PRODUCT | {"price": "13.99"}, apply=True)
    page = ProductPage.objects.get()
    assert page.revisions.count() == 2
    assert page.live_revision == page.latest_revision == page.revisions.latest("pk")
    assert page.latest_revision.as_object().price_pence == 1399
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count() == 2


def test_stock_is_set_only_for_a_new_product(importing):
    importing(PRODUCT, apply=True)
    assert Stock.objects.values_list("pk", "on_hand", "held").get() == ("AUT-XX-001", 40, 0)
    add_stock("AUT-XX-001", -15, reason=StockMove.Reason.COUNT)
    importing(PRODUCT | {"price": "13.99", "stock": "99"}, apply=True)
    assert Stock.objects.get().on_hand == 25
    assert list(StockMove.objects.values_list("pieces", "reason").order_by("pk")) == [
        (40, "opening"),
        (-15, "count"),
    ]


@pytest.mark.parametrize("stock", ["1,200", "1200.0", "1,200.00"])
def test_stock_figures_in_spreadsheet_formats_are_read(importing, stock):
    importing(PRODUCT | {"stock": stock}, apply=True)
    assert Stock.objects.get().on_hand == 1200


def test_stock_settings_are_changed_by_a_value_and_kept_by_an_empty_cell(importing):
    importing(PRODUCT | {"low_at": "3", "most_per_order": "2"}, apply=True)
    output = importing(PRODUCT | {"low_at": "", "most_per_order": "4"}, apply=True)
    assert "changes most_per_order" in output
    assert Stock.objects.values_list("low_at", "most_per_order").get() == (3, 4)


@pytest.mark.parametrize("stock", ["", "0"])
def test_a_missing_opening_stock_is_zero(importing, stock):
    importing(PRODUCT | {"stock": stock}, apply=True)
    assert Stock.objects.get().on_hand == 0
    assert not StockMove.objects.exists()


def test_importing_again_changes_nothing(importing):
    importing(PRODUCT, apply=True)
    output = importing(PRODUCT, apply=True)
    assert "1 rows: 0 new, 0 changed, 1 unchanged, 0 refused" in output
    assert "0 rows written and published." in output
    assert ProductPage.objects.get().revisions.count() == 1
    assert StockMove.objects.count() == 1


def test_a_change_is_reported_by_field(importing):
    importing(PRODUCT, apply=True)
    changed = PRODUCT | {"price": "13.99", "tags": "gift", "tier": "standard", "featured": ""}
    output = importing(changed, apply=True)
    assert (
        "line 2: AUT-XX-001: changes featured yes → no, tier Pro → Standard, tags gift|new → gift, "
        "price 12.99 → 13.99\n" in output
    )
    page = ProductPage.objects.get()
    assert (page.price_pence, page.tier, page.featured) == (1399, "standard", False)
    assert [tag.slug for tag in page.tags.all()] == ["gift"]


def test_a_long_text_is_reported_by_its_column_alone(importing):
    importing(PRODUCT, apply=True)
    output = importing(PRODUCT | {"description": "Shines. " * 9, "variant": ""})
    assert "line 2: AUT-XX-001: changes description, variant 250 ml → empty\n" in output


def test_an_import_keeps_values_without_a_column(importing):
    importing(PRODUCT, apply=True)
    page = ProductPage.objects.get()
    page.body = [("text", "<p>Written by hand.</p>")]
    page.save_revision().publish()
    importing(PRODUCT | {"price": "13.99"}, apply=True)
    assert "Written by hand." in str(ProductPage.objects.get().body)


@pytest.mark.parametrize(
    "named",
    [
        {"category": "Cleaning care", "subcategory": "Waxes", "tags": "Gift|New"},
        {"category": "CLEANING-CARE", "subcategory": "WAXES", "tags": "NEW|gift"},
        {"product_type": "wax"},
    ],
)
def test_names_and_slugs_in_any_case_are_the_same(importing, named):
    importing(PRODUCT, apply=True)
    assert "0 new, 0 changed, 1 unchanged" in importing(PRODUCT | named)
    page = ProductPage.objects.get()
    assert (page.category.slug, page.subcategory.slug) == ("cleaning-care", "waxes")


def test_a_slug_counts_before_the_name_of_another(importing):
    Tag.objects.create(name="fresh", slug="recent")
    Tag.objects.create(name="Crisp", slug="fresh")
    importing(PRODUCT | {"tags": "fresh"}, apply=True)
    assert [tag.slug for tag in ProductPage.objects.get().tags.all()] == ["fresh"]


def test_products_with_one_name_get_different_slugs(importing):
    rows = [PRODUCT | {"sku": f"AUT-XX-00{n}"} for n in (1, 2, 3)]
    importing(*rows, apply=True)
    assert list(ProductPage.objects.order_by("pk").values_list("slug", flat=True)) == [
        "hard-wax",
        "hard-wax-2",
        "hard-wax-3",
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"price": "abc"}, "price: “abc” is not one amount in pounds such as 12.99."),
        ({"price": "0"}, "price: The price must be more than £0."),
        ({"price": "-5"}, "price: “-5” is not one amount in pounds such as 12.99."),
        ({"price": ""}, "price: This field is required."),
        ({"price": "12.999"}, "price: “12.999” is not one amount in pounds such as 12.99."),
        ({"price": "1e2"}, "price: “1e2” is not one amount in pounds such as 12.99."),
        ({"price": "12,99"}, "price: “12,99” is not one amount in pounds such as 12.99."),
        ({"price": "99999999"}, "price: “99999999” is more than £999,999.99."),
        (
            {"category": "gardening"},
            "category: “gardening” is not a known category. Known are: Cleaning care, Accessories.",
        ),
        (
            {"subcategory": "mats"},
            "subcategory: “mats” is not a subcategory of Cleaning care. Known are: Waxes.",
        ),
        ({"category": "accessories"}, "“waxes” is not a subcategory of Accessories."),
        ({"product_type": "wacks"}, "“wacks” is not a known product type. Known are: Wax."),
        ({"tags": "gift|nu"}, "tags: “nu” is not a known tag. Known are: New, Gift."),
        ({"tier": "Deluxe"}, "tier: “deluxe” is not a tier (Standard or Pro)."),
        ({"sku": "aut-1"}, "sku: A SKU is capital letters and digits"),
        ({"sku": ""}, "line 2: (no SKU): sku: This field is required."),
        ({"sku": "A" * 41}, "sku: Ensure this value has at most 40 characters"),
        ({"title": ""}, "title: This field is required."),
        ({"title": "W" * 256}, "title: Ensure this value has at most 240 characters"),
        ({"title": "Wax\x00"}, "title: Null characters are not allowed."),
        ({"description": ""}, "description: This field is required."),
        ({"product_code": "WAX"}, "product_code: A product code is"),
        ({"image_type": "Z1"}, "image_type: An image type is a code such as C1, A15 or BND."),
        ({"featured": "maybe"}, "featured: “maybe” is not yes or no."),
        ({"stock": "-1"}, "stock: “-1” is not a whole number such as 1200."),
        ({"stock": "many"}, "stock: “many” is not a whole number such as 1200."),
        ({"stock": "2.5"}, "stock: “2.5” is not a whole number such as 1200."),
        ({"most_per_order": "0"}, "most_per_order: “0” is less than 1."),
        ({"low_at": "7 pcs"}, "low_at: “7 pcs” is not a whole number such as 1200."),
        ({"stock": "9" * 20}, "is more than 1,000,000."),
        ({"family": "hard wax"}, "family: Enter a valid “slug”"),
        ({"highlights": "|".join("abcdefghi")}, "highlights: There are 9 lines; 8 is the maximum."),
        ({"questions": "Is it safe"}, "“Is it safe” is not a pair such as “Question? Answer”."),
        ({"specification": "Colour"}, "“Colour” is not a pair such as “Name: value”."),
        ({"specification": f"{'n' * 61}: v"}, "has 61 characters; 60 is the maximum."),
        ({"dimensions": "12 cm"}, "“12 cm” is not a size such as 195 x 70 x 60 mm."),
        ({"weight": "heavy"}, "“heavy” is not a weight such as 340 g or 1.2 kg."),
        ({"signal_word": "Beware"}, "“beware” is not a signal word (Warning or Danger)."),
        ({"hazard_statements": "H319"}, "Hazard statements need a signal word"),
        ({"minimum_age": "21"}, "minimum_age: An age limit is 16 or 18."),
        ({"related": "aut-1"}, "related: A SKU is capital letters and digits"),
        ({"body": "[1"}, "body: This is not JSON as an export writes it."),
    ],
)
def test_an_invalid_row_is_refused_with_its_reason(importing, change, reason):
    output = refusal_of(importing, PRODUCT | change)
    assert reason in output
    assert "line 2" in output
    assert "1 rows: 0 new, 0 changed, 0 unchanged, 1 refused" in output


def test_all_errors_of_a_row_are_reported_at_once(importing):
    output = refusal_of(importing, PRODUCT | {"price": "abc", "tier": "x", "category": "y"})
    assert "tier: " in output
    assert "category: " in output
    assert "price: " in output


def test_a_duplicate_sku_is_refused_on_both_lines(importing):
    output = refusal_of(importing, PRODUCT, PRODUCT | {"title": "Other"})
    for line in (2, 3):
        assert f"line {line}: AUT-XX-001: SKU AUT-XX-001 is on 2 lines (2, 3)." in output


def test_a_duplicate_sku_never_changes_a_page_into_another(importing):
    importing(PRODUCT, apply=True)
    output = importing(
        PRODUCT | {"title": "Other"}, PRODUCT | {"title": "Third"}, apply=True, skip_refused=True
    )
    assert "0 new, 0 changed, 0 unchanged, 2 refused" in output
    assert ProductPage.objects.get().title == "Hard Wax"


def test_a_refused_row_stops_the_whole_file(importing):
    good, bad = PRODUCT, PRODUCT | {"sku": "AUT-XX-002", "price": "abc"}
    output = refusal_of(importing, good, bad)
    assert "2 rows: 1 new, 0 changed, 0 unchanged, 1 refused" in output


def test_a_dry_run_with_refused_rows_ends_with_an_error(importing):
    with pytest.raises(CommandError, match="1 rows are refused"):
        importing(PRODUCT | {"price": "abc"}, skip_refused=True)


def test_refused_rows_are_skipped_on_request(importing):
    good, bad = PRODUCT, PRODUCT | {"sku": "AUT-XX-002", "price": "abc"}
    output = importing(bad, good, apply=True, skip_refused=True)
    assert "line 2: AUT-XX-002: price: “abc” is not one amount" in output
    assert [page.sku for page in ProductPage.objects.all()] == ["AUT-XX-001"]


def test_unknown_columns_are_reported(importing):
    output = importing(PRODUCT | {"colour": "red"}, apply=True)
    assert "Columns not read: colour" in output
    assert ProductPage.objects.exists()


def test_a_file_that_cannot_be_read_writes_nothing(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("name,price\nWax,9.99\n")
    with pytest.raises(CommandError, match=r"The file has no columns sku, title\. Nothing was"):
        call_command("import_products", str(file), apply=True)
    assert not ProductPage.objects.exists()


def test_a_page_with_a_draft_that_would_be_lost_is_refused(importing):
    importing(PRODUCT, apply=True)
    page = ProductPage.objects.get()
    page.title = "A better name"
    page.save_revision()
    output = refusal_of(importing, PRODUCT | {"price": "13.99"})
    assert "“Hard Wax” has a draft that would be lost" in output
    assert ProductPage.objects.get().latest_revision.as_object().title == "A better name"


def test_an_unpublished_page_is_not_published_by_an_import(importing):
    importing(PRODUCT, apply=True)
    ProductPage.objects.get().unpublish()
    refusal_of(importing, PRODUCT | {"price": "13.99"})
    assert ProductPage.objects.get().live is False


def test_the_sku_of_a_bundle_is_refused_in_a_file_of_products(importing):
    a_bundle(sku="BND-XX-900", title="A Set")
    output = refusal_of(importing, PRODUCT | {"sku": "BND-XX-900"})
    assert "SKU BND-XX-900 belongs to “A Set”, which is not a product." in output


def test_the_sku_of_a_product_is_refused_in_a_file_of_bundles(importing, parts):
    output = refusal_of(importing, BUNDLE | {"sku": "AUT-XX-901"})
    assert "SKU AUT-XX-901 belongs to “Part 1”, which is not a bundle." in output


def test_the_sku_of_a_deleted_page_is_refused(importing):
    a_product(sku="AUT-XX-001").delete()
    output = refusal_of(importing, PRODUCT)
    assert "SKU AUT-XX-001 belonged to a page that was deleted and cannot be used again." in output


def test_a_bundle_is_written_with_all_fields_and_published(importing, parts):
    importing(BUNDLE | {"discount_percentage": "15"}, apply=True)
    bundle = BundlePage.objects.get()
    assert (bundle.live, bundle.sku, bundle.title) == (True, "BND-XX-001", "First Wash")
    assert (bundle.bundle_type, bundle.discount_percentage) == ("standard", 15)
    assert [(p.product.sku, p.quantity) for p in bundle.parts.all()] == [
        ("AUT-XX-901", 1),
        ("AUT-XX-902", 2),
        ("AUT-XX-903", 1),
    ]
    assert bundle.is_on_sale
    assert not Stock.objects.filter(pk="BND-XX-001").exists()


def test_an_empty_discount_is_the_default_and_zero_is_no_discount(importing, parts):
    rows = [BUNDLE, BUNDLE | {"sku": "BND-XX-002", "discount_percentage": "0"}]
    importing(*rows, apply=True)
    assert [b.discount_percentage for b in BundlePage.objects.order_by("pk")] == [None, 0]


def test_importing_a_bundle_again_changes_nothing_until_its_parts_change(importing, parts):
    importing(BUNDLE, apply=True)
    assert "1 unchanged" in importing(BUNDLE, apply=True)
    changed = BUNDLE | {"parts": "AUT-XX-901*3|AUT-XX-902*2|AUT-XX-903"}
    output = importing(changed, apply=True)
    assert "BND-XX-001: changes parts" in output
    assert [p.quantity for p in BundlePage.objects.get().parts.all()] == [3, 2, 1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"parts": "AUT-XX-901|AUT-XX-902"}, "A bundle needs at least 3 different products"),
        (
            {"parts": "AUT-XX-901|AUT-XX-902|AUT-XX-903|AUT-XX-901"},
            "“Part 1” is in the bundle more than once",
        ),
        ({"parts": "AUT-XX-901|AUT-XX-902|NO-SUCH"}, "“NO-SUCH” is not the SKU of a product."),
        ({"parts": "AUT-XX-901*0|AUT-XX-902"}, "“AUT-XX-901*0” is not a part such as"),
        ({"parts": "AUT-XX-901*-1"}, "is not a part such as AUT-CC-001*2."),
        ({"parts": "AUT-XX-901*40000"}, "is not a part such as AUT-CC-001*2."),
        ({"parts": "aut-xx-901"}, "is not a part such as AUT-CC-001*2."),
        ({"parts": ""}, "parts: This field is required."),
        ({"parts": "|"}, "“” is not a part such as"),
        ({"bundle_type": "Deluxe"}, "“deluxe” is not a bundle type (Standard, Pro or Special)."),
        ({"bundle_type": "Pro"}, "A Pro bundle needs at least one Pro product."),
        ({"discount_percentage": "91"}, "discount_percentage: “91” is more than 90."),
        ({"discount_percentage": "-1"}, "discount_percentage: “-1” is not a whole number"),
        ({"discount_percentage": "ten"}, "discount_percentage: “ten” is not a whole number"),
    ],
)
def test_an_invalid_bundle_is_refused_with_its_reason(importing, parts, change, reason):
    output = refusal_of(importing, BUNDLE | change)
    assert reason in output
    assert "__all__" not in output
