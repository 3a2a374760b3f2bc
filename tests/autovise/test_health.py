"""Health check for load balancers."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from tests.builders import a_visitor

pytestmark = pytest.mark.django_db

MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


def test_the_response_is_200_if_the_database_responds(django_assert_num_queries):
    with django_assert_num_queries(1):
        response = a_visitor().get("/health/")
    assert (response.status_code, response.text) == (200, "ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("host", ["10.1.2.3", "10.1.2.3:8000", "[fd00::1]", "internal", ""])
def test_it_responds_to_the_ip_address_of_a_load_balancer(host, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client(headers={"Host": host}).get("/health/")
    assert (response.status_code, response.text) == (200, "ok")


def test_other_pages_respond_only_to_allowed_hosts():
    assert Client(headers={"Host": "10.1.2.3"}).get("/products/").status_code == 400


def test_the_response_is_503_without_collected_static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}
    response = a_visitor().get("/health/")
    assert response.status_code == 503
    assert "run manage.py collectstatic" in response.text


def test_the_response_is_503_without_the_database(monkeypatch):
    def refuses(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuses)
    response = a_visitor().get("/health/")
    assert (response.status_code, response.text) == (
        503,
        "The database does not answer (DatabaseError).",
    )
