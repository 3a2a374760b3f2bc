"""`/sitemap.xml` against the sitemap protocol."""

from xml.etree import ElementTree

import pytest
from django.conf import settings

from catalog.models import Subcategory
from catalog.pages.product_picture import ProductPicture
from tests.builders import a_bundle, a_category, a_picture, a_product, a_visitor

pytestmark = pytest.mark.django_db

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
I = "{http://www.google.com/schemas/sitemap-image/1.1}"  # noqa: E741 (the protocol's prefix)


def urls() -> list[ElementTree.Element]:
    response = a_visitor().get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 (our own)
    assert root.tag == f"{S}urlset"
    return root.findall(f"{S}url")


def test_it_has_the_pages_sections_products_and_bundles_with_pictures():
    care = a_category("cleaning-care")
    wheels = Subcategory.objects.create(category=care, name="Wheels", slug="wheels")
    a_category("accessories")  # has no products
    page = a_product(category=care, subcategory=wheels)
    bundle = a_bundle(page, a_product(), a_product())
    a_product(live=False, slug="hidden")
    found = {url.findtext(f"{S}loc").removeprefix(settings.SITE_URL): url for url in urls()}
    assert {
        "/",
        "/products/",
        "/bundles/",
        "/products/cleaning-care/",
        "/products/cleaning-care/wheels/",
        page.url,
        bundle.url,
    } <= found.keys()
    assert not [url for url in found if "hidden" in url or "accessories" in url]
    assert found[page.url].findtext(f"{I}image/{I}loc").startswith(settings.SITE_URL)


def test_it_has_the_further_pictures_of_a_product():
    page = a_product()
    image = a_picture()
    page.more_pictures = [ProductPicture(image=image)]
    page.save()
    [url] = [url for url in urls() if url.findtext(f"{S}loc").endswith(page.url)]
    shown = [picture.text for picture in url.findall(f"{I}image/{I}loc")]
    assert len(shown) == 2
    assert shown[1] == settings.SITE_URL + image.shown().raster_url


def test_every_address_answers_and_is_listed_once():
    a_bundle()
    locations = [url.findtext(f"{S}loc") for url in urls()]
    assert len(locations) == len(set(locations))
    for location in locations:
        assert a_visitor().get(location.removeprefix(settings.SITE_URL)).status_code == 200
