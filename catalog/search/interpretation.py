"""Interpret a query: what each word can stand for, given the words of the catalogue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from catalog.models.search_synonyms import MAX_WORDS_OF_SYNONYM
from catalog.search.vocabulary import Phrase, Vocabulary
from catalog.search_terms import WEAK_WORDS, term, without_stop_words, words

# Splitting and correcting a word takes time that grows with the square of its length.
MAX_QUERY_LENGTH = 200
MAX_WORD_LENGTH = 60
MAX_WORDS = 10
MAX_ALTERNATIVES = 16


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is asked for: a word or phrase, and the phrases that match it.

    `alternatives` begins with the phrase itself. `is_weak`: a word such as "car", which is true of
    everything here and excludes nothing.
    """

    typed: str
    alternatives: tuple[Phrase, ...]
    is_weak: bool = False
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The concepts of a query, in the order of its words."""

    concepts: tuple[Concept, ...]

    @property
    def required(self) -> tuple[Concept, ...]:
        """The concepts that a match must have: all but the weak ones, if there are others."""
        return tuple(c for c in self.concepts if not c.is_weak) or self.concepts

    @property
    def corrected(self) -> str:
        """The query with its corrections; empty if there is none."""
        if not any(concept.correction for concept in self.concepts):
            return ""
        return " ".join(concept.correction or concept.typed for concept in self.concepts)

    @property
    def terms(self) -> frozenset[str]:
        """The terms of all alternatives."""
        phrases = (phrase for concept in self.concepts for phrase in concept.alternatives)
        return frozenset(word for phrase in phrases for word in phrase)

    @property
    def code(self) -> str:
        """The query as one word, to be compared with SKUs and product codes."""
        return "".join("".join(words(concept.typed)) for concept in self.concepts)


def interpret(query: str, vocabulary: Vocabulary, *, is_typing: bool = False) -> Interpretation:
    """Interpret the first `MAX_QUERY_LENGTH` characters of the query; long words are cut.

    `is_typing`: the last word may be the beginning of a longer one.
    """
    query = query[:MAX_QUERY_LENGTH]
    spelled = [word[:MAX_WORD_LENGTH] for word in words(query)[:MAX_WORDS]]
    meant = without_stop_words(spelled) or spelled
    concepts = list(_concepts(meant, vocabulary))
    if is_typing and concepts and not query[-1:].isspace():
        concepts[-1] = _with_completions(concepts[-1], meant[-1], vocabulary)
    return Interpretation(tuple(concepts))


def _with_completions(concept: Concept, beginning: str, vocabulary: Vocabulary) -> Concept:
    longer = ((completion,) for completion in vocabulary.completions(beginning))
    alternatives = tuple(dict.fromkeys([*concept.alternatives, *longer]))
    return replace(concept, alternatives=alternatives[:MAX_ALTERNATIVES])


def _concepts(spelled: Sequence[str], vocabulary: Vocabulary) -> Iterator[Concept]:
    at = 0
    while at < len(spelled):
        length = _length_of_synonym(spelled[at:], vocabulary) or _length_of_joined(
            spelled[at : at + 2], vocabulary
        )
        if length:
            yield _concept_of_phrase(spelled[at : at + length], vocabulary)
        else:
            length = 1
            yield _concept_of_word(spelled[at], vocabulary)
        at += length


def _length_of_synonym(spelled: Sequence[str], vocabulary: Vocabulary) -> int:
    """Return how many of the next words are a phrase with synonyms; 0 for none or one word."""
    for length in range(min(len(spelled), MAX_WORDS_OF_SYNONYM), 1, -1):
        if tuple(map(term, spelled[:length])) in vocabulary.synonyms:
            return length
    return 0


def _length_of_joined(pair: Sequence[str], vocabulary: Vocabulary) -> int:
    """Return 2 if the two words are known as one only: "wind screen" is "windscreen"."""
    is_joined = (
        len(pair) == 2
        and term("".join(pair)) in vocabulary.counts
        and not all(map(vocabulary.knows, pair))
    )
    return 2 if is_joined else 0


def _concept_of_phrase(spelled: Sequence[str], vocabulary: Vocabulary) -> Concept:
    phrase = tuple(map(term, spelled))
    joined = term("".join(spelled))
    alternatives = [phrase, *vocabulary.synonyms.get(phrase, ())]
    if joined in vocabulary.counts:
        alternatives.append((joined,))
    return Concept(" ".join(spelled), tuple(alternatives))


def _concept_of_word(word: str, vocabulary: Vocabulary) -> Concept:
    if word in vocabulary.joined and (parts := vocabulary.split(word)):
        return Concept(word, (parts, (term(word),)))
    if vocabulary.knows(word):
        return _known(word, vocabulary)
    if completions := vocabulary.completions(word):
        return Concept(word, tuple((completion,) for completion in completions))
    if parts := vocabulary.split(word):
        variants = product(*(_with_synonyms(part, vocabulary) for part in parts))
        phrases = [sum(variant, ()) for variant in variants]
        return Concept(word, tuple(phrases[:MAX_ALTERNATIVES]))
    if correction := vocabulary.correction(word):
        known = _known(correction, vocabulary)
        return Concept(word, known.alternatives, known.is_weak, correction)
    return Concept(word, ((term(word),),))


def _known(word: str, vocabulary: Vocabulary) -> Concept:
    alternatives = _with_synonyms(term(word), vocabulary)
    return Concept(word, tuple(alternatives), is_weak=term(word) in WEAK_WORDS)


def _with_synonyms(own: str, vocabulary: Vocabulary) -> list[Phrase]:
    return [(own,), *vocabulary.synonyms.get((own,), ())]
