"""The groups are made once; what the owner changed afterwards stays.

What they may do, cell by cell, is in the tables beside this file.
"""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page

from autovise.admin.roles import ModelRight, create_roles
from autovise.models import GivenRight
from catalog.models import ProductIndexPage
from tests.builders import a_user

pytestmark = pytest.mark.django_db

LATER = {"Marketing Editors": [ModelRight("catalog.view_stock")]}
removing = import_module("autovise.migrations.0002_delete_editors_group")


def rights(group: Group) -> set[tuple]:
    pages = group.page_permissions.values_list("page_id", "permission__codename")
    pictures = group.collection_permissions.values_list("collection_id", "permission__codename")
    return {
        *pages,
        *pictures,
        *group.permissions.values_list("content_type__model", "codename"),
    }


def editors() -> Group:
    return Group.objects.get(name="Catalog Editors")


def an_older_shop() -> Group:
    """Catalogue editors as the first version of the shop left them: nothing was noted then."""
    group = editors()
    GivenRight.objects.all().delete()
    group.collection_permissions.all().delete()
    group.permissions.remove(
        *group.permissions.filter(codename__in=["change_selling_terms", "change_stock"])
    )
    return group


def test_a_migrated_shop_has_the_groups():
    names = {"Catalog Editors", "Marketing Editors", "Moderators"}
    assert set(Group.objects.values_list("name", flat=True)) == names


def test_creating_the_groups_again_changes_nothing():
    before = {group.name: rights(group) for group in Group.objects.all()}
    create_roles()
    assert {group.name: rights(group) for group in Group.objects.all()} == before


def test_a_permission_removed_by_the_owner_is_not_granted_again():
    group = editors()
    group.page_permissions.all().delete()
    group.collection_permissions.all().delete()
    group.permissions.clear()
    create_roles()
    assert rights(group) == set()


def test_a_permission_granted_by_the_owner_is_kept():
    group = Group.objects.get(name="Marketing Editors")
    index = ProductIndexPage.objects.get()
    right = editors().page_permissions.first().permission
    GroupPagePermission.objects.create(group=group, page=index, permission=right)
    create_roles()
    assert (index.pk, right.codename) in rights(group)


def test_a_missing_group_is_created_with_its_permissions():
    before = rights(editors())
    editors().delete()
    create_roles()
    assert rights(editors()) == before


def test_a_permission_of_a_later_version_is_granted_to_an_existing_group():
    create_roles(LATER)
    assert ("stock", "view_stock") in rights(Group.objects.get(name="Marketing Editors"))


def test_a_permission_of_a_later_version_is_not_granted_again_after_removal():
    group = Group.objects.get(name="Marketing Editors")
    create_roles(LATER)
    group.permissions.clear()
    create_roles(LATER)
    assert ("stock", "view_stock") not in rights(group)


@pytest.fixture
def stock_editors() -> Group:
    """Wagtail's own group, as its migrations make it."""
    group, root = Group.objects.create(name="Editors"), Page.get_first_root_node()
    for right in editors().page_permissions.filter(
        permission__codename__in=["add_page", "change_page"], page=ProductIndexPage.objects.get()
    ):
        GroupPagePermission.objects.create(group=group, page=root, permission=right.permission)
    return group


def has_stock_editors() -> bool:
    removing.delete_editors_group(apps, None)
    return Group.objects.filter(name="Editors").exists()


def test_wagtails_editors_group_is_deleted_if_it_has_no_members(stock_editors):
    assert not has_stock_editors()


def test_wagtails_editors_group_is_kept_if_it_has_members(stock_editors):
    a_user().groups.add(stock_editors)
    assert has_stock_editors()


def test_wagtails_editors_group_is_kept_if_its_permissions_were_changed(stock_editors):
    stock_editors.page_permissions.first().delete()
    assert has_stock_editors()
