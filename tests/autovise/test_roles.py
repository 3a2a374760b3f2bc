"""The groups are made once; what the owner changed afterwards stays."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission

from autovise.roles import make_roles
from catalog.models import BundleIndexPage, ProductIndexPage
from home.models import HomePage
from tests.builders import a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db


def rights(group: Group) -> set[tuple]:
    pages = group.page_permissions.values_list("page_id", "permission__codename")
    return {*pages, *group.permissions.values_list("content_type__model", "codename")}


def an_editor(group: str):
    user = a_user()
    user.groups.add(Group.objects.get(name=group))
    return user


def test_a_migrated_shop_has_its_groups():
    names = {"Catalog Editors", "Marketing Editors"}
    assert names <= set(Group.objects.values_list("name", flat=True))


def test_making_them_again_changes_nothing():
    before = {group.name: rights(group) for group in Group.objects.all()}
    make_roles()
    assert {group.name: rights(group) for group in Group.objects.all()} == before


def test_a_right_that_the_owner_took_stays_taken():
    group = Group.objects.get(name="Catalog Editors")
    GroupPagePermission.objects.filter(group=group).delete()
    group.permissions.clear()
    make_roles()
    assert rights(group) == set()


def test_a_right_that_the_owner_gave_stays_given():
    group = Group.objects.get(name="Marketing Editors")
    index = ProductIndexPage.objects.get()
    right = Group.objects.get(name="Catalog Editors").page_permissions.first().permission
    GroupPagePermission.objects.create(group=group, page=index, permission=right)
    make_roles()
    assert (index.pk, right.codename) in rights(group)


def test_a_group_that_is_missing_is_made_with_its_rights():
    Group.objects.get(name="Catalog Editors").delete()
    make_roles()
    assert (ProductIndexPage.objects.get().pk, "publish_page") in rights(
        Group.objects.get(name="Catalog Editors")
    )


def test_catalogue_editors_publish_products_and_bundles_but_not_the_home_page():
    editor = an_editor("Catalog Editors")
    for model in (ProductIndexPage, BundleIndexPage):
        assert model.objects.get().permissions_for_user(editor).can_publish_subpage()
    assert a_product().permissions_for_user(editor).can_publish()
    assert not HomePage.objects.get().permissions_for_user(editor).can_edit()


def test_marketing_editors_edit_the_home_page_and_submit_it():
    editor = an_editor("Marketing Editors")
    home = HomePage.objects.get().permissions_for_user(editor)
    assert home.can_edit()
    assert not home.can_publish()


@pytest.mark.parametrize("group", ["Catalog Editors", "Marketing Editors"])
def test_editors_get_into_the_admin(group):
    assert a_visitor(an_editor(group)).get(reverse("wagtailadmin_home")).status_code == 200


def test_a_customer_does_not():
    assert a_visitor(a_user()).get(reverse("wagtailadmin_home")).status_code in (302, 403)
