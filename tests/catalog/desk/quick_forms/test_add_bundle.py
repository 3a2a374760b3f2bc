"""A new bundle on one screen, and the chooser of its parts."""

import html

import pytest
from django.urls import reverse

from catalog.models import BundlePage
from tests.builders import a_bundle, a_category, a_member, a_product, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]

URL = "/admin/bundles/new/"


def fields(*parts, **changed) -> dict:
    posted = {
        "title": "Winter Set",
        "description": "What a winter calls for.",
        "bundle_type": "standard",
        "discount_percentage": "",
        "sku": "",
        "slug": "",
        "image": "",
        "parts-TOTAL_FORMS": str(len(parts)),
        "parts-INITIAL_FORMS": "0",
        "parts-MIN_NUM_FORMS": "0",
        "parts-MAX_NUM_FORMS": "1000",
    }
    for number, part in enumerate(parts):
        posted |= {
            f"parts-{number}-product": str(part.pk),
            f"parts-{number}-quantity": "1",
            f"parts-{number}-ORDER": str(number + 1),
        }
    return posted | changed


@pytest.fixture
def parts():
    return [a_product() for _ in range(3)]


def test_a_published_bundle_has_its_parts_and_the_next_sku(editor, parts):
    a_bundle(*parts, sku="BND-STD-004")
    answer = editor.post(URL, fields(*parts) | {"action-publish": "1"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("bundles:index"))
    bundle = BundlePage.objects.get(title="Winter Set")
    assert (bundle.sku, bundle.slug, bundle.is_on_sale) == ("BND-STD-005", "winter-set", True)
    assert [part.product for part in bundle.parts.all()] == parts
    assert bundle.discount_percentage is None


def test_a_bundle_with_too_few_parts_is_not_published_and_says_why(editor, parts):
    a_bundle(*parts, sku="BND-STD-004")
    answer = editor.post(URL, fields(*parts[:2]) | {"action-publish": "1"})
    assert answer.status_code == 200
    assert "A bundle needs at least 3 different products; this one has 2." in answer.text
    assert not BundlePage.objects.filter(title="Winter Set").exists()
    editor.post(URL, fields(*parts[:2]))
    assert BundlePage.objects.get(title="Winter Set").live is False


def test_the_chooser_shows_cards_with_picture_price_and_stock(editor):
    a_product(1250, title="Hard Wax", sku="AUT-CC-901", stock=4, image_type="C1")
    a_product(title="Sponge", category=a_category("electronics"))
    shown = editor.get("/admin/part-chooser/results/", {"multiple": "1", "q": "cc-901"}).text
    for words in ("Hard Wax", "£12.50", "4 free", "packshots/C1", 'type="checkbox"'):
        assert words in shown
    assert "Sponge" not in shown
    in_category = {"category": a_category("electronics").pk}
    assert "Hard Wax" not in editor.get("/admin/part-chooser/results/", in_category).text
    nothing = editor.get("/admin/part-chooser/results/", {"q": "no such thing"}).text
    assert "No product matches “no such thing”." in nothing


def test_several_products_are_chosen_at_once_in_the_order_in_which_they_were_ticked(editor, parts):
    first, second, third = parts
    ticked = [third.pk, first.pk, "x", third.pk, second.pk]
    answer = editor.get("/admin/part-chooser/chosen-multiple/", {"id": ticked, "multiple": "1"})
    result = answer.json()["result"]
    assert [item["id"] for item in result] == [str(part.pk) for part in (third, first, second)]
    assert html.unescape(result[0]["title"]) == third.title


def test_the_cards_take_a_fixed_number_of_queries(editor, django_assert_max_num_queries):
    for _ in range(24):
        a_product()
    with django_assert_max_num_queries(15):
        editor.get("/admin/part-chooser/results/", {"multiple": "1"})


@pytest.mark.parametrize("role", ["Marketing Editors", "Moderators"])
@pytest.mark.parametrize("path", ["", "results/", "chosen/1/", "chosen-multiple/"])
def test_who_may_not_change_parts_may_not_choose_them(role, path):
    visitor = a_visitor(a_member(role))
    assert visitor.get(f"/admin/part-chooser/{path}").status_code in (302, 403)
