"""A stub of OpenSearch that the shop's settings name."""

import pytest
from django.core.management import call_command

from autovise.settings.search import engine_at
from catalog.search.engine import access, candidates
from tests.catalog.search.engine.opensearch import Engine, running


@pytest.fixture
def engine(settings, monkeypatch):
    """An engine that does not run; it has no index yet."""
    stub = Engine()
    with running(stub):
        pass  # it has a port now
    name_in(settings, stub.url)
    monkeypatch.setattr(candidates, "_reachability", candidates.Reachability())
    yield stub
    access.engine.cache_clear()


@pytest.fixture
def running_engine(engine):
    """An engine whose index is filled."""
    with running(engine):
        call_command("update_index", backend_name="engine", verbosity=0)
        engine.requests.clear()
        yield engine


def name_in(settings, url: str, **options) -> None:
    """Name the engine at this URL in the settings, as SEARCH_URL does."""
    database = {"default": settings.WAGTAILSEARCH_BACKENDS["default"]}
    settings.WAGTAILSEARCH_BACKENDS = database | {"engine": engine_at(url) | options}
    access.engine.cache_clear()
