import pytest
from wagtail.models import Site

from autovise.wagtail_site import set_site_url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "hostname", "port"),
    [
        ("https://shop.example", "shop.example", 443),
        ("http://shop.example", "shop.example", 80),
        ("http://localhost:8000", "localhost", 8000),
        ("https://shop.example:8443", "shop.example", 8443),
    ],
)
def test_the_site_is_set_from_site_url(settings, address, hostname, port):
    settings.SITE_URL = address
    set_site_url()
    site = Site.objects.get()
    assert (site.hostname, site.port) == (hostname, port)


def test_setting_the_same_url_writes_nothing(settings, django_assert_num_queries):
    settings.SITE_URL = "https://shop.example"
    set_site_url()
    with django_assert_num_queries(1):
        set_site_url()


def test_a_shop_without_a_site_is_not_changed():
    Site.objects.all().delete()
    set_site_url()
    assert not Site.objects.exists()
