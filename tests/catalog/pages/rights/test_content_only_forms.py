"""Fields that page forms accept, by permission."""

import pytest
from django.contrib.auth.models import Permission

from catalog.models import ProductIndexPage, Tag
from catalog.pages.rights.content_only_forms import keep_latest_selling_terms
from catalog.pages.rights.selling_rights import CONTENT_FIELDS, may_change_selling_terms
from tests.autovise.admin.roles_table import MARKETING, OWNER, client_as, edit_address
from tests.builders import a_bundle, a_product, a_user

pytestmark = pytest.mark.django_db

COMMENTS = {"comment_notifications"}


def form_for(page, user):
    form_class = type(page).get_edit_handler().get_form_class()
    return form_class(instance=page, parent_page=page.get_parent(), for_user=user)


def a_seller():
    user = a_user()
    user.user_permissions.add(Permission.objects.get(codename="change_selling_terms"))
    return user


@pytest.mark.parametrize("make", [a_product, a_bundle])
def test_every_editor_may_change_the_content_fields(make):
    page = make()
    form = form_for(page, a_user())
    own = {field.name for field in page._meta.get_fields()} & CONTENT_FIELDS
    assert set(form.fields) == {*own, *COMMENTS} - {"more_pictures"}
    assert set(form.formsets) - {"comments"} == own & {"more_pictures"}


def test_permission_to_change_selling_terms_adds_the_other_fields():
    form = form_for(a_bundle(), a_seller())
    assert {"discount_percentage", "bundle_type", "slug", "sku"} <= set(form.fields)
    assert "parts" in form.formsets


@pytest.mark.parametrize(
    "name", ["signal_word", "hazard_statements", "minimum_age", "length_mm", "weight_g"]
)
def test_hazards_age_limit_and_sizes_are_selling_terms(name):
    product = a_product()
    assert name in form_for(product, a_seller()).fields
    assert name not in form_for(product, a_user()).fields


def test_a_form_without_a_user_is_not_restricted():
    assert "price_pence" in form_for(a_product(), None).fields


def test_schedules_require_permission_to_publish():
    product = a_product()
    assert not form_for(product, a_user()).show_schedule_publishing_toggle
    assert form_for(product, a_user(is_superuser=True)).show_schedule_publishing_toggle


def test_an_inactive_user_has_no_permissions():
    user = a_seller()
    assert may_change_selling_terms(user)
    user.is_active = False
    assert not may_change_selling_terms(user)


def test_an_old_revision_gets_the_selling_terms_of_the_latest_draft():
    product, gift = a_product(1299), Tag.objects.create(name="Gift", slug="gift")
    product.title, product.tags = "Old", [gift]
    old = product.save_revision().as_object()
    product.title, product.tags, product.price_pence = "New", [], 1499
    product.save_revision()
    keep_latest_selling_terms(old)
    assert (old.title, old.price_pence, list(old.tags.all())) == ("Old", 1499, [])
    assert old.pk == product.pk


@pytest.mark.parametrize("of", ["product", "list of products"])
def test_the_title_does_not_update_a_removed_slug_field(of):
    page = a_product() if of == "product" else ProductIndexPage.objects.get()
    as_marketing = client_as(MARKETING).get(edit_address(page)).content.decode()
    assert 'name="title"' in as_marketing
    assert "data-w-sync-target-value" not in as_marketing
    as_owner = client_as(OWNER).get(edit_address(page)).content.decode()
    assert 'data-w-sync-target-value="#id_slug"' in as_owner
