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


def test_a_migrated_shop_has_these_groups():
    names = {"Catalog Editors", "Marketing Editors", "Moderators"}
    assert set(Group.objects.values_list("name", flat=True)) == names


def test_making_them_again_changes_nothing():
    before = {group.name: rights(group) for group in Group.objects.all()}
    create_roles()
    assert {group.name: rights(group) for group in Group.objects.all()} == before


def test_a_right_that_the_owner_took_stays_taken():
    group = editors()
    group.page_permissions.all().delete()
    group.collection_permissions.all().delete()
    group.permissions.clear()
    create_roles()
    assert rights(group) == set()


def test_a_right_that_the_owner_gave_stays_given():
    group = Group.objects.get(name="Marketing Editors")
    index = ProductIndexPage.objects.get()
    right = editors().page_permissions.first().permission
    GroupPagePermission.objects.create(group=group, page=index, permission=right)
    create_roles()
    assert (index.pk, right.codename) in rights(group)


def test_a_group_that_is_missing_is_made_with_its_rights():
    before = rights(editors())
    editors().delete()
    create_roles()
    assert rights(editors()) == before


def test_a_right_that_a_later_version_adds_is_given_to_a_group_that_exists():
    create_roles(LATER)
    assert ("stock", "view_stock") in rights(Group.objects.get(name="Marketing Editors"))


def test_a_right_that_a_later_version_added_is_not_given_again_once_it_is_taken():
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


def test_wagtails_own_editors_go_while_nobody_is_in_the_group(stock_editors):
    assert not has_stock_editors()


def test_wagtails_own_editors_stay_with_somebody_in_the_group(stock_editors):
    a_user().groups.add(stock_editors)
    assert has_stock_editors()


def test_wagtails_own_editors_stay_once_the_owner_changed_their_rights(stock_editors):
    stock_editors.page_permissions.first().delete()
    assert has_stock_editors()
