"""Listings of products and bundles: search, filters and order, in a fixed number of queries."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.desk.listings.page_listings import bundles, products
from catalog.images.files import make_files
from catalog.models import ProductPage, Stock, Tag
from tests.builders import a_bundle, a_category, a_picture, a_product, a_type, a_user, a_visitor

pytestmark = pytest.mark.django_db

MAX_QUERIES = 30


@pytest.fixture
def editor(owner):
    return a_visitor(owner)


def found(editor, kind="products", **fields) -> set[str]:
    answer = editor.get(reverse(f"{kind}:index"), fields)
    assert answer.status_code == 200
    return {page.title for page in answer.context["object_list"]}


def test_a_row_shows_title_sku_price_and_stock(editor):
    wax = a_product(
        1299, title="Hard Wax", sku="AUT-CC-901", stock=7, image=a_picture(), featured=True
    )
    row = editor.get(reverse("products:index")).content.decode()
    for words in ("Hard Wax", "AUT-CC-901", "Standard", "Spray", "Cleaning care", "£12.99"):
        assert words in row
    assert f'<td><a href="{reverse("change_in_list", args=[wax.pk, "stock"])}">7</a></td>' in row


def test_a_row_shows_the_smallest_picture_or_a_drawing(editor):
    image = a_picture(width=640, height=640)
    make_files(image)
    a_product(image=image)
    a_product(image_type="C1")
    shown = re.findall(r'<img src="([^"]*)"', editor.get(reverse("products:index")).text)
    smallest, drawing = [source for source in shown if "brand" not in source]
    assert re.search(r"fill-160x160\.format-webp\.webp$", smallest)
    assert drawing.endswith("autovise/packshots/C1.svg")


def test_a_bundle_s_row_shows_its_current_price_and_stock(editor):
    a_bundle(a_product(1000, stock=9), (a_product(1250, stock=9), 2), a_product(749))
    row = editor.get(reverse("bundles:index")).content.decode()
    assert "£38.24" in row  # 42.49 less 10 %
    assert "<td>4</td>" in row


@pytest.mark.parametrize("fields", ["wax", "aut-cc-9", "ceram", "Hard 901", "C1-CER"])
def test_part_of_a_name_a_sku_or_a_product_code_finds_it(editor, fields):
    a_product(title="Hard Wax", sku="AUT-CC-901", product_code="C1-CERAMIC-P")
    a_product(title="Sponge", sku="AUT-AC-077")
    assert found(editor, q=fields) == {"Hard Wax"}


@pytest.mark.parametrize("fields", ['"', "%", "' OR 1=1 --", "🚗", "(", "*"])
def test_unusual_searches_find_nothing_and_do_not_fail(editor, fields):
    a_product(title="Hard Wax")
    assert found(editor, q=fields) == set()


@pytest.mark.parametrize("fields", [{"q": "nothing so called"}, {"tier": "pro"}], ids=str)
def test_a_list_without_a_row_says_so(editor, fields):
    text = "No page matches. Use fewer search words, or remove a filter."
    a_product()
    assert text in editor.get(reverse("products:index"), fields).content.decode()
    assert text not in editor.get(reverse("products:index")).content.decode()


def test_each_filter_limits_the_rows(editor):
    tag = Tag.objects.create(name="Winter", slug="winter")
    mats = a_category("accessories")
    wax = a_product(
        2500, title="Hard Wax", tier="pro", category=mats, product_type=a_type("Wax"),
        featured=True, image=a_picture(), image_ready=True, stock=0, tags=[tag],
    )  # fmt: skip
    wax.save_revision().publish()
    a_product(900, title="Sponge", stock=50)
    for fields in (
        {"tier": "pro"},
        {"category": mats.pk},
        {"product_type": wax.product_type_id},
        {"tags": tag.pk},
        {"featured": "true"},
        {"picture": "ready"},
        {"stock": "out"},
        {"stock": "low"},
        {"price_from": "9.01"},
    ):
        assert found(editor, **fields) == {"Hard Wax"}, fields
    for fields in ({"price_to": "9.00"}, {"stock": "enough"}, {"picture": "todo"}):
        assert found(editor, **fields) == {"Sponge"}, fields


def test_each_status_of_a_picture_has_a_filter_a_column_and_a_place_in_the_order(editor):
    a_product(title="Seen", image=a_picture(), image_ready=True)
    a_product(title="Unseen", image=a_picture())
    a_product(title="Without", image_ready=True)
    assert found(editor, picture="ready") == {"Seen"}
    assert found(editor, picture="pending") == {"Unseen"}
    assert found(editor, picture="missing") == {"Without"}
    assert found(editor, picture="todo") == {"Unseen", "Without"}
    answer = editor.get(reverse("products:index"), {"ordering": "picture_status"})
    rows = [(page.title, page.picture_status) for page in answer.context["object_list"]]
    assert rows == [("Without", "missing"), ("Unseen", "pending"), ("Seen", "ready")]
    for label in ("None yet", "Needs a look", "Ready"):
        assert f">{label}</span></td>" in answer.text


def test_low_stock_uses_the_product_s_threshold(editor):
    few, many = a_product(title="Few", stock=6), a_product(title="Many", stock=20)
    assert found(editor, stock="low") == set()
    Stock.objects.filter(pk__in=[few.sku, many.sku]).update(low_at=6)
    assert found(editor, stock="low") == {"Few"}


def test_statuses(editor, owner):
    a_product(title="Live")
    a_product(title="Draft", live=False)
    changed = a_product(title="Changed")
    changed.price_pence = 999
    changed.save_revision()
    waiting = a_product(title="Waiting")
    waiting.save_revision()
    waiting.get_workflow().start(waiting, owner)
    assert found(editor, status="draft") == {"Draft"}
    assert found(editor, status="waiting") == {"Waiting"}
    assert "Changed" in found(editor, status="changed")
    assert found(editor, status="scheduled") == set()


def test_sorting_by_price(editor):
    for pence in (900, 100, 500):
        a_product(pence)
    answer = editor.get(reverse("products:index"), {"ordering": "-price_pence"})
    assert [page.price_pence for page in answer.context["object_list"]] == [900, 500, 100]


ASKED = [
    {}, {"q": "AUT"}, {"status": "live"}, {"status": "waiting"}, {"stock": "low"}, {"tier": "pro"},
    {"price_from": "1"}, {"featured": "false"}, {"ordering": "sku_claim__code"},
]  # fmt: skip


def queries_of(editor, kind: str, fields: dict) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found(editor, kind, **fields)
    return len(queries)


def queries_of_each(editor) -> dict[str, int]:
    """Return the number of queries of each of the lists that are `ASKED` for."""
    return {str(fields): queries_of(editor, "products", fields) for fields in ASKED}


def test_a_list_makes_a_fixed_number_of_queries(editor):
    picture = a_picture()
    for number in range(3):
        a_product(tier="pro", stock=number, image=picture)
    found(editor)
    few = queries_of_each(editor)
    for number in range(40):
        a_product(tier="pro", stock=number, image=picture)
    assert queries_of_each(editor) == few
    assert max(few.values()) < MAX_QUERIES


def test_a_bulk_change_form_makes_a_fixed_number_of_queries(editor):
    pages = [a_product() for _ in range(12)]

    def queries(ticked) -> int:
        with CaptureQueriesContext(connection) as fields:
            address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "change_price"])
            answer = editor.get(address, {"id": [page.pk for page in ticked], "next": "/admin/"})
        assert answer.status_code == 200
        return len(fields)

    queries(pages)
    assert queries(pages) == queries(pages[:2])


def test_the_list_of_bundles_makes_a_fixed_number_of_queries(editor):
    parts = [a_product() for _ in range(4)]
    for _ in range(2):
        a_bundle(*parts)
    found(editor, "bundles")
    few = queries_of(editor, "bundles", {})
    for _ in range(12):
        a_bundle(*parts)
    assert queries_of(editor, "bundles", {}) == few
    assert few < MAX_QUERIES


def test_a_customer_cannot_open_the_lists(db):
    assert a_visitor(a_user()).get(reverse("products:index")).status_code in (302, 403)
    assert ProductPage.objects.count() == 0


@pytest.mark.parametrize(
    ("file_format", "content_type"),
    [
        ("csv", "text/csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_address_of_an_export_answers_with_a_file(editor, file_format, content_type):
    a_product()
    answer = editor.get(reverse("products:index"), {"export": file_format})
    assert (answer.status_code, answer["Content-Type"]) == (200, content_type)


@pytest.mark.parametrize("kind", ["products", "bundles"])
def test_cards_on_a_phone_name_each_column(kind):
    """The style sheet has the names, so that a list of 50 rows stays small."""
    style = (settings.BASE_DIR / "static" / "autovise" / "css" / "admin.css").read_text()
    listing = {"products": products, "bundles": bundles}[kind]
    for place, column in list(enumerate(listing.columns, start=1))[3:]:
        cell = f".desk-page-cards--{kind} td:nth-child({place})"
        assert f'{cell}::before {{ content: "{column.label}"; }}' in style
