"""Answers: encodings, entity tags, and the bytes in which they are stored."""

import gzip

import brotli
import pytest
from django.http import HttpResponse

from autovise.page_cache.answers import Answer, accepted_encoding

LONG = "The words of a page. " * 100


def an_answer(text: str = LONG) -> Answer:
    return Answer.of(HttpResponse(text))


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br ; q=0.0,gzip;q=0", "identity"),
        ("BR", "br"),
        ("x-gzip", "identity"),
        ("deflate, zstd", "identity"),
    ],
)
def test_the_smallest_encoding_that_the_browser_takes_is_chosen(accept, encoding):
    assert accepted_encoding(accept) == encoding


def test_each_encoding_holds_the_same_text():
    answer = an_answer()
    br, gz = answer.encoded("br"), answer.encoded("gzip")
    assert brotli.decompress(br.body).decode() == gzip.decompress(gz.body).decode() == LONG
    assert gz.decoded() == answer.encoded("identity") == answer
    assert [each.to_response()["Content-Encoding"] for each in (br, gz)] == ["br", "gzip"]
    assert "Content-Encoding" not in answer.to_response()


def test_a_short_text_is_not_compressed():
    assert an_answer("ok").encoded("br").encoding == "identity"


def test_encoding_is_the_same_each_time():
    assert an_answer().encoded("gzip") == an_answer().encoded("gzip")
    assert an_answer().encoded("br") == an_answer().encoded("br")


def test_the_tag_is_weak_and_follows_the_text():
    tag = an_answer().to_response()["ETag"]
    assert tag.startswith('W/"')
    assert an_answer().encoded("br").to_response()["ETag"] == tag
    assert an_answer("other").to_response()["ETag"] != tag


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [("", 200), ('"other"', 200), ("*", 304), ("not a tag", 200)],
)
def test_other_tags_get_the_page(if_none_match, status):
    assert an_answer().to_response(if_none_match).status_code == status


def test_a_304_has_no_body_and_repeats_what_a_cache_needs():
    answer = an_answer()
    tag = answer.to_response()["ETag"]
    response = answer.to_response(tag.removeprefix("W/"))
    assert (response.status_code, response.content) == (304, b"")
    assert dict(response.headers) == {
        "Cache-Control": "public, max-age=0, s-maxage=0, must-revalidate",
        "ETag": tag,
        "Vary": "Accept-Encoding",
    }


def test_a_view_s_own_policy_is_kept():
    response = HttpResponse(LONG, headers={"Cache-Control": "public, max-age=60"})
    assert Answer.of(response).to_response()["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_stored_bytes_are_read_as_they_were(encoding):
    answer = an_answer("£ and é " * 100).encoded(encoding)
    assert Answer.from_bytes(answer.to_bytes()) == answer
