"""Table of roles × actions: roles, actions, and the objects that they act on.

An action goes to an address of the admin, written out as somebody would guess it and compared with
the one that the admin links to by name. Whether it happened is asked of the database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from wagtail.models import Page

from catalog.models import BundleIndexPage, BundlePage, ProductIndexPage, ProductPage, ShopImage
from home.models import HomePage
from tests.builders import a_bundle, a_picture, a_product, a_user, a_visitor

CATALOGUE = "Catalog Editors"
MARKETING = "Marketing Editors"
MODERATORS = "Moderators"
OWNER = "the owner"
CUSTOMER = "a customer"
ANONYMOUS = "an anonymous visitor"
ROLES = (CATALOGUE, MARKETING, MODERATORS, OWNER, CUSTOMER, ANONYMOUS)

EDITORS = {CATALOGUE, MARKETING, MODERATORS, OWNER}
SELLERS = {CATALOGUE, OWNER}
PUBLISHERS = {CATALOGUE, MODERATORS, OWNER}
OF_CONTENT = {MARKETING, MODERATORS, OWNER}
APPROVERS = {MODERATORS, OWNER}


class Desk:
    """What an action is about, made when it is first asked for."""

    @cached_property
    def product(self) -> ProductPage:
        return a_product(1299, title="Wheel Cleaner", slug="wheel-cleaner")

    @cached_property
    def draft(self) -> ProductPage:
        return a_product(1299, title="Not out yet", live=False)

    @cached_property
    def bundle(self) -> BundlePage:
        return a_bundle(slug="first-wash", title="First Wash")

    @cached_property
    def picture(self) -> ShopImage:
        return a_picture("A bottle")

    @cached_property
    def home(self) -> HomePage:
        return HomePage.objects.get()

    @cached_property
    def products(self) -> ProductIndexPage:
        return ProductIndexPage.objects.get()

    @cached_property
    def bundles(self) -> BundleIndexPage:
        return BundleIndexPage.objects.get()

    @cached_property
    def other_products(self) -> ProductIndexPage:
        """A second list, where a product could be moved or copied to."""
        page = ProductIndexPage(title="Clearance", slug="clearance")
        return self.home.add_child(instance=page)


@dataclass(frozen=True)
class Action:
    """`do` sends the requests and gives the last answer; `happened` looks at what came of it."""

    name: str
    who: set[str]
    do: Callable[[Client, Desk], HttpResponse]
    happened: Callable[[Desk], bool]


def cells(actions: Iterable[Action]):
    """One case for each role and action."""
    return pytest.mark.parametrize(
        ("role", "action"),
        [
            pytest.param(role, action, id=f"{role}: {action.name}")
            for action in actions
            for role in ROLES
        ],
    )


def check_cell(role: str, action: Action, desk: Desk) -> None:
    response = action.do(client_as(role), desk)
    assert response.status_code < 500
    assert action.happened(desk) is (role in action.who), response.status_code


def check_opened(role: str, who: set[str], address: str) -> None:
    """Check that only these roles may open this URL."""
    response = client_as(role).get(address)
    assert (response.status_code == 200) is (role in who), response.status_code
    assert response.status_code in (200, 302, 403, 404)


def client_as(role: str) -> Client:
    if role == ANONYMOUS:
        return a_visitor()
    user = a_user(is_superuser=role == OWNER, is_staff=role == OWNER)
    if role in (CATALOGUE, MARKETING, MODERATORS):
        user.groups.add(Group.objects.get(name=role))
    return a_visitor(user)


def at(address: str, name: str) -> str:
    """This address, once it is certain that the admin has it under this name."""
    found = resolve(address.split("?")[0])
    assert reverse(name, args=found.args, kwargs=found.kwargs) == address.split("?")[0]
    return address


def latest(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def live(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific


def edit_address(page: Page) -> str:
    return at(f"/admin/pages/{page.pk}/edit/", "wagtailadmin_pages:edit")


def form_of(page: Page, **changed) -> dict:
    """All that the edit form of this page posts, hidden fields too, with these changes."""
    return FORMS[type(page)](page) | changed


def _of_any(page: Page) -> dict:
    return {
        "title": page.title,
        "slug": page.slug,
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "body-count": "0",
        "show_in_menus": "",
    }


def _of_sold(page: ProductPage | BundlePage) -> dict:
    return _of_any(page) | {
        "sku": page.sku,
        "description": page.description,
        "image": "",
        "highlights": "",
        "questions-count": "0",
    }


def _of_product(page: ProductPage) -> dict:
    return _of_sold(page) | {
        "product_code": page.product_code,
        "variant": page.variant,
        "family": page.family,
        "tier": page.tier,
        "product_type": str(page.product_type_id),
        "category": str(page.category_id),
        "subcategory": "",
        "image_type": page.image_type,
        "price_pence": "12.99",
        "specification-count": "0",
        "more_pictures-TOTAL_FORMS": "0",
        "more_pictures-INITIAL_FORMS": "0",
        "more_pictures-MIN_NUM_FORMS": "0",
        "more_pictures-MAX_NUM_FORMS": "8",
    }


def _of_bundle(page: BundlePage) -> dict:
    parts = list(page.parts.all())
    fields = _of_sold(page) | {
        "bundle_type": page.bundle_type,
        "discount_percentage": "",
        "parts-TOTAL_FORMS": str(len(parts)),
        "parts-INITIAL_FORMS": str(len(parts)),
        "parts-MIN_NUM_FORMS": "0",
        "parts-MAX_NUM_FORMS": "1000",
    }
    for number, part in enumerate(parts):
        fields |= {
            f"parts-{number}-id": str(part.pk),
            f"parts-{number}-product": str(part.product_id),
            f"parts-{number}-quantity": str(part.quantity),
            f"parts-{number}-ORDER": str(number + 1),
        }
    return fields


def _of_home(page: HomePage) -> dict:
    return _of_any(page) | {"heading": page.heading, "introduction": page.introduction}


def _of_section(page: ProductIndexPage | BundleIndexPage) -> dict:
    return _of_any(page) | {"introduction": page.introduction}


FORMS = {
    ProductPage: _of_product,
    BundlePage: _of_bundle,
    HomePage: _of_home,
    ProductIndexPage: _of_section,
    BundleIndexPage: _of_section,
}
