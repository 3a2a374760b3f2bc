"""The vocabulary follows the catalogue; what was published since is added to the kept one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from catalog.models import ProductPage, Stock, SynonymGroup, Tag
from catalog.search import current_vocabulary as module
from catalog.search.current_vocabulary import CACHE_KEY, current_vocabulary
from sitewide.generation import read_generation
from tests.builders import a_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf():
    SynonymGroup.objects.all().delete()
    for number in range(3):
        publish(a_product(title=f"Dash Camera {number}", description="Records the road."))
    current_vocabulary()


def publish(page):
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def read_again():
    """The vocabulary as it is without a kept one."""
    kept = cache.get(CACHE_KEY)
    cache.delete(CACHE_KEY)
    fresh = current_vocabulary()
    cache.set(CACHE_KEY, kept)
    return fresh


def pages_read() -> list[str]:
    """The queries that read the texts of pages, while the vocabulary is asked for."""
    with CaptureQueriesContext(connection) as queries:
        current_vocabulary()
    return [query["sql"] for query in queries if "description" in query["sql"]]


def test_the_words_of_a_published_page_are_added():
    publish(a_product(title="Quokka Polish", description="Gleams."))
    assert "quokka" in current_vocabulary().spellings
    assert current_vocabulary() == read_again()


def test_only_what_was_published_since_is_read():
    assert pages_read() == []
    publish(a_product(title="Quokka Polish"))
    [query] = pages_read()
    assert query.count('"last_published_at" >') == 2
    assert pages_read() == []


def test_the_words_of_an_edited_page_are_added():
    page = publish(a_product(title="Soft Wax"))
    current_vocabulary()
    page.title = "Quokka Wax"
    publish(page)
    assert {"quokka", "soft"} <= set(current_vocabulary().spellings)


def test_all_pages_are_read_when_one_was_taken_down():
    page = publish(a_product(title="Quokka Polish"))
    assert "quokka" in current_vocabulary().spellings
    page.unpublish()
    assert "quokka" not in current_vocabulary().spellings
    assert current_vocabulary() == read_again()


def test_all_pages_are_read_when_one_was_taken_down_and_another_published():
    page = publish(a_product(title="Quokka Polish"))
    current_vocabulary()
    page.unpublish()
    publish(a_product(title="Wombat Polish"))
    assert "quokka" not in current_vocabulary().spellings
    assert "wombat" in current_vocabulary().spellings


def test_all_pages_are_read_again_after_an_hour():
    page = publish(a_product(title="Soft Wax"))
    current_vocabulary()
    page.title = "Quokka Wax"
    publish(page)
    kept = cache.get(CACHE_KEY)
    cache.set(CACHE_KEY, replace(kept, read_at=timezone.now() - timedelta(hours=2)))
    assert "soft" not in current_vocabulary().spellings


def test_many_pages_at_once_are_read_with_all_others(monkeypatch):
    monkeypatch.setattr(module, "MAX_ADDED", 1)
    for name in ("Quokka", "Wombat"):
        publish(a_product(title=f"{name} Polish"))
    [query] = pages_read()
    assert '"last_published_at" >' not in query
    assert current_vocabulary() == read_again()


def test_new_synonyms_and_tags_count_at_once():
    SynonymGroup.objects.create(words="camera, recorder")
    assert current_vocabulary().synonyms == {
        ("camera",): (("record",),),
        ("record",): (("camera",),),
    }
    Tag.objects.create(name="Marsupial", slug="marsupial")
    assert "marsupial" in current_vocabulary().spellings
    assert current_vocabulary() == read_again()


def test_stock_and_prices_read_no_page():
    before = read_generation()
    Stock.objects.update(on_hand=1)
    ProductPage.objects.update(price_pence=1)
    assert read_generation() != before
    assert pages_read() == []


def test_all_pages_are_read_when_one_was_taken_down_and_a_former_one_published_again():
    former, page = publish(a_product(title="Wombat Polish")), publish(a_product(title="Quokka Wax"))
    former.unpublish()
    assert "quokka" in current_vocabulary().spellings
    page.unpublish()
    publish(Page.objects.get(pk=former.pk).specific)
    assert "quokka" not in current_vocabulary().spellings
    assert "wombat" in current_vocabulary().spellings


def test_an_addition_does_not_prolong_the_hour(monkeypatch):
    kept = cache.get(CACHE_KEY)
    cache.set(CACHE_KEY, replace(kept, read_at=timezone.now() - timedelta(minutes=59)))
    timeouts = []
    monkeypatch.setattr(cache, "set", lambda key, value, timeout: timeouts.append(timeout))
    publish(a_product(title="Quokka Polish"))
    current_vocabulary()
    [left] = timeouts
    assert 0 < left <= 60
