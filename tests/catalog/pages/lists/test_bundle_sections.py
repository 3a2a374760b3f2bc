"""Bundles by type: tabs with numbers, and a URL for each type."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from catalog.feeds.sitemap import sitemap_urls
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundles():
    a_bundle(title="Cabin")
    a_bundle(title="Gift", bundle_type="special")
    a_bundle(a_product(tier="pro"), a_product(), a_product(), title="Valet", bundle_type="pro")


def test_each_type_has_a_list_of_its_own(bundles):
    page = a_visitor().get("/bundles/pro/")
    assert [offer.title for offer in page.context["listing"].offers] == ["Valet"]
    assert "<h1>Pro bundles</h1>" in page.text
    assert f'<link rel="canonical" href="{settings.SITE_URL}/bundles/pro/">' in page.text


def test_tabs_name_the_types_with_their_numbers(bundles):
    tabs = a_visitor().get("/bundles/pro/").context["tabs"]
    assert [(tab.label, tab.path, tab.count, tab.is_current) for tab in tabs] == [
        ("All", "", 3, False),
        ("Standard", "standard/", 1, False),
        ("Pro", "pro/", 1, True),
        ("Special", "special/", 1, False),
    ]


def test_a_type_without_bundles_on_sale_has_no_tab():
    a_bundle(bundle_type="special")
    tabs = a_visitor().get("/bundles/").context["tabs"]
    assert [tab.label for tab in tabs] == ["All", "Special"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/bundles/?tier=pro", "/bundles/pro/"),
        ("/bundles/?tier=pro&sort=price", "/bundles/pro/?sort=price"),
    ],
)
def test_the_old_address_of_a_type_leads_to_its_list(old, new):
    response = a_visitor().get(old)
    assert (response.status_code, response["Location"]) == (301, new)


def test_an_unknown_type_is_not_found():
    assert a_visitor().get("/bundles/luxury/").status_code == 404


@pytest.mark.parametrize("slug", ["standard", "pro", "special"])
def test_a_bundle_cannot_have_the_url_of_a_type(slug):
    bundle = a_bundle()
    bundle.slug = slug
    with pytest.raises(ValidationError, match="Please choose another slug"):
        bundle.full_clean()


def test_the_sitemap_has_the_types_with_bundles_on_sale():
    a_bundle(bundle_type="special")
    paths = [url.location.removeprefix(settings.SITE_URL) for url in sitemap_urls()]
    assert "/bundles/special/" in paths
    assert "/bundles/pro/" not in paths


def test_a_card_shows_three_parts_as_pictures_and_names_the_others(bundles):
    parts = [a_product(title=f"Part {number}") for number in range(1, 6)]
    a_bundle((parts[0], 2), *parts[1:], title="Everything")
    page = a_visitor().get("/bundles/").text
    card = page[page.index("Everything") :]
    card = card[: card.index("</article>")]
    assert card.count('class="card-part"') == 3
    assert '<span class="card-part__name">2 × Part 1</span>' in card
    assert '<span class="card-part__name">Part 4, Part 5</span>' in card
    assert "+2" in card
