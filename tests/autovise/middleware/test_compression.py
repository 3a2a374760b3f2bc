"""Pages are compressed for browsers that accept it."""

import gzip

import pytest

from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_if_the_browser_accepts_gzip():
    plain = a_visitor().get("/")
    compressed = a_visitor().get("/", headers={"accept-encoding": "gzip, br"})
    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert len(compressed.content) < len(plain.content) / 3


def test_a_page_is_sent_plain_if_the_browser_does_not_ask_for_compression():
    plain = a_visitor().get("/")
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]
