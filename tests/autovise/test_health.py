"""What load balancers ask."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from tests.builders import a_visitor

pytestmark = pytest.mark.django_db

MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


def test_a_shop_that_reaches_its_database_is_well(django_assert_num_queries):
    with django_assert_num_queries(1):
        response = a_visitor().get("/health/")
    assert (response.status_code, response.text) == (200, "ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("host", ["10.1.2.3", "10.1.2.3:8000", "[fd00::1]", "internal", ""])
def test_it_answers_to_the_address_that_a_load_balancer_uses(host, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client(headers={"Host": host}).get("/health/")
    assert (response.status_code, response.text) == (200, "ok")


def test_other_pages_still_answer_to_the_shop_s_own_host_alone():
    assert Client(headers={"Host": "10.1.2.3"}).get("/products/").status_code == 400


def test_without_collected_static_files_the_shop_is_not_well(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}
    response = a_visitor().get("/health/")
    assert response.status_code == 503
    assert "run manage.py collectstatic" in response.text


def test_without_its_database_the_shop_is_not_well(monkeypatch):
    def refuses(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuses)
    response = a_visitor().get("/health/")
    assert (response.status_code, response.text) == (
        503,
        "The database does not answer (DatabaseError).",
    )
