"""Searches ask the engine; while it fails, the database: shoppers see the same page."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import ProductPage
from catalog.search.engine import candidates
from catalog.search.query import search_pages
from sitewide.kept_values import forget_kept_values
from tests.builders import a_bundle, a_category, a_product, a_visitor
from tests.catalog.search.engine.opensearch import Engine, Refused, running

pytestmark = pytest.mark.django_db

QUERIES = (
    "wax", "waxes", "Carnauba wax", "WAX-CC-741", "cc-741", "741", "250 ml", "carnuba", "cabin",
    "valet", "bundle", "mud carpet", "carnauba mud", "rubber mat charcoal accessories", "polish",
    "flat battery", "0.5 litre", "12 V", "submarine", "car", "wax\x00", '"wax" (hard)',
)  # fmt: skip


@pytest.fixture
def shelf():
    wax = a_product(
        title="Carnauba Wax",
        sku="WAX-CC-741",
        variant="250 ml tin",
        category=a_category("cleaning-care", "Cleaning & Care"),
        description="A hard wax that beads water for months. Removes polish.",
    )
    mat = a_product(
        title="Rubber Mat",
        sku="MAT-AC-852",
        variant="Charcoal",
        category=a_category("accessories", "Accessories"),
        description="Keeps mud off the carpet.",
    )
    a_product(title="Jump Starter", description="For a 12 V battery that is flat. 0.5 l.")
    a_product(title="Wax of next year", live=False)
    a_bundle(wax, mat, title="Valet Box", sku="BND-PRO-963", description="For a tired cabin.")


def results() -> dict[str, tuple[int, ...]]:
    return {query: search_pages(query).pks for query in QUERIES}


def page() -> str:
    forget_kept_values()
    response = a_visitor().get("/search/", {"q": "wax"})
    assert response.status_code == 200
    assert response.context["found"].pks
    return response.text


def fail() -> None:
    raise Refused(500, "search_phase_execution_exception")


def messages(caplog) -> list[tuple[str, str]]:
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == candidates.__name__
    ]


@pytest.fixture
def of_the_database(shelf):
    """What searches find without an engine."""
    return results()


def test_the_engine_finds_what_the_database_finds(of_the_database, running_engine):
    assert results() == of_the_database
    assert sum(map(bool, of_the_database.values())) > len(QUERIES) / 2
    assert running_engine.searches() >= len(QUERIES)


def test_a_search_in_the_engine_asks_the_database_no_index(of_the_database, running_engine):
    with CaptureQueriesContext(connection) as made:
        assert search_pages("wax").pks == of_the_database["wax"]
    assert not [query for query in made if "indexentry" in query["sql"]]
    assert running_engine.searches() == 1


def test_the_engine_sees_no_query_if_there_is_none(of_the_database, running_engine, settings):
    settings.WAGTAILSEARCH_BACKENDS = {"default": settings.WAGTAILSEARCH_BACKENDS["default"]}
    assert results() == of_the_database
    assert running_engine.requests == []


def test_no_log_has_what_shoppers_search_for(of_the_database, running_engine, caplog):
    assert search_pages("carnauba").pks
    running_engine.failure = fail
    assert search_pages("carnauba").pks
    assert "carnauba" not in caplog.text


def test_the_database_is_asked_while_the_engine_is_gone(of_the_database, engine, caplog):
    assert results() == of_the_database
    assert messages(caplog) == [
        ("ERROR", "searches ask the database: The search engine failed: ConnectionError N/A")
    ]


def test_the_database_is_asked_if_the_engine_does_not_respond_in_time(
    of_the_database, running_engine, monkeypatch, caplog
):
    monkeypatch.setattr(candidates, "PAUSE_SECONDS", 3600)
    is_over = threading.Event()
    running_engine.failure = is_over.wait
    try:
        assert results() == of_the_database
    finally:
        is_over.set()
    assert running_engine.searches() == 1  # the others did not wait for it
    assert messages(caplog) == [
        ("ERROR", "searches ask the database: The search engine failed: ConnectionTimeout TIMEOUT")
    ]


def test_the_database_is_asked_if_the_engine_responds_with_an_error(
    of_the_database, running_engine, monkeypatch, caplog
):
    monkeypatch.setattr(candidates, "PAUSE_SECONDS", 0)
    running_engine.failure = fail
    assert results() == of_the_database
    assert running_engine.searches() >= len(QUERIES)  # without a pause, each asks it again
    assert messages(caplog) == [
        ("ERROR", "searches ask the database: The search engine failed: TransportError 500")
    ]


def test_the_database_is_asked_until_the_engine_has_an_index(of_the_database, engine, caplog):
    with running(engine):
        assert results() == of_the_database
    assert engine.indices == {}
    assert messages(caplog) == [
        ("ERROR", "searches ask the database: The search engine failed: NotFoundError 404")
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"timed_out": True, "hits": {"hits": []}},
        {"hello": "world"},
        ["hello"],
        {"timed_out": False, "hits": {"hits": [{"_id": "not a key"}]}},
    ],
)
def test_the_database_is_asked_if_the_engine_responds_with_anything_else(
    of_the_database, running_engine, monkeypatch, answer
):
    monkeypatch.setattr(Engine, "respond", lambda *_: answer)
    assert results() == of_the_database


def test_the_engine_is_asked_again_after_the_pause(of_the_database, engine, caplog):
    assert search_pages("wax").pks == of_the_database["wax"]
    with running(engine):
        call_command("update_index", backend_name="engine", verbosity=0)
        assert search_pages("wax").pks == of_the_database["wax"]
        assert engine.searches() == 0
        candidates._reachability._away_until = 0.0
        assert results() == of_the_database
        assert engine.searches() >= len(QUERIES)
    assert [level for level, _ in messages(caplog)] == ["ERROR", "WARNING"]
    assert messages(caplog)[1] == ("WARNING", "the search engine responds again")


def test_one_request_asks_an_engine_that_was_away():
    reachability = candidates.Reachability()
    assert reachability.may_ask()
    reachability.mark_failed(candidates.EngineFailed("gone"))
    assert not reachability.may_ask()
    reachability._away_until = 0.0
    assert [reachability.may_ask() for _ in range(3)] == [True, False, False]
    reachability.mark_answered()
    assert reachability.may_ask()
    assert reachability.may_ask()


def test_shoppers_see_the_same_page_with_an_engine_and_while_it_is_gone(shelf, engine, settings):
    pages = {"gone": page()}
    candidates._reachability._away_until = 0.0
    with running(engine):
        call_command("update_index", backend_name="engine", verbosity=0)
        pages["there"] = page()
    assert engine.searches() == 1
    settings.WAGTAILSEARCH_BACKENDS = {"default": settings.WAGTAILSEARCH_BACKENDS["default"]}
    assert pages == dict.fromkeys(("gone", "there"), page())


def test_pages_that_the_engine_still_has_are_not_shown_once_they_are_unpublished(
    shelf, running_engine
):
    wax = ProductPage.objects.get(title="Carnauba Wax")
    assert wax.pk in search_pages("carnauba").pks
    ProductPage.objects.get(pk=wax.pk).unpublish()
    assert "Carnauba Wax" in running_engine.titles()
    assert search_pages("carnauba").pks == ()
