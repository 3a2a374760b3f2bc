"""Catalogue panel of the admin's home page, with a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from catalog.desk.dashboard import CatalogueTasksPanel
from home.models import HomePage
from tests.builders import a_bundle, a_member, a_picture, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db


def work() -> dict:
    return CatalogueTasksPanel(a_user(is_superuser=True)).get_context_data({})


def test_pages_awaiting_approval_are_listed(owner):
    wax = a_product(title="Hard Wax")
    wax.save_revision()
    wax.get_workflow().start(wax, owner)
    assert [page.draft_title for page in work()["waiting"]] == ["Hard Wax"]


def test_images_that_are_missing_or_unfinished_are_listed_and_counted():
    done = {"image": a_picture(), "image_ready": True}
    a_product(title="None")
    a_product(title="Unfinished", image=a_picture())
    parts = [a_product(title=f"Done {number}", **done) for number in range(3)]
    a_bundle(*parts, title="Bundle", image=a_picture(), live=False)
    a_bundle(*parts, title="Done bundle", **done)
    shown = work()
    assert [page.title for page in shown["pictures"]] == ["None", "Unfinished", "Bundle"]
    assert shown["picture_count"] == 3


def test_missing_images_of_bundles_link_to_the_bundles(owner):
    done = {"image": a_picture(), "image_ready": True}
    a_bundle(*(a_product(title=f"Done {number}", **done) for number in range(3)))
    page = a_visitor(owner).get(reverse("wagtailadmin_home")).text
    assert f'href="{reverse("bundles:index")}?picture=todo"' in page
    assert f'href="{reverse("products:index")}?picture=todo"' not in page


def test_low_stock_is_listed_lowest_first():
    few, none = a_product(stock=5), a_product(stock=0)
    a_product(stock=6)
    a_product(stock=1, live=False)
    assert [stock.pk for stock in work()["low"]] == [none.sku, few.sku]
    assert work()["low_count"] == 2


def test_all_low_stock_is_on_the_stock_desk_for_users_who_may_change_stock():
    a_product(stock=0)
    stock_desk, products = "/admin/stock/?level=low", "/admin/products/?stock=low"
    for group, address in (("Catalog Editors", stock_desk), ("Moderators", products)):
        visitor = a_visitor(a_member(group))
        assert f'href="{address}"' in visitor.get(reverse("wagtailadmin_home")).text
        assert visitor.get(address).status_code == 200


def test_scheduled_changes_are_listed_by_date():
    now = timezone.now()
    soon, later = a_product(title="Soon", live=False), a_product(title="Later")
    soon.go_live_at = now + timedelta(days=2)
    soon.save_revision().publish()
    later.expire_at = now + timedelta(days=5)
    later.save_revision().publish()
    assert [(change["title"], change["what"]) for change in work()["scheduled"]] == [
        ("Soon", "goes live"),
        ("Later", "expires"),
    ]


def test_the_panel_makes_a_fixed_number_of_queries(owner):
    editor = a_visitor(owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = editor.get(reverse("wagtailadmin_home"))
        assert "Missing or unfinished images" in answer.content.decode()
        assert "Autovise" in answer.content.decode()
        return len(captured)

    for _ in range(9):
        a_product(stock=0)
    queries()
    few = queries()
    for _ in range(15):
        a_product(stock=0)
    assert queries() == few


def test_a_customer_does_not_see_the_panel():
    assert a_visitor(a_user()).get(reverse("wagtailadmin_home")).status_code in (302, 403)


def test_drafts_to_finish_are_listed_and_lead_to_their_lists(owner):
    finished = a_product(title="Finished")
    live, new, gone, submitted, planned = (
        a_product(title=title) for title in ("Live", "New", "Gone", "Submitted", "Planned")
    )
    bundle = a_bundle(*(a_product() for _ in range(3)), title="Set")
    Page.objects.update(has_unpublished_changes=False)  # builders leave a revision
    new.live, new.first_published_at, new.has_unpublished_changes = False, None, True
    new.save()
    gone.save_revision().publish()
    gone.refresh_from_db()
    gone.unpublish()
    for page in (live, bundle, submitted):
        page.save_revision()
    submitted.get_workflow().start(submitted, owner)
    planned.go_live_at = timezone.now() + timedelta(days=2)
    planned.save_revision().publish()
    shown = work()
    assert {page.title for page in shown["drafts"]} == {"Live", "New", "Set"}
    assert shown["draft_count"] == 3
    assert [(link.label, link.url) for link in shown["draft_links"]] == [
        ("2 products", "/admin/products/?status=drafts"),
        ("1 bundle", "/admin/bundles/?status=drafts"),
    ]
    browser = a_visitor(owner)
    for link, pages in zip(shown["draft_links"], ([live, new], [bundle]), strict=True):
        listed = browser.get(link.url).context["object_list"]
        assert {page.pk for page in listed} == {page.pk for page in pages}
    assert finished.title not in {page.title for page in shown["drafts"]}


def test_pages_awaiting_approval_lead_to_their_lists(owner):
    pages = [a_product(), a_bundle(), HomePage.objects.get()]
    for page in pages:
        page.save_revision()
        page.get_workflow().start(page, a_user())
    shown = work()
    assert shown["waiting_count"] == 3
    assert [(link.label, link.url) for link in shown["waiting_links"]] == [
        ("1 product", "/admin/products/?status=waiting"),
        ("1 bundle", "/admin/bundles/?status=waiting"),
        ("1 other page", "/admin/reports/workflow/?status=in_progress"),
    ]


def test_without_work_one_line_says_so(owner):
    text = a_visitor(owner).get(reverse("wagtailadmin_home")).text
    assert "Nothing waits: no draft, no approval, no missing image, no low stock." in text
    for title in ("Awaiting approval", "Missing or unfinished images", "Low stock", "Scheduled"):
        assert f"<h3>{title}" not in text
