"""Every link on the admin's home page and in its menu opens for the users who see it."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import escape

from catalog.models import ProductPage
from home.models import HomePage
from tests.autovise.admin.roles_table import CATALOGUE, MARKETING, MODERATORS, OWNER, client_as
from tests.builders import a_bundle, a_picture, a_product, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STAFF = (CATALOGUE, MARKETING, MODERATORS, OWNER)


@pytest.fixture
def busy_desk(db):
    """Something of each kind in each list of the first page."""
    author = a_user()
    waiting = [a_product(title="Waiting", stock=0), a_bundle(title="Waiting set")]
    waiting += [HomePage.objects.get(), ProductPage.objects.first().get_parent().specific]
    for page in waiting:
        page.save_revision()
        page.get_workflow().start(page, author)
    a_product(title="Low", stock=1, image=a_picture())
    scheduled = a_product(title="Scheduled", live=False)
    scheduled.go_live_at = timezone.now() + timedelta(days=2)
    scheduled.save_revision().publish()
    off = a_product(title="Comes off")
    off.expire_at = timezone.now() + timedelta(days=2)
    off.save_revision().publish()


def links_of(html: str) -> set[str]:
    found = set(re.findall(r'href="(/[^"#]*)"', html))
    menu = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.S)
    if menu:
        found |= set(re.findall(r'"(?:url|href)": "(/[^"]*)"', json.dumps(json.loads(menu[1]))))
    return {link.replace("&amp;", "&") for link in found if not re.match("/(static|media)/", link)}


@pytest.mark.parametrize("role", STAFF)
def test_every_link_of_the_first_page_opens(busy_desk, role):
    browser = client_as(role)
    links = links_of(browser.get("/admin/").text) - {"/admin/logout/"}
    assert any("products" in link for link in links)
    closed = {}
    for link in sorted(links):
        answer = browser.get(link, follow=True)
        end = answer.redirect_chain[-1][0] if answer.redirect_chain else link
        if answer.status_code != 200 or not end.startswith(link.split("?")[0]):
            closed[link] = (answer.status_code, end)
    assert closed == {}


@pytest.mark.parametrize("role", STAFF)
def test_every_role_sees_all_open_tasks_with_or_without_links(busy_desk, role):
    shown = client_as(role).get("/admin/").text
    for title in ("Waiting", "Waiting set", "Low", "Scheduled", "Comes off"):
        assert escape(title) in shown


@pytest.mark.parametrize(
    ("role", "leads"),
    [(CATALOGUE, "stock"), (OWNER, "stock"), (MARKETING, "form"), (MODERATORS, "form")],
)
def test_low_stock_links_to_the_stock_form_or_the_page_form(role, leads):
    page = a_product(title="Low", stock=1)
    address = f"/admin/stock/{page.sku}/" if leads == "stock" else f"/admin/pages/{page.pk}/edit/"
    assert f'<a href="{address}">Low</a>' in client_as(role).get("/admin/").text
