"""Pages requested under another host are redirected to SITE_URL."""

import pytest
from django.conf import settings
from django.test import Client

from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger():
    return Client(headers={"host": "127.0.0.1:6666"})


def test_another_host_is_redirected_to_site_url(stranger):
    response = stranger.get("/products/?category=a&page=2")
    assert response.status_code == 302
    assert response["Location"] == f"{settings.SITE_URL}/products/?category=a&page=2"


def test_the_path_cannot_change_the_target_host(stranger):
    response = stranger.get("//evil.example/")
    assert response["Location"].startswith(f"{settings.SITE_URL}/")


def test_the_canonical_host_is_not_redirected():
    assert a_visitor().get("/products/").status_code == 200


def test_a_post_is_not_redirected(stranger):
    assert stranger.post("/webhook/stripe/").status_code == 400


def test_the_health_check_works_under_any_allowed_host(stranger):
    response = stranger.get("/health/")
    assert (response.status_code, response.text) == (200, "ok")


def test_a_host_that_is_not_allowed_is_refused():
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400
