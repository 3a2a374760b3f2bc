"""No process answers with a page that is older than the last change, also under load."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests
from django.conf import settings

from tests.autovise.page_cache.test_changes import Walk
from tests.served_shop import served_shop

WORKERS = 2
READERS = 2
STEPS = int(os.environ.get("STEPS", "4"))  # `make soak`: 500


class Shops:
    """The shop with the page cache in two processes, and one process that renders each page."""

    def __init__(self, cached: str, rendered: str) -> None:
        self.cached, self.rendered = cached, rendered

    def from_cache(self, url: str) -> tuple:
        return _shown(self.cached, url)

    def as_it_is(self, url: str) -> tuple:
        return _shown(self.rendered, url)


def _shown(address: str, url: str) -> tuple:
    """Status, content type and body, without the address of the shop.

    Each call is a connection of its own, which either process may accept.
    """
    response = requests.get(address + url, timeout=60, allow_redirects=False)
    body = response.text.replace(address, "").replace(address.removeprefix("http://"), "")
    return response.status_code, response.headers.get("Content-Type"), body


@pytest.fixture
def shops(real_database, tmp_path) -> Iterator[Shops]:
    with ExitStack() as stack:
        addresses = []
        for name, workers, page_cache in (("cached", WORKERS, "yes"), ("rendered", 1, "no")):
            folder = tmp_path / name
            folder.mkdir()
            variables = {"PAGE_CACHE": page_cache, "DATA_DIR": str(settings.DATA_DIR)}
            addresses.append(stack.enter_context(served_shop(folder, workers=workers, **variables)))
        yield Shops(*addresses)


@contextmanager
def readers(shops: Shops, urls: list[str]) -> Iterator[list[str]]:
    """Read all pages again and again meanwhile. Yields what was refused with an error."""
    over, errors = threading.Event(), []

    def read() -> None:
        while not over.is_set():
            for url in urls:
                if over.is_set():
                    break
                status, *_ = shops.from_cache(url)
                if status >= 500:
                    errors.append(f"{status} at {url}")

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield errors
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.mark.slow
def test_no_process_shows_a_page_of_before_the_change(shops):
    walk = Walk(seed=STEPS)
    with readers(shops, walk.urls) as errors:
        for number in range(STEPS):
            change = walk.step()
            for url in walk.urls:
                expected = shops.as_it_is(url)
                for _ in range(WORKERS):
                    assert shops.from_cache(url) == expected, f"{url}, {change}, step {number}"
    assert errors == []
