"""Pages are compressed for browsers that accept it."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from autovise.middleware import CompressionMiddleware
from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_if_the_browser_accepts_gzip():
    plain = a_visitor().get("/")
    compressed = a_visitor().get("/", headers={"accept-encoding": "gzip"})
    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert len(compressed.content) < len(plain.content) / 3


def test_a_page_with_a_token_is_compressed_with_gzip_and_padding_only():
    compressed = [
        a_visitor().get("/accounts/login/", headers={"accept-encoding": "gzip, br"})
        for _ in range(5)
    ]
    assert {page["Content-Encoding"] for page in compressed} == {"gzip"}
    # The padding is the file name in the header of gzip.
    assert {page.content[3] & 8 for page in compressed} == {8}
    assert all(
        "csrfmiddlewaretoken" in gzip.decompress(page.content).decode() for page in compressed
    )


def test_a_page_is_sent_plain_if_the_browser_does_not_ask_for_compression():
    plain = a_visitor().get("/")
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]


@pytest.mark.parametrize(
    ("content_type", "is_compressed"),
    [
        ("text/html; charset=utf-8", True),
        ("text/markdown", True),
        ("application/json", True),
        ("application/ld+json", True),
        ("application/manifest+json", True),
        ("application/xml", True),
        ("image/svg+xml", True),
        ("application/zip", False),
        ("application/pdf", False),
        ("image/png", False),
        ("application/octet-stream", False),
    ],
)
def test_only_texts_are_compressed(rf, content_type, is_compressed):
    for response in (
        HttpResponse(b"a" * 1000, content_type=content_type),
        StreamingHttpResponse([b"a" * 1000], content_type=content_type),
    ):
        request = rf.get("/", headers={"accept-encoding": "gzip"})
        answer = CompressionMiddleware(lambda _, r=response: r)(request)
        assert (answer.headers.get("Content-Encoding") == "gzip") == is_compressed
