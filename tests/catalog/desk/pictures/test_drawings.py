"""Drawings in the form: of its current values, stored only when they are taken."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog.desk.pictures import drawing_form
from catalog.models import BundleIndexPage, ProductIndexPage, ProductPage, ShopImage
from catalog.packshots.pictures import draw_packshot, svg_of
from tests.builders import a_bundle, a_member, a_picture, a_product, a_user, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


@pytest.fixture
def admin(owner):
    return a_visitor(owner)


@pytest.fixture
def drawn(monkeypatch):
    """What was drawn, as SVG. Nothing is rendered, which takes a second."""
    svgs = []

    def note(page, brand):
        svgs.append(svg_of(page, brand))
        return svgs[-1]

    monkeypatch.setattr("catalog.desk.pictures.drawings.svg_of", note)
    monkeypatch.setattr("catalog.desk.pictures.drawings.render", lambda svg, size: b"PNG")
    return svgs


def show(visitor, page, **values):
    return visitor.post(reverse("show_drawing", args=[page.pk]), values)


def use(visitor, page, **values):
    return visitor.post(reverse("use_drawing", args=[page.pk]), values)


def refusal(answer) -> str:
    assert answer.status_code == 422
    return answer.json()["refusal"]


def test_the_form_s_values_are_drawn_and_nothing_is_stored(admin):
    product = a_product(title="Glass Cleaner – 500 ml", image_type="C1")
    answer = show(admin, product, title="Wax – 250 ml", image_type="C3", variant="250 ml")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    with Image.open(BytesIO(answer.content)) as picture:
        assert picture.size == (600, 600)
    assert not ShopImage.objects.exists()
    stored = ProductPage.objects.get(pk=product.pk)
    assert (stored.title, stored.image_type) == ("Glass Cleaner – 500 ml", "C1")


def test_each_value_that_the_label_shows_changes_the_drawing(admin, drawn):
    product = a_product(title="Glass Cleaner", image_type="C1")
    for values in (
        {},
        {"title": "Wax"},
        {"image_type": "C3"},
        {"variant": "Lemon"},
        {"net_amount": "500", "net_measure": "ml"},
        {"tier": "pro"},
    ):
        assert show(admin, product, **values).status_code == 200
    assert len(set(drawn)) == 6


def test_a_new_product_is_drawn_before_it_exists(admin, drawn):
    parent = ProductIndexPage.objects.get()
    values = {"title": "Wax – 250 ml", "image_type": "C3", "sku": "AUT-CC-901", "category": ""}
    assert show(admin, parent, **values).status_code == 200
    assert drawn == [
        svg_of(ProductPage(title="Wax – 250 ml", image_type="C3", sku="AUT-CC-901"), "Autovise")
    ]


def test_a_taken_drawing_is_stored_and_described(admin, owner):
    product = a_product(title="Glass Cleaner", image_type="C1", product_code="C1-GLASS-S")
    chosen = use(admin, product, title="Wax – 250 ml", image_type="C3").json()
    image = ShopImage.objects.get()
    assert image.is_drawn
    assert (image.title, image.description) == ("Wax – 250 ml (drawn)", "Drawing of Wax – 250 ml")
    assert image.uploaded_by_user == owner
    assert chosen["id"] == image.pk
    assert chosen["title"] == "Wax – 250 ml (drawn)"
    assert chosen["preview"]["url"] == image.get_rendition("max-165x165").url
    assert ProductPage.objects.get(pk=product.pk).image is None


def test_a_bundle_is_drawn_with_the_parts_in_the_form(admin, drawn):
    bundle, wax = a_bundle(), a_product(image_type="C3")
    stored = ",".join(str(part.product_id) for part in bundle.parts.all())
    for parts in (stored, f"{stored},{wax.pk}", "999999", ""):
        answer = show(admin, bundle, title="Set", parts=parts)
        if wax.pk and parts in ("999999", ""):
            assert refusal(answer) == drawing_form.NO_PARTS
    assert len(set(drawn)) == 2
    assert bundle.parts.count() == 3


def test_a_new_bundle_needs_parts(admin, drawn):
    parent = BundleIndexPage.objects.get()
    assert refusal(show(admin, parent, title="Set", parts="")) == drawing_form.NO_PARTS
    assert show(admin, parent, title="Set", parts=str(a_product().pk)).status_code == 200


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": " "}, drawing_form.NO_TITLE),
        ({"image_type": ""}, drawing_form.NO_IMAGE_TYPE),
        ({"image_type": "C99"}, "There is no drawing of the image type “C99”. Enter another one."),
        ({"image_type": "Z9"}, "An image type is a code such as C1, A15 or BND."),
        ({"image_type": "../C1"}, "An image type is a code such as C1, A15 or BND."),
        ({"product_code": "../../C1"}, "such as C1-CERAMIC-P."),
        ({"net_amount": "500", "net_measure": ""}, drawing_form.NO_UNIT),
        ({"net_amount": "many"}, "Net quantity: Enter a number."),
        ({"title": "x" * 256}, "at most 255 characters"),
        ({"variant": "x" * 61}, "Variant: Ensure this value has at most 60 characters"),
    ],
)
@pytest.mark.parametrize("view", [show, use])
def test_what_cannot_be_drawn_is_refused_with_a_sentence(admin, drawn, view, values, words):
    assert words in refusal(view(admin, a_product(), **values))
    assert drawn == []
    assert not ShopImage.objects.exists()


@pytest.mark.parametrize("view", [show, use])
def test_a_photograph_is_not_replaced_unless_the_field_was_cleared(admin, drawn, view):
    photograph = a_picture()
    product = a_product(image=photograph)
    assert refusal(view(admin, product, image=photograph.pk)) == drawing_form.HAS_PHOTOGRAPH
    assert refusal(view(admin, product)) == drawing_form.HAS_PHOTOGRAPH
    assert drawn == []
    assert show(admin, product, image="").status_code == 200


def test_a_drawing_in_the_field_is_replaced(admin, drawn):
    product = a_product()
    draw_packshot(product)
    assert show(admin, product, title="Wax", image=product.image.pk).status_code == 200


def test_any_text_can_be_a_title(admin, drawn):
    assert (
        show(admin, a_product(), title="<b>&amp; ☃ \N{BOTTLE WITH POPPING CORK}").status_code == 200
    )
    assert "<b>" not in drawn[0]


def test_an_editor_of_the_content_draws_with_the_draft_s_selling_terms(drawn):
    product = a_product(image_type="C1")
    product.image_type = "C3"
    product.save_revision()
    assert show(a_visitor(a_member("Marketing Editors")), product, title="Wax").status_code == 200
    product.title = "Wax"
    assert drawn == [svg_of(product, "Autovise")]


@pytest.mark.parametrize("view", [show, use])
def test_only_who_may_edit_the_page_can_draw(drawn, view):
    product, parent = a_product(), ProductIndexPage.objects.get()
    for visitor in (a_visitor(), a_visitor(a_user())):
        assert view(visitor, product, title="Wax").status_code == 302
    reader = a_user()
    reader.is_superuser, reader.is_staff = False, True
    assert view(a_visitor(a_member("Marketing Editors")), parent, title="Wax").status_code == 302
    product.locked = True
    product.save()
    assert view(a_visitor(a_member("Catalog Editors")), product, title="Wax").status_code == 302
    assert drawn == []


def test_only_products_and_bundles_are_drawn(admin):
    assert show(admin, ProductIndexPage.objects.get().get_parent(), title="Home").status_code == 404


def test_a_drawing_needs_a_posted_token(owner):
    product = a_product()
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(owner)
    assert show(visitor, product, title="Wax").status_code == 403
    assert visitor.get(reverse("show_drawing", args=[product.pk])).status_code == 405


def test_the_forms_have_the_button_with_its_addresses(admin):
    product, parent = a_product(), ProductIndexPage.objects.get()
    edit = admin.get(reverse("wagtailadmin_pages:edit", args=[product.pk])).text
    add = admin.get(reverse("wagtailadmin_pages:add", args=["catalog", "productpage", parent.pk]))
    for text, pk in ((edit, product.pk), (add.text, parent.pk)):
        assert f'data-show-url="{reverse("show_drawing", args=[pk])}"' in text
        assert f'data-use-url="{reverse("use_drawing", args=[pk])}"' in text
        assert "autovise/js/draw-picture.js" in text
