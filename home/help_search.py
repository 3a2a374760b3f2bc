"""Content pages that answer a search, by their title and the search words of editors."""

from django.urls import reverse

from catalog.search.help_links import HelpLink
from catalog.search_terms import term, terms, without_stop_words, words
from home.models import ContentPage

MAX_LINKS = 4
PRIVACY_TITLE = "Privacy and cookies"
PRIVACY_WORDS = "privacy policy notice cookies personal data gdpr account delete download"


def find_help(query: str) -> list[HelpLink]:
    """Return at most four links whose words include all words of the query. One query.

    Words that decide nothing, such as “how” and “my”, are ignored.
    """
    asked = {term(word) for word in without_stop_words(words(query))}
    if not asked:
        return []
    pages = ContentPage.objects.live().filter(view_restrictions=None).order_by("path")
    links = [
        HelpLink(page.title, page.get_url() or "")
        for page in pages.only("title", "search_words", "url_path", "locale_id")
        if asked <= set(terms(f"{page.title} {page.search_words}"))
    ]
    if asked <= set(terms(f"{PRIVACY_TITLE} {PRIVACY_WORDS}")):
        links.append(HelpLink(PRIVACY_TITLE, reverse("show_privacy")))
    return links[:MAX_LINKS]
