"""robots.txt, security.txt, the manifest and the icon."""

import json
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image

from sitewide.trader import Trader
from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


def test_robots_leave_out_personal_pages_and_find_the_sitemap():
    response = a_visitor().get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    robots = RobotFileParser()
    robots.parse(response.text.splitlines())
    assert robots.site_maps() == [f"{settings.SITE_URL}/sitemap.xml"]
    for path in ("/", "/products/", "/products/cleaning-care/?tier=pro", "/bundles/"):
        assert robots.can_fetch("Googlebot", path), path
    for path in ("/cart/", "/checkout/", "/accounts/login/", "/search/?q=wax", "/admin/"):
        assert not robots.can_fetch("Googlebot", path), path


def test_security_notes_have_a_contact_and_expire_within_a_year():
    Trader.objects.create(email="owner@example.com")
    text = a_visitor().get("/.well-known/security.txt").text
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == "mailto:owner@example.com"
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


def test_security_notes_of_a_shop_without_a_seller_name_the_address_of_its_mails(settings):
    settings.DEFAULT_FROM_EMAIL = "Autovise <shop@example.com>"
    assert "Contact: mailto:shop@example.com\n" in a_visitor().get("/.well-known/security.txt").text


def test_the_manifest_names_icons_that_exist_in_their_size():
    response = a_visitor().get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = json.loads(response.content)
    assert {"name", "short_name", "start_url", "display", "icons"} <= manifest.keys()
    sizes = set()
    for icon in manifest["icons"]:
        path = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        if icon["type"] == "image/png":
            width, height = Image.open(path).size
            assert icon["sizes"] == f"{width}x{height}"
            sizes.add(width)
    assert {192, 512} <= sizes
    assert 'rel="manifest" href="/manifest.webmanifest"' in a_visitor().get("/").text


def test_the_icon_is_found_without_a_page():
    response = a_visitor().get("/favicon.ico")
    assert response.status_code == 301
    path = finders.find(response["Location"].removeprefix(settings.STATIC_URL))
    assert Image.open(path).format == "ICO"


@pytest.mark.parametrize("path", ["/robots.txt", "/manifest.webmanifest", "/favicon.ico"])
def test_they_are_read_only(path):
    assert a_visitor().post(path).status_code == 405
