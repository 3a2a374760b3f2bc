"""Page permissions of users who may publish, with and without permission to change selling
terms."""

import pytest
from django.contrib.auth.models import Group, Permission

from catalog.models import BundleIndexPage, ProductIndexPage
from tests.builders import a_bundle, a_product, a_user

pytestmark = pytest.mark.django_db


def a_publisher(*, sells: bool):
    """Permissions on all pages: add, change, publish."""
    user = a_user()
    user.groups.add(Group.objects.get(name="Moderators"))
    if sells:
        user.user_permissions.add(Permission.objects.get(codename="change_selling_terms"))
    return user


@pytest.mark.parametrize("sells", [True, False])
@pytest.mark.parametrize("make", [a_product, a_bundle])
def test_deleting_moving_copying_and_hiding_require_the_permission(make, sells):
    allowed = make().permissions_for_user(a_publisher(sells=sells))
    fields = ("can_delete", "can_move", "can_copy", "can_set_view_restrictions")
    assert {getattr(allowed, name)() for name in fields} == {sells}


@pytest.mark.parametrize("make", [a_product, a_bundle])
def test_changing_and_publishing_do_not_require_the_permission(make):
    allowed = make().permissions_for_user(a_publisher(sells=False))
    fields = ("can_edit", "can_publish", "can_unpublish", "can_unschedule", "can_lock")
    assert {getattr(allowed, name)() for name in fields} == {True}


@pytest.mark.parametrize("sells", [True, False])
@pytest.mark.parametrize("model", [ProductIndexPage, BundleIndexPage])
def test_adding_and_ordering_child_pages_require_the_permission(model, sells):
    allowed = model.objects.get().permissions_for_user(a_publisher(sells=sells))
    fields = ("can_add_subpage", "can_publish_subpage", "can_reorder_children")
    assert {getattr(allowed, name)() for name in fields} == {sells}


@pytest.mark.parametrize("model", [ProductIndexPage, BundleIndexPage])
def test_only_the_owner_may_delete_or_move_an_index_page(model):
    page = model.objects.get()
    allowed = page.permissions_for_user(a_publisher(sells=True))
    assert not allowed.can_delete()
    assert not allowed.can_move()
    assert page.permissions_for_user(a_user(is_superuser=True)).can_delete()


def test_a_plain_page_object_has_the_same_permissions():
    product = a_product().page_ptr
    assert not product.permissions_for_user(a_publisher(sells=False)).can_delete()
