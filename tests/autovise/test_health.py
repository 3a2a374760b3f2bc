import pytest

from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


def test_a_shop_that_reaches_its_database_is_well(django_assert_num_queries):
    with django_assert_num_queries(1):
        response = a_visitor().get("/health/")
    assert (response.status_code, response.text) == (200, "ok")
    assert "no-store" in response["Cache-Control"]
