"""Suggestions while a shopper types: offers, sections and help. The last word may be unfinished."""

from dataclasses import dataclass
from urllib.parse import quote_plus

from django.urls import reverse

from catalog.models import Subcategory
from catalog.offers import Offer, offers_of_pages
from catalog.pages.lists.navigation import read_navigation
from catalog.search.help_links import HelpLink
from catalog.search.query import search_with_help
from catalog.search_terms import WEAK_WORDS, term, without_stop_words, words

MIN_LETTERS = 2
MAX_OFFERS = 6
MAX_SECTIONS = 3
MAX_HELP_LINKS = 2


@dataclass(frozen=True, slots=True)
class SectionLink:
    """Link to the products of a category, or to a search for a subcategory's name."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    offers: tuple[Offer, ...] = ()
    sections: tuple[SectionLink, ...] = ()
    help_links: tuple[HelpLink, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.offers or self.sections or self.help_links)


def suggest(query: str) -> Suggestions:
    """Return the first results for what was typed so far, and sections and help pages that fit."""
    if len("".join(words(query))) < MIN_LETTERS:
        return Suggestions()
    found, help_links = search_with_help(query, is_typing=True)
    return Suggestions(
        tuple(offers_of_pages(found.pks[:MAX_OFFERS])),
        tuple(_sections(query)[:MAX_SECTIONS]),
        help_links[:MAX_HELP_LINKS],
    )


def _sections(query: str) -> list[SectionLink]:
    meant = without_stop_words(words(query))
    asked = [word for word in meant if term(word) not in WEAK_WORDS] or meant
    navigation = read_navigation()
    categories = [
        SectionLink(category.name, category.url)
        for category in navigation.categories
        if _fits(category.name, asked)
    ]
    search = reverse("search")
    subcategories = [
        SectionLink(f"{sub.name} in {sub.category.name}", f"{search}?q={quote_plus(sub.name)}")
        for sub in Subcategory.objects.select_related("category")
        if _fits(sub.name, asked)
    ]
    return categories + subcategories


def _fits(name: str, asked: list[str]) -> bool:
    """Return whether the name has all words, the last one perhaps unfinished."""
    own = words(name)
    stems = {term(word) for word in own}
    *finished, last = asked or [""]
    has_last = any(word.startswith(last) for word in own) or term(last) in stems
    return bool(last) and has_last and all(term(word) in stems for word in finished)
