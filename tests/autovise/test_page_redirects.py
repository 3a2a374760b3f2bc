"""Redirects are created from public URLs of a page, and from no others."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Revision

from autovise.publish_scheduled import publish_scheduled
from catalog.models import BundlePage, ProductIndexPage, ProductPage
from home.models import HomePage
from tests.autovise.admin.roles_table import edit_address, form_of
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner_at_the_desk(owner):
    return a_visitor(owner)


@pytest.fixture
def save(owner_at_the_desk, committed):
    """Saves the form of a page with this slug, as a draft or published."""

    def run(page, slug: str, **data) -> None:
        page = stored(page).get_latest_revision_as_object()
        with committed():
            answer = owner_at_the_desk.post(edit_address(page), form_of(page, slug=slug) | data)
        assert answer.status_code == 302

    return run


@pytest.fixture
def move(owner_at_the_desk, committed):
    def run(page, target) -> None:
        address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk])
        with committed():
            assert owner_at_the_desk.post(address).status_code == 302

    return run


PUBLISH = {"action-publish": "action-publish"}


def stored(page):
    return type(page).objects.get(pk=page.pk)


def published(page):
    page.save_revision().publish()
    return stored(page)


def unpublished(page):
    page = published(page)
    page.unpublish()
    return stored(page)


def old_paths() -> set[str]:
    return set(Redirect.objects.values_list("old_path", flat=True))


def another_section() -> ProductIndexPage:
    return HomePage.objects.get().add_child(
        instance=ProductIndexPage(title="Clearance", slug="clearance")
    )


@pytest.mark.parametrize("make", [a_product, a_bundle])
def test_a_draft_with_a_new_slug_creates_no_redirect(save, make):
    page = make(live=False, slug="first-idea")
    save(page, "second-idea")
    save(page, "third-idea", **PUBLISH)
    assert (stored(page).live, old_paths()) == (True, set())


def test_moving_a_draft_creates_no_redirect(move):
    page = a_product(live=False, slug="wax")
    move(page, another_section())
    assert old_paths() == set()


def test_a_scheduled_page_creates_no_redirect(save, committed):
    page = a_product(live=False, slug="scheduled")
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    save(page, "another-draft", go_live_at="")
    past = timezone.now() - timedelta(minutes=1)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.approved_go_live_at = past
        revision.content = revision.content | {"go_live_at": past.isoformat()}
        revision.save()
    with committed():
        publish_scheduled()
    assert (stored(page).live, stored(page).slug) == (True, "scheduled")
    assert old_paths() == set()


@pytest.mark.parametrize("make", [a_product, a_bundle])
def test_a_new_slug_of_a_live_page_creates_a_redirect(save, make):
    page = published(make(slug="old-name"))
    section = "products" if isinstance(page, ProductPage) else "bundles"
    save(page, "new-name", **PUBLISH)
    assert old_paths() == {f"/{section}/old-name"}
    answer = a_visitor().get(f"/{section}/old-name/")
    assert (answer.status_code, answer["Location"]) == (301, f"/{section}/new-name/")


def test_a_draft_with_a_new_slug_creates_a_redirect_when_it_is_published(save):
    page = published(a_product(slug="old-name"))
    save(page, "draft-name")
    assert old_paths() == set()
    save(page, "new-name", **PUBLISH)
    assert old_paths() == {"/products/old-name"}


def test_moving_a_live_page_creates_a_redirect(move):
    page = published(a_product(slug="wax"))
    move(page, another_section())
    assert old_paths() == {"/products/wax"}


def test_an_unpublished_page_creates_a_redirect_only_from_its_public_url(save):
    page = unpublished(a_product(slug="was-public"))
    save(page, "never-public")
    save(page, "nor-this")
    assert old_paths() == {"/products/was-public"}


def test_moving_an_unpublished_page_creates_a_redirect_from_its_public_url(move):
    page, section = unpublished(a_product(slug="wax")), another_section()
    move(page, section)
    move(page, ProductIndexPage.objects.exclude(pk=section.pk).get())
    assert old_paths() == {"/products/wax"}


def test_a_moved_unpublished_page_creates_no_redirect_from_new_slugs(save, move):
    page = unpublished(a_product(slug="wax"))
    move(page, another_section())
    save(page, "hard-wax")
    assert old_paths() == {"/products/wax"}


def test_a_draft_does_not_replace_the_redirect_of_another_page(save):
    page = published(a_product(slug="wanted"))
    save(page, "moved-on", **PUBLISH)
    draft = a_product(live=False, slug="wanted")
    save(draft, "something-else")
    assert Redirect.objects.get().redirect_page.pk == page.pk
    assert BundlePage.objects.count() == 0
