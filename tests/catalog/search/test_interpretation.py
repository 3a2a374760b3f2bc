"""What a query is taken to mean: synonyms, compounds, beginnings, typing errors."""

import pytest
from wagtail.models import Page

from catalog.models import SynonymGroup
from catalog.search.current_vocabulary import current_vocabulary
from catalog.search.interpretation import MAX_QUERY_LENGTH, MAX_WORD_LENGTH, interpret
from catalog.search.query import search_pages
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf():
    SynonymGroup.objects.all().delete()
    a_product(title="Dash Camera – 4K", variant="4K", description="Records the road.")
    a_product(title="Dash Camera Bracket", description="Holds the camera.")
    a_product(title="Phone Mount – Vent", variant="Vent", description="Clips to a vent.")
    a_product(title="Screen Wash – 1 L", variant="1 L", description="Clears the glass.")
    a_product(title="Windscreen Cover", description="Keeps frost off.")


def titles(query: str) -> list[str]:
    found = dict(Page.objects.values_list("pk", "title"))
    return [found[pk] for pk in search_pages(query).pks]


def test_the_thing_stands_before_its_accessory():
    assert titles("dash camera") == ["Dash Camera – 4K", "Dash Camera Bracket"]


def test_synonyms_of_editors_are_found():
    assert search_pages("phone holder").is_partial
    SynonymGroup.objects.create(words="mount, holder")
    assert not search_pages("phone holder").is_partial
    assert titles("phone holder") == ["Phone Mount – Vent"]


def test_a_phrase_can_be_a_synonym():
    SynonymGroup.objects.create(words="dash camera, drive recorder")
    assert titles("drive recorder") == ["Dash Camera – 4K", "Dash Camera Bracket"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("screenwash", "Screen Wash – 1 L"),
        ("wind screen cover", "Windscreen Cover"),
        ("dashcamera", "Dash Camera – 4K"),
        ("phonemount", "Phone Mount – Vent"),
        ("windscr", "Windscreen Cover"),
        ("1 litre screen wash", "Screen Wash – 1 L"),
    ],
)
def test_compounds_and_beginnings_are_found(query, first):
    assert titles(query)[0] == first


@pytest.mark.parametrize(
    ("query", "corrected"),
    [("camrea", "camera"), ("brackett", "bracket"), ("windscreem covr", "windscreen cover")],
)
def test_typing_errors_are_corrected(query, corrected):
    results = search_pages(query)
    assert results.query.corrected == corrected
    assert results.pks == search_pages(corrected).pks != ()


def test_short_words_and_codes_are_not_corrected():
    vocabulary = current_vocabulary()
    assert vocabulary.correction("scr") is None
    assert vocabulary.correction("4kx1") is None


@pytest.mark.parametrize("query", ["dead", "won't", "wont", "dash wont"])
def test_ordinary_words_are_not_corrected(query):
    a_product(title="Hardwire Lead", description="As you want it.")
    assert search_pages(query).query.corrected == ""


def test_a_stop_word_decides_nothing_in_a_phrase_with_synonyms_either():
    SynonymGroup.objects.create(words="camera, car won't see")
    assert titles("my car wont see")[:1] == ["Dash Camera – 4K"]


def test_a_typing_error_in_a_phrase_with_synonyms_is_corrected():
    SynonymGroup.objects.create(words="phone mount, mobile holder")
    results = search_pages("mobil houlder")
    assert results.query.corrected == "mobil holder"
    assert titles("mobile houlder") == ["Phone Mount – Vent"]
    assert search_pages("mobile houlder").query.corrected == "mobile holder"


def test_a_known_word_is_corrected_if_a_near_one_finds_pages_with_all_words():
    a_product(title="Jump Leads", description="Copper.")
    a_product(title="Torch", description="Three LEDs.")
    assert titles("leds") == ["Torch"]
    results = search_pages("jump leds")
    assert (results.query.corrected, results.is_partial) == ("jump leads", False)
    assert titles("jump leds") == ["Jump Leads"]
    page = a_visitor().get("/search/", {"q": "jump leds"}).text
    assert "Nothing is called “jump leds”" in page


def test_a_known_word_is_corrected_if_a_near_one_finds_far_more():
    for length in range(4):
        a_product(title=f"Jump Leads – {length} m", description="Copper.")
    a_product(title="Roadside Box", description="Jump pack and LEDs.")
    assert search_pages("jump leds").query.corrected == "jump leads"


def test_known_words_that_find_a_page_are_not_corrected():
    a_product(title="Jump Leads", description="Copper.")
    a_product(title="Roadside Box", description="Jump pack and LEDs.")
    assert search_pages("jump leds").query.corrected == ""
    assert titles("jump leds") == ["Roadside Box"]


def test_related_things_stand_after_the_exact_ones():
    SynonymGroup.objects.create(words="flat battery, jump leads, jump pack")
    for title in ("Jump Leads – 2 m", "Jump Leads – 4 m", "Jump Pack – 600 A", "Jump Pack – 1 kA"):
        a_product(title=title, description="It starts a car.")
    assert [title[:9] for title in titles("jump leads")] == ["Jump Lead"] * 2 + ["Jump Pack"] * 2
    assert [title[:9] for title in titles("jump pack")] == ["Jump Pack"] * 2 + ["Jump Lead"] * 2
    assert len(titles("flat battery")) == 4


def test_most_words_are_enough_where_nothing_has_all():
    results = search_pages("purple dash camera")
    assert results.is_partial
    assert len(results.pks) == 2


def test_all_words_exclude_what_has_one_of_two():
    assert not search_pages("dash bracket").is_partial
    assert titles("dash bracket") == ["Dash Camera Bracket"]


def test_weak_words_exclude_nothing():
    assert titles("car phone mount") == ["Phone Mount – Vent"]


def test_the_words_of_a_bundle_and_of_its_parts_are_found():
    parts = [a_product(title=title) for title in ("Wash Mitt", "Shampoo", "Tar Remover")]
    a_bundle(*parts, title="Winter Box")
    assert titles("winter bundle") == ["Winter Box"]
    assert titles("tar remover") == ["Tar Remover", "Winter Box"]


def test_a_new_product_is_known_at_once():
    assert titles("carnauba") == []
    a_product(title="Carnauba Wax")
    assert titles("carnauba") == ["Carnauba Wax"]


@pytest.mark.parametrize("query", ["w" * 60_000, "ﷺ" * 60_000, "w " * 30_000])
def test_no_word_of_a_long_query_is_longer_than_the_longest_that_is_looked_up(query):
    typed = [concept.typed for concept in interpret(query, current_vocabulary()).concepts]
    assert max(map(len, typed)) <= MAX_WORD_LENGTH
    assert sum(map(len, typed)) <= MAX_QUERY_LENGTH


def test_a_long_query_is_cut_on_its_page():
    page = a_visitor().get("/search/", {"q": "w" * 10_000})
    assert page.context["query"] == "w" * MAX_QUERY_LENGTH
