"""What a search reads of a product or bundle: its terms, each with a weight. Pure: no Django.

The best match has the query's words in its name or product type. A word in the variant, category,
tags or tier counts less, and one in the description least.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from catalog.search_terms import WEAK_WORDS, index_terms, terms, words

NAME, TYPE, CODE = 10.0, 9.0, 12.0
VARIANT, SUBCATEGORY, CATEGORY, TIER, TAG = 6.0, 5.0, 4.0, 5.0, 4.0
DESCRIPTION = 1.0


@dataclass(frozen=True, slots=True)
class SearchFacts:
    """Terms of a product or bundle, as they are stored with its offer.

    `weights`: of all its terms. `name`: terms of the title without the variant, without weak words.
    `type`: terms of the product type. `title`: terms of the whole title. `codes`: SKU and product
    code, each written as one word.
    """

    weights: dict[str, float]
    name: Sequence[str]
    type: Sequence[str]
    title: Sequence[str]
    codes: Sequence[str]

    @classmethod
    def of(
        cls,
        *,
        title: str,
        name: str,
        type_name: str,
        description: str,
        codes: Iterable[str],
        weighted: Iterable[tuple[float, str]],
    ) -> Self:
        """Build the facts from texts. `weighted`: texts with what each of their words counts."""
        weights: dict[str, float] = {}
        for weight, text in (*weighted, (DESCRIPTION, description)):
            for own in index_terms([text]):
                weights[own] = max(weight, weights.get(own, 0.0))
        return cls(
            weights,
            [own for own in terms(name) if own not in WEAK_WORDS],
            terms(type_name),
            index_terms([title]),
            ["".join(words(code)) for code in codes if code],
        )

    def as_json(self) -> list[Any]:
        return [self.weights, self.name, self.type, self.title, self.codes]

    @classmethod
    def from_json(cls, stored: list[Any]) -> Self:
        return cls(*stored)
