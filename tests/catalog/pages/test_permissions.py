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
def test_deleting_moving_copying_and_hiding_need_the_right(make, sells):
    allowed = make().permissions_for_user(a_publisher(sells=sells))
    fields = ("can_delete", "can_move", "can_copy", "can_set_view_restrictions")
    assert {getattr(allowed, name)() for name in fields} == {sells}


@pytest.mark.parametrize("make", [a_product, a_bundle])
def test_changing_and_publishing_do_not(make):
    allowed = make().permissions_for_user(a_publisher(sells=False))
    fields = ("can_edit", "can_publish", "can_unpublish", "can_unschedule", "can_lock")
    assert {getattr(allowed, name)() for name in fields} == {True}


@pytest.mark.parametrize("sells", [True, False])
@pytest.mark.parametrize("model", [ProductIndexPage, BundleIndexPage])
def test_adding_below_a_list_and_putting_it_in_order_need_the_right(model, sells):
    allowed = model.objects.get().permissions_for_user(a_publisher(sells=sells))
    fields = ("can_add_subpage", "can_publish_subpage", "can_reorder_children")
    assert {getattr(allowed, name)() for name in fields} == {sells}


@pytest.mark.parametrize("model", [ProductIndexPage, BundleIndexPage])
def test_a_list_itself_is_deleted_or_moved_by_the_owner_alone(model):
    page = model.objects.get()
    allowed = page.permissions_for_user(a_publisher(sells=True))
    assert not allowed.can_delete()
    assert not allowed.can_move()
    assert page.permissions_for_user(a_user(is_superuser=True)).can_delete()


def test_a_page_of_no_special_kind_asks_in_the_same_way():
    product = a_product().page_ptr
    assert not product.permissions_for_user(a_publisher(sells=False)).can_delete()
