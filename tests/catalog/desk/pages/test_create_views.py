"""Two users who create pages with one SKU at once: the second gets an error."""

import pytest
from django.db.models.signals import post_save

from catalog.models import ProductIndexPage, ProductPage, Sku
from tests.autovise.admin.roles_table import CATALOGUE, client_as, form_of
from tests.builders import a_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def product(db):
    """Return a page from which the form's fields are taken."""
    return a_product()


@pytest.fixture
def sku_given_meanwhile(product):
    """Claim the SKU after the form was validated and before the page is saved."""

    def claim(sender, instance, **kwargs):
        Sku.objects.create(code="RACE-1")

    post_save.connect(claim, sender=ProductPage)
    yield
    post_save.disconnect(claim, sender=ProductPage)


def create(visitor, headers=None):
    section = ProductIndexPage.objects.get()
    address = f"/admin/pages/add/catalog/productpage/{section.pk}/"
    new = {"title": "Race Wax", "slug": "race-wax", "sku": "RACE-1"}
    return visitor.post(address, form_of(ProductPage.objects.get()) | new, headers=headers)


def test_a_sku_claimed_concurrently_shows_an_error_in_the_form(sku_given_meanwhile):
    answer = create(client_as(CATALOGUE))
    assert answer.status_code == 200
    assert "SKU RACE-1 is already in use or was used before." in answer.content.decode()
    assert ProductPage.objects.count() == 1


def test_a_sku_claimed_concurrently_is_an_error_of_autosave(sku_given_meanwhile):
    answer = create(client_as(CATALOGUE), {"accept": "application/json"})
    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert ProductPage.objects.count() == 1


def test_a_sku_claimed_concurrently_shows_an_error_in_the_copy_form(product, sku_given_meanwhile):
    copied = {"new_title": "Copy", "new_slug": "copy", "sku": "RACE-1"}
    copied["new_parent_page"] = str(product.get_parent().pk)
    answer = client_as(CATALOGUE).post(f"/admin/pages/{product.pk}/copy/", copied)
    assert answer.status_code == 200
    assert "SKU RACE-1 is already in use or was used before." in answer.content.decode()
    assert ProductPage.objects.count() == 1


def test_an_unused_sku_creates_one_draft():
    create(client_as(CATALOGUE))
    page = ProductPage.objects.get(sku_claim="RACE-1")
    assert (page.sku, page.live, page.title) == ("RACE-1", False, "Race Wax")
