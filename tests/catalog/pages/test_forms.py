"""Forms of products and bundles in the admin."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from catalog.models import (
    BundlePage,
    ProductBundle,
    ProductPage,
    Sku,
    Stock,
)
from tests.builders import a_bundle, a_category, a_picture, a_product, a_type, a_visitor
from tests.catalog.pages.form_data import PUBLISH, bundle_fields, create_address

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def admin(owner):
    return a_visitor(owner)


def edit_address(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def product_fields(**fields) -> dict:
    return nested_form_data(
        {
            "title": "Snow Foam",
            "slug": "snow-foam",
            "sku": "AUT-CC-900",
            "tier": "standard",
            "price_pence": "12.99",
            "description": "Clings, and lifts the dirt.",
            "product_type": str(a_type().pk),
            "category": str(a_category().pk),
            "body": streamfield([]),
            "questions": streamfield([]),
            "specification": streamfield([]),
            "more_pictures": inline_formset([]),
            "comments": inline_formset([]),
        }
        | fields
    )


def three_parts() -> list:
    return [(a_product(), 1), (a_product(), 2), (a_product(), 1)]


def errors(response) -> dict:
    return response.context["form"].errors


def test_a_draft_requires_only_a_title_and_a_sku(admin):
    fields = product_fields(description="", price_pence="", product_type="", category="")
    response = admin.post(create_address(ProductPage), fields)
    page = ProductPage.objects.get()
    assert response.status_code == 302, errors(response)
    assert (page.sku, page.live, page.price_pence) == ("AUT-CC-900", False, None)
    assert Stock.objects.get().on_hand == 0


def test_a_draft_without_a_sku_is_refused(admin):
    response = admin.post(create_address(ProductPage), product_fields(sku=""))
    assert errors(response) == {"sku": ["This field is required."]}
    assert not ProductPage.objects.exists()


@pytest.mark.parametrize(
    ("sku", "message"),
    [
        ("aut cc", "A SKU is capital letters and digits, in groups joined by hyphens."),
        ("A" * 41, "Ensure this value has at most 40 characters (it has 41)."),
        (
            "AUT-CC-001",
            "SKU AUT-CC-001 is already in use or was used before. Choose a new one.",
        ),
    ],
)
def test_an_invalid_or_used_sku_is_a_field_error(admin, sku, message):
    a_product(sku="AUT-CC-001")
    response = admin.post(create_address(ProductPage), product_fields(sku=sku))
    assert errors(response) == {"sku": [message]}
    assert ProductPage.objects.count() == 1


@pytest.mark.parametrize(
    ("price", "message"),
    [
        ("12.999", "“12.999” is not one amount in pounds such as 12.99."),
        ("9,99", "“9,99” is not one amount in pounds such as 12.99."),
        ("1e5", "“1e5” is not one amount in pounds such as 12.99."),
        ("abc", "“abc” is not one amount in pounds such as 12.99."),
        ("-1", "“-1” is not one amount in pounds such as 12.99."),
    ],
)
def test_an_invalid_price_is_a_field_error(admin, price, message):
    response = admin.post(create_address(ProductPage), product_fields(price_pence=price))
    assert errors(response) == {"price_pence": [message]}


def test_a_price_of_zero_is_refused_with_a_message(admin):
    response = admin.post(create_address(ProductPage), product_fields(price_pence="0"))
    assert "A product&#x27;s price must be more than £0." in response.text
    assert not ProductPage.objects.exists()


@pytest.mark.parametrize("field", ["price_pence", "product_type", "category", "description"])
def test_publishing_requires_fields_that_are_optional_in_drafts(admin, field):
    response = admin.post(create_address(ProductPage), product_fields(**{field: ""}) | PUBLISH)
    assert errors(response) == {field: ["This field is required."]}
    assert not ProductPage.objects.exists()


@pytest.mark.parametrize(
    ("skus", "message"),
    [
        ("AUT-XX-001", "“AUT-XX-001” is not the SKU of a product."),
        ("AUT-CC-001\nBND-XX-001", "“BND-XX-001” is not the SKU of a product."),
        ("AUT-CC-900", "A product cannot be related to itself."),
        ("AUT-CC-001\nAUT-CC-001", "AUT-CC-001 is there twice."),
    ],
)
def test_related_products_are_other_products(admin, skus, message):
    part = a_product(sku="AUT-CC-001")
    a_bundle(part, a_product(), a_product(), sku="BND-XX-001")
    response = admin.post(create_address(ProductPage), product_fields(related_skus=skus))
    assert errors(response) == {"related_skus": [message]}


def test_hazard_statements_without_a_signal_word_are_refused_with_a_message(admin):
    fields = product_fields(hazard_statements="H319 Irritates eyes.")
    response = admin.post(create_address(ProductPage), fields)
    assert "Hazard statements need a signal word: Warning or Danger." in response.text
    assert not ProductPage.objects.exists()


def test_the_details_of_a_product_are_published(admin):
    related, picture = a_product(sku="AUT-CC-001"), a_picture()
    fields = product_fields(
        highlights="Clings\r\nLifts", related_skus=related.sku, minimum_age="18",
        length_mm="195", width_mm="70", height_mm="60", weight_g="340",
        specification=streamfield([("fact", {"name": "Colour", "value": "White"})]),
        more_pictures=inline_formset([{"image": str(picture.pk), "alt_text": "The lid"}]),
    )  # fmt: skip
    response = admin.post(create_address(ProductPage), fields | PUBLISH)
    page = ProductPage.objects.get(slug="snow-foam")
    assert response.status_code == 302
    assert str(page.dimensions) == "195 × 70 × 60 mm"
    assert (page.weight_g, page.minimum_age, page.related_skus) == (340, 18, "AUT-CC-001")
    assert [block.value["value"] for block in page.specification] == ["White"]
    assert [picture.alt_text for picture in page.more_pictures.all()] == ["The lid"]


def test_a_product_is_published_with_its_price_in_pence(admin):
    admin.post(create_address(ProductPage), product_fields() | PUBLISH)
    page = ProductPage.objects.get()
    assert (page.live, page.price_pence, page.sku) == (True, 1299, "AUT-CC-900")


def test_the_sku_of_a_saved_product_is_read_only(admin):
    page = a_product(sku="AUT-CC-001")
    form = admin.get(edit_address(page)).context["form"]
    assert form["sku"].value() == "AUT-CC-001"
    assert form.fields["sku"].disabled


def test_a_posted_sku_of_a_saved_product_is_ignored(admin):
    page = a_product(sku="AUT-CC-001", stock=5)
    fields = product_fields(sku="AUT-CC-002", title="New name", on_hand="99", stock="99")
    response = admin.post(edit_address(page), fields | PUBLISH)
    page = ProductPage.objects.get()
    assert response.status_code == 302, errors(response)
    assert (page.title, page.sku) == ("New name", "AUT-CC-001")
    assert list(Sku.objects.values_list("pk", flat=True)) == ["AUT-CC-001"]
    assert Stock.objects.get().on_hand == 5


def test_an_edit_shows_the_price_in_pounds(admin):
    page = a_product(1205)
    assert 'name="price_pence" value="12.05"' in admin.get(edit_address(page)).text


def test_a_new_bundle_is_published_with_its_parts(admin):
    parts = three_parts()
    response = admin.post(create_address(BundlePage), bundle_fields(parts) | PUBLISH)
    assert response.status_code == 302, errors(response)
    bundle = BundlePage.objects.get()
    assert (bundle.sku, bundle.live, bundle.is_on_sale) == ("BND-STD-900", True, True)
    assert [(part.product, part.quantity) for part in bundle.parts.all()] == parts


def test_a_draft_of_a_bundle_may_have_no_parts(admin):
    response = admin.post(create_address(BundlePage), bundle_fields([]))
    assert response.status_code == 302, errors(response)
    assert BundlePage.objects.get().live is False


def test_a_bundle_without_parts_cannot_be_published(admin):
    response = admin.post(create_address(BundlePage), bundle_fields([]) | PUBLISH)
    assert errors(response) == {
        "__all__": ["A bundle needs at least 3 different products; this one has 0."]
    }
    assert not BundlePage.objects.exists()
    assert not Sku.objects.exists()


def without_its_parts(bundle) -> dict:
    rows = [
        {"id": str(part.pk), "product": str(part.product_id), "quantity": "1", "DELETE": "1"}
        for part in bundle.parts.all()
    ]
    return bundle_fields([]) | nested_form_data({"parts": inline_formset(rows, initial=len(rows))})


def test_the_bundle_rules_are_checked_with_the_posted_parts(admin):
    bundle = a_bundle()
    response = admin.post(edit_address(bundle), without_its_parts(bundle) | PUBLISH)
    assert errors(response) == {
        "__all__": ["A bundle needs at least 3 different products; this one has 0."]
    }
    assert ProductBundle.objects.count() == 3


def test_an_incomplete_draft_of_a_live_bundle_keeps_the_live_version(admin):
    bundle = a_bundle()
    response = admin.post(edit_address(bundle), without_its_parts(bundle))
    assert response.status_code == 302, errors(response)
    assert ProductBundle.objects.count() == 3
    assert BundlePage.objects.on_sale().count() == 1


def test_a_duplicate_product_in_a_bundle_is_refused(admin):
    product, other, third = a_product(), a_product(), a_product()
    parts = [(product, 1), (product, 1), (other, 1), (third, 1)]
    response = admin.post(create_address(BundlePage), bundle_fields(parts) | PUBLISH)
    assert response.status_code == 200
    assert not BundlePage.objects.exists()


@pytest.mark.parametrize("discount", ["-1", "91", "1.5", "ten"])
def test_a_discount_out_of_bounds_is_refused(admin, discount):
    fields = bundle_fields(three_parts(), discount_percentage=discount)
    response = admin.post(create_address(BundlePage), fields | PUBLISH)
    assert list(errors(response)) == ["discount_percentage"]


@pytest.mark.parametrize(("discount", "stored"), [("", None), ("0", 0), ("90", 90)])
def test_a_discount_within_bounds_is_kept_and_empty_is_not_zero(admin, discount, stored):
    fields = bundle_fields(three_parts(), discount_percentage=discount)
    admin.post(create_address(BundlePage), fields | PUBLISH)
    assert BundlePage.objects.get().discount_percentage == stored


def copy_fields(page, **fields) -> dict:
    return {
        "new_title": "A copy",
        "new_slug": "a-copy",
        "new_parent_page": str(page.get_parent().pk),
    } | fields


def copy_address(page) -> str:
    return reverse("wagtailadmin_pages:copy", args=[page.pk])


def test_copying_a_product_requires_a_new_sku(admin):
    page = a_product(sku="AUT-CC-001", stock=9)
    response = admin.post(copy_address(page), copy_fields(page))
    assert errors(response) == {"sku": ["This field is required."]}
    assert ProductPage.objects.count() == 1


@pytest.mark.parametrize("make", [a_product, a_bundle])
def test_the_copy_form_shows_every_required_field(admin, make):
    page = make()
    shown = admin.get(copy_address(page))
    assert [
        field for field in shown.context["form"].fields if f'name="{field}"' not in shown.text
    ] == []


def test_an_invalid_sku_is_a_field_error_of_the_copy_form(admin):
    page = a_product(sku="AUT-CC-001")
    assert "This field is required." in admin.post(copy_address(page), copy_fields(page)).text
    taken = admin.post(copy_address(page), copy_fields(page, sku="AUT-CC-001"))
    assert "SKU AUT-CC-001 is already in use or was used before." in taken.text


@pytest.mark.parametrize("parent", [None, "", "0"])
def test_a_copy_without_a_parent_page_is_refused(admin, parent):
    page = a_product()
    fields = copy_fields(page, sku="AUT-CC-902", new_parent_page=parent or "")
    if parent is None:
        del fields["new_parent_page"]
    response = admin.post(copy_address(page), fields)
    assert list(errors(response)) == ["new_parent_page"]
    assert ProductPage.objects.count() == 1


def test_an_invalid_bundle_is_not_copied_and_the_form_shows_the_reason(admin):
    bundle = a_bundle()
    bundle.parts.first().product.delete()
    response = admin.post(copy_address(bundle), copy_fields(bundle, sku="BND-STD-901"))
    assert "A bundle needs at least 3 different products; this one has 2." in response.text
    assert BundlePage.objects.count() == 1


def test_a_copy_has_its_new_sku_and_a_stock_of_zero(admin):
    page = a_product(1250, sku="AUT-CC-001", stock=9)
    response = admin.post(copy_address(page), copy_fields(page, sku="AUT-CC-002"))
    assert response.status_code == 302
    copy = ProductPage.objects.get(slug="a-copy")
    assert (copy.sku, copy.price_pence, copy.live) == ("AUT-CC-002", 1250, False)
    assert dict(Stock.objects.values_list("pk", "on_hand")) == {"AUT-CC-001": 9, "AUT-CC-002": 0}
    assert "sku" not in copy.latest_revision.content


def test_a_bundle_is_copied_with_its_parts_under_a_new_sku(admin):
    bundle = a_bundle()
    admin.post(copy_address(bundle), copy_fields(bundle, sku="BND-STD-901"))
    copy = BundlePage.objects.get(slug="a-copy")
    assert copy.sku == "BND-STD-901"
    assert [part.product for part in copy.parts.all()] == [p.product for p in bundle.parts.all()]


def test_a_copy_cannot_have_a_used_sku(admin):
    page = a_product(sku="AUT-CC-001")
    response = admin.post(copy_address(page), copy_fields(page, sku="AUT-CC-001"))
    assert errors(response) == {
        "sku": ["SKU AUT-CC-001 is already in use or was used before. Choose a new one."]
    }
    assert ProductPage.objects.count() == 1


def test_an_alias_of_a_product_cannot_be_created(admin):
    page = a_product(sku="AUT-CC-001")
    assert 'name="alias"' not in admin.get(copy_address(page)).text
    admin.post(copy_address(page), copy_fields(page, sku="AUT-CC-002", alias="on"))
    assert ProductPage.objects.get(slug="a-copy").alias_of is None


def test_a_product_that_is_part_of_a_bundle_can_be_deleted(admin):
    page = a_product(sku="AUT-CC-001", stock=3)
    bundle = a_bundle(page, a_product(), a_product())
    response = admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert response.status_code == 302
    assert not ProductPage.objects.filter(pk=page.pk).exists()
    assert BundlePage.objects.get(pk=bundle.pk).parts.filter(product=None).count() == 1
