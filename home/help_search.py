"""Content pages that answer a search, by their title and the search words of editors."""

from dataclasses import dataclass

from django.urls import reverse

from catalog.search.help_links import HelpAnswer, HelpLink
from catalog.search_terms import term, terms, without_stop_words, words
from home.models import ContentPage

MAX_LINKS = 4
MIN_PREFIX = 3
PRIVACY_TITLE = "Privacy and cookies"
PRIVACY_WORDS = "privacy policy notice cookies personal data gdpr account delete download"


@dataclass(frozen=True, slots=True)
class _HelpPage:
    link: HelpLink
    title: frozenset[str]
    known: frozenset[str]

    def has_all(self, asked: frozenset[str]) -> bool:
        return asked <= self.known

    def has_most(self, asked: frozenset[str]) -> bool:
        """Return whether it has more than half of the words, one of them in its title."""
        return 2 * len(asked & self.known) > len(asked) and bool(asked & self.title)


def find_help(query: str, is_typing: bool = False) -> HelpAnswer:
    """Return at most four links to the pages that have all words of the query. One query.

    If no page has all, those with most of them are returned, if one of the words is in the title.
    Words that decide nothing, such as “how” and “my”, are ignored. `is_typing`: the last word may
    be the beginning of a title's word.
    """
    asked = without_stop_words(words(query))
    if not asked:
        return HelpAnswer()
    unfinished = asked[-1] if is_typing and len(asked[-1]) >= MIN_PREFIX else ""
    pages = list(_help_pages(unfinished))
    of_query = frozenset(map(term, asked))
    found = [page for page in pages if page.has_all(of_query)] or [
        page for page in pages if page.has_most(of_query)
    ]
    known = frozenset().union(*(page.known for page in pages))
    return HelpAnswer(tuple(page.link for page in found[:MAX_LINKS]), of_query & known)


def _help_pages(unfinished: str) -> list[_HelpPage]:
    pages = ContentPage.objects.live().filter(view_restrictions=None).order_by("path")
    read = [
        (page.title, page.search_words, page.get_url() or "")
        for page in pages.only("title", "search_words", "url_path", "locale_id")
    ]
    read.append((PRIVACY_TITLE, PRIVACY_WORDS, reverse("show_privacy")))
    return [_help_page(*texts, unfinished) for texts in read]


def _help_page(title: str, search_words: str, url: str, unfinished: str) -> _HelpPage:
    own = set(terms(title))
    if unfinished and any(word.startswith(unfinished) for word in words(title)):
        own.add(term(unfinished))
    return _HelpPage(HelpLink(title, url), frozenset(own), frozenset({*own, *terms(search_words)}))
