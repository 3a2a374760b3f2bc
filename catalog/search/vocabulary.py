"""Words of the catalogue: what a query can match, and what a mistyped word is corrected to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from catalog.models.search_synonyms import SynonymGroup
from catalog.search_terms import STOP_WORDS, joined_pairs, term, words

MIN_PREFIX = 3
MIN_PREFIX_WHILE_TYPING = 2
MAX_COMPLETIONS = 12
MIN_LENGTH_TO_CORRECT = 4
MIN_LENGTH_FOR_TWO_ERRORS = 8
# Many English words are near to short ones. These keep their first letter, and only names are
# meant: "dead" is no typing error for "lead", and "lost" none for the "last" of a description.
MIN_LENGTH_TO_CORRECT_FREELY = 6

type Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and terms of the catalogue, with the number of pages that have them.

    `counts`: pages by term, pairs of words written as one included. `spellings`: words as they are
    spelled, for completions and corrections. `joined`: pairs of words in titles, written as one.
    `names`: words as they are spelled in all texts but descriptions, and in synonyms. `synonyms`:
    phrases of the same meaning by phrase.
    """

    counts: Mapping[str, int]
    spellings: Mapping[str, int]
    joined: Mapping[str, int]
    names: frozenset[str]
    synonyms: Mapping[Phrase, tuple[Phrase, ...]]

    def knows(self, word: str) -> bool:
        return term(word) in self.counts or (term(word),) in self.synonyms

    def completions(self, prefix: str, *, is_typing: bool = False) -> list[str]:
        """Return the terms of words that begin with this: names first, then the most frequent.

        `is_typing`: two letters are enough.
        """
        shortest = MIN_PREFIX_WHILE_TYPING if is_typing else MIN_PREFIX
        if len(prefix) < shortest and not prefix.isdigit():
            return []
        begun = [word for word in self.spellings if word.startswith(prefix)]
        begun.sort(key=lambda word: (word not in self.names, -self.spellings[word], word))
        return list(dict.fromkeys(map(term, begun)))[:MAX_COMPLETIONS]

    def begun_phrases(self, spelled: Sequence[str]) -> list[Phrase]:
        """Return phrases with synonyms that begin with these words, the last one unfinished.

        Phrases of the catalogue come first.
        """
        *finished, last = spelled
        before = tuple(map(term, finished))
        at = len(before)
        begun = [
            phrase
            for phrase in self.synonyms
            if len(phrase) > at and phrase[:at] == before and phrase[at].startswith(last)
        ]
        return sorted(begun, key=lambda phrase: (term("".join(phrase)) not in self.counts, phrase))

    def split(self, word: str) -> Phrase | None:
        """Return two known words that this one consists of: "dashcam" is "dash" and "cam"."""
        parts = ((word[:at], word[at:]) for at in range(len(word) - 2, 2, -1))
        known = [pair for pair in parts if all(map(self.knows, pair))]
        return tuple(map(term, known[0])) if known else None

    def correction(self, word: str) -> str | None:
        """Return the known word that this one was most likely meant to be."""
        return next(iter(self.near(word)), None)

    def near(self, word: str) -> list[str]:
        """Return the known words that this one may be a typing error for, the likeliest first.

        One error (a letter too many, too few, wrong, or two swapped) in words of 4 letters or more,
        two in words of 8 or more. Words with digits are not corrected: they are codes and sizes.
        Stop words are neither corrected nor meant.
        """
        if len(word) < MIN_LENGTH_TO_CORRECT or any(c.isdigit() for c in word):
            return []
        if word in STOP_WORDS:
            return []
        most_errors = 2 if len(word) >= MIN_LENGTH_FOR_TWO_ERRORS else 1
        found = process.extract(
            word,
            [*self.spellings, *self.joined],
            scorer=DamerauLevenshtein.distance,
            score_cutoff=most_errors,
            limit=None,
        )
        likely = [
            (distance, other[0] != word[0], -self._count(other), other)
            for other, distance, _ in found
            if self._may_be_meant(other, word)
        ]
        return [other for *_, other in sorted(likely)]

    def _may_be_meant(self, other: str, word: str) -> bool:
        if len(other) < MIN_LENGTH_TO_CORRECT or any(c.isdigit() for c in other):
            return False
        if other in STOP_WORDS:
            return False
        is_name = other in self.names or other in self.joined
        return len(word) >= MIN_LENGTH_TO_CORRECT_FREELY or (other[0] == word[0] and is_name)

    def _count(self, spelled: str) -> int:
        return self.spellings.get(spelled, 0) or self.joined.get(spelled, 0)


NO_WORDS = Vocabulary({}, {}, {}, frozenset(), {})


def with_texts(
    known: Vocabulary, pages: Iterable[Sequence[str]], groups: Iterable[SynonymGroup]
) -> Vocabulary:
    """Return the vocabulary with the texts of these pages added, and with the synonyms of `groups`.

    A page is its texts, the title first and the description last.
    """
    counts, spellings = Counter(known.counts), Counter(known.spellings)
    joined, names = Counter(known.joined), set(known.names)
    for texts in pages:
        *named, description = [words(text) if text else [] for text in texts]
        spelled = [*named, description]
        of_page = {word for text in spelled for word in text}
        spellings.update(of_page)
        counts.update({term(word) for word in of_page})
        counts.update({pair for text in spelled for pair in joined_pairs(text)})
        joined.update({first + second for first, second in pairwise(spelled[0])})
        names.update(word for text in named for word in text)
    for word in {word for group in groups for word in words(group.words)}:
        spellings.setdefault(word, 1)
        names.add(word)
    return Vocabulary(
        dict(counts), dict(spellings), dict(joined), frozenset(names), _synonyms(groups)
    )


def _synonyms(groups: Iterable[SynonymGroup]) -> dict[Phrase, tuple[Phrase, ...]]:
    meanings: dict[Phrase, list[Phrase]] = {}
    for group in groups:
        for phrase in group.phrases:
            others = meanings.setdefault(phrase, [])
            others += [other for other in group.phrases if other != phrase and other not in others]
    return {phrase: tuple(others) for phrase, others in meanings.items()}
