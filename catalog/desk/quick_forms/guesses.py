"""Guesses of a product's type, tier and net quantity from its title and category.

Editors can change them.
"""

import re
from collections import Counter
from collections.abc import Iterable

from catalog.measures import NetQuantity, NotANetQuantity, read_net_quantity
from catalog.models import Category, ProductPage, ProductType
from catalog.search_terms import index_terms, terms

_PRO_WORDS = frozenset(index_terms(["Pro", "Professional"]))
_DASH = re.compile(r"\s[–—-]\s")
MAX_COMPARED = 1000


def guess_tier(title: str) -> str:
    """Return the Pro tier if the title has a word for it, else the standard one."""
    is_pro = not _PRO_WORDS.isdisjoint(index_terms([title]))
    return ProductPage.Tier.PRO if is_pro else ProductPage.Tier.STANDARD


def guess_type(*, title: str, category: Category | None) -> ProductType | None:
    """Return the type that the title names, else that of the products with the most similar titles.

    Similar products are of the category, if it is given. None if nothing is similar.
    """
    types = ProductType.objects.filter(is_bundle_type=False)
    if named := type_named_by(set(index_terms([title])), types):
        return named
    products = ProductPage.objects.filter(product_type__in=types)
    if category:
        products = products.filter(category=category)
    titles = products.order_by("-pk").values_list("title", "product_type")[:MAX_COMPARED]
    chosen = most_similar(title, titles)
    return types.filter(pk=chosen).first() if chosen else None


def guess_net_quantity(*, title: str, category: Category | None) -> NetQuantity | None:
    """Return the quantity with which the title ends, as “– 250 ml”, or None.

    None too if no product of the category has a net quantity: “Strap – 500 kg” names a load.
    """
    _, *parts = _DASH.split(title)
    if not parts or category is None:
        return None
    try:
        quantity = read_net_quantity(parts[-1])
    except NotANetQuantity:
        return None
    measured = ProductPage.objects.filter(category=category, net_amount__isnull=False)
    return quantity if measured.exists() else None


def type_named_by(words: set[str], types: Iterable[ProductType]) -> ProductType | None:
    """Return the type with the longest name whose words are all among these, or None."""
    named = [
        (len(name), kind) for kind in types if (name := set(index_terms([kind.name]))) <= words
    ]
    return max(named, key=lambda pair: (pair[0], -pair[1].pk))[1] if named else None


def most_similar(title: str, titles: Iterable[tuple[str, int]]) -> int | None:
    """Return the key with which titles share the most words; None if none shares a word.

    A word that few titles have decides more than one that many have. Sizes do not count: 250 ml of
    wax is no 250 ml of leather balm.
    """
    words = _words_of(title)
    read = [(_words_of(text), key) for text, key in titles]
    times = Counter(word for found, _ in read for word in found & words)
    scores: Counter[int] = Counter()
    for found, key in read:
        scores[key] = max(scores[key], sum(1000 // times[word] for word in found & words))
    best = scores.most_common(1)
    return best[0][0] if best and best[0][1] else None


def _words_of(title: str) -> set[str]:
    return {word for word in terms(title) if word.isalpha()}
