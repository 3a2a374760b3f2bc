"""Every search of the admin: no query fails, and titles and SKUs are found."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import URLResolver, get_resolver
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.search.query import And, Not, Or, Phrase, PlainText

from catalog.models import Category, Tag
from catalog.search.backend import MAX_WORDS, clean_query, search_words
from tests.builders import a_bundle, a_picture, a_product, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TITLE = "Boot Organiser – Rigid Three-Bay"
SKU = "AUT-AC-032"
ODD = ['"', '5" clip', '"boot', "–", "boot – rigid", "boot - rigid", "'", "boot'", "\\", "*", "%"]
ODD += ["boot*", "AND", "NOT boot", "title:boot", "-boot", "(boot", "🚗", "_", "boot " * 600]
# Wagtail's page that fails on purpose, and log-out.
LEFT_OUT = {"admin/failwhale/", "admin/logout/"}
WITH_ARGUMENTS = ["admin/pages/{section}/", "admin/choose-page/{section}/"]
WITH_ARGUMENTS += ["admin/pages/{section}/results/"]


@pytest.fixture(scope="module")
def shelf(module_db):
    product = a_product(title=TITLE, sku=SKU)
    a_bundle(title="Valet Box – Pro", sku="BND-PRO-963")
    return product


@pytest.fixture
def owner_at_the_desk(owner):
    return a_visitor(owner)


def pages_without_arguments(patterns=None, before="") -> set[str]:
    paths = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            paths |= pages_without_arguments(pattern.url_patterns, path)
        elif path.startswith("admin/") and not re.search(r"[<(.*]", path):
            paths.add(path.replace("\\Z", "").rstrip("$"))
    return paths - LEFT_OUT


def everything_that_may_search(section: Page) -> list[str]:
    pages = [path.format(section=section.pk) for path in WITH_ARGUMENTS]
    return [f"/{path}" for path in sorted(pages_without_arguments()) + pages]


def statuses(visitor, paths: list[str], words: str) -> dict[str, int]:
    asked = {"q": words, "search": words}
    return {path: visitor.get(path, asked).status_code for path in paths}


def test_no_admin_page_fails_on_a_double_quote(owner_at_the_desk, shelf):
    answers = statuses(owner_at_the_desk, everything_that_may_search(shelf.get_parent()), '5" clip')
    assert len(answers) > 100
    assert {path: status for path, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("words", ODD)
def test_no_admin_search_fails_on_any_query(owner_at_the_desk, shelf, words):
    pages = everything_that_may_search(shelf.get_parent())
    searches = [path for path in pages if re.search(r"results/|search/|choose-page/\d", path)]
    answers = statuses(owner_at_the_desk, searches, words)
    assert len(answers) > 25
    assert {path: status for path, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("words", ['5" clip', "–", "\\"])
@pytest.mark.parametrize(
    "kind", ["wagtailcore/page", "catalog/shopimage", "wagtaildocs/document", "accounts/user"]
)
def test_a_bulk_change_of_search_results_does_not_fail(owner_at_the_desk, shelf, kind, words):
    ids = {"id": "all", "q": words, "childOf": shelf.get_parent().pk, "next": "/admin/"}
    answer = owner_at_the_desk.get(f"/admin/bulk/{kind}/delete/", ids)
    assert answer.status_code in (200, 302, 404)  # 404: nothing was found


PAGE_SEARCHES = [
    "/admin/pages/search/",
    "/admin/pages/search/results/",
    "/admin/choose-page/search/",
    "/admin/products/",
    "/admin/products/results/",
]


@pytest.mark.parametrize("path", PAGE_SEARCHES)
@pytest.mark.parametrize(
    "words",
    [
        TITLE,
        TITLE.replace("–", "-"),
        TITLE.replace("–", ""),
        TITLE.upper(),
        f'"{TITLE}"',
        "Boot Organiser –",
        "boot org",
        "Three-Bay",
        SKU,
        SKU.lower(),
        "AUT-AC",
    ],
)
def test_a_title_or_a_sku_finds_its_product(owner_at_the_desk, shelf, path, words):
    found = owner_at_the_desk.get(path, {"q": words}).text
    assert escape(TITLE) in found
    assert "Valet Box" not in found


def test_the_explorer_finds_a_sku_below_a_section(owner_at_the_desk, shelf):
    section = shelf.get_parent()
    assert TITLE in owner_at_the_desk.get(f"/admin/pages/{section.pk}/", {"q": SKU}).text
    assert TITLE in owner_at_the_desk.get(f"/admin/pages/{section.pk}/", {"q": TITLE}).text


NAME = 'Clip 5" – Heavy-Duty'
NAMES = [
    NAME,
    'clip 5"',
    '5" clip',
    '"Clip 5" – Heavy-Duty"',
    "clip 5 heavy",
    "Clip 5 - Heavy-Duty",
]


@pytest.mark.parametrize("words", NAMES)
@pytest.mark.parametrize("path", ["images/", "images/results/", "images/chooser/results/"])
def test_a_picture_is_found_by_its_title(owner_at_the_desk, path, words):
    a_picture(NAME)
    a_picture("Another")
    found = owner_at_the_desk.get(f"/admin/{path}", {"q": words}).text
    assert escape(NAME) in found
    assert "Another" not in found


@pytest.mark.parametrize("words", NAMES)
@pytest.mark.parametrize("path", ["documents/", "documents/chooser/results/"])
def test_a_document_is_found_by_its_title(owner_at_the_desk, path, words):
    for title in (NAME, "Another"):
        file = ContentFile(b"Words.", name="words.txt")
        get_document_model().objects.create(title=title, file=file)
    found = owner_at_the_desk.get(f"/admin/{path}", {"q": words}).text
    assert escape(NAME) in found
    assert "Another" not in found


@pytest.mark.parametrize("words", NAMES)
@pytest.mark.parametrize("path", ["snippets/catalog/{}/", "snippets/choose/catalog/{}/results/"])
@pytest.mark.parametrize("model", [Category, Tag])
def test_a_snippet_is_found_by_its_name(owner_at_the_desk, model, path, words):
    model.objects.create(name=NAME, slug="clip")
    model.objects.create(name="Another", slug="another")
    path = path.format(model._meta.model_name)
    found = owner_at_the_desk.get(f"/admin/{path}", {"q": words}).text
    assert escape(NAME) in found
    assert "Another" not in found


def test_words_are_split_at_punctuation():
    assert search_words('  "5" clip", (AUT-CC-001) – café\x00s  ') == [
        "5",
        "clip",
        "AUT-CC-001",
        "café",
        "s",
    ]
    assert search_words("cafe\u0301") == ["café"]
    assert len(search_words("boot " * 600)) == MAX_WORDS


def test_a_query_without_words_is_removed():
    assert clean_query(And([PlainText("–"), Phrase('"')])) is None
    assert clean_query(Not(PlainText("–"))) is None
    kept = clean_query(And([PlainText("boot –", operator="or", boost=2), Phrase("–")]))
    assert repr(kept) == "<And <PlainText 'boot' operator='or' boost=2>>"


texts = st.text(max_size=40)
leaves = st.one_of(
    st.builds(PlainText, texts, st.sampled_from(["and", "or"])), st.builds(Phrase, texts)
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=5,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(texts, queries))
def test_no_query_fails(query):
    pages = Page.objects.all()
    assert len(pages.search(query).results()) <= pages.count()


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts)
def test_no_text_fails_in_a_chooser(text):
    pages = Page.objects.all()
    assert pages.autocomplete(text).count() <= pages.count()


def test_a_search_without_words_has_no_results(shelf):
    found = Page.objects.all().search("–")
    assert (found.count(), list(found), found.get_queryset().count()) == (0, [], 0)
