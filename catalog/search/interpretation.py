"""Interpret a query: what each word can stand for, given the words of the catalogue."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, product

from catalog.models.search_synonyms import MAX_WORDS_OF_SYNONYM
from catalog.search.vocabulary import Phrase, Vocabulary
from catalog.search_terms import WEAK_WORDS, term, without_stop_words, words

# Splitting and correcting a word takes time that grows with the square of its length.
MAX_QUERY_LENGTH = 200
MAX_WORD_LENGTH = 60
MAX_WORDS = 10
MAX_ALTERNATIVES = 16
MAX_REINTERPRETATIONS = 3


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is asked for: a word or phrase, and the phrases that match it.

    `alternatives` begins with the phrase itself. `is_weak`: a word such as "car", which is true of
    everything here and excludes nothing. `is_unfinished`: each alternative may be what is typed.
    """

    typed: str
    alternatives: tuple[Phrase, ...]
    is_weak: bool = False
    correction: str = ""
    is_unfinished: bool = False

    @property
    def own(self) -> tuple[Phrase, ...]:
        """The alternatives that are no synonyms."""
        return self.alternatives if self.is_unfinished else self.alternatives[:1]


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
    def own_terms(self) -> frozenset[str]:
        """The terms of the words that were asked for, without their synonyms."""
        phrases = (phrase for concept in self.concepts for phrase in concept.own)
        return frozenset(word for phrase in phrases for word in phrase)

    @property
    def code(self) -> str:
        """The query as one word, to be compared with SKUs and product codes."""
        return "".join("".join(words(concept.typed)) for concept in self.concepts)


def interpret(
    query: str,
    vocabulary: Vocabulary,
    *,
    is_typing: bool = False,
    kept: Set[str] = frozenset(),
    replaced: Mapping[str, str] | None = None,
) -> Interpretation:
    """Interpret the first `MAX_QUERY_LENGTH` characters of the query; long words are cut.

    `is_typing`: the last word may be the beginning of a longer one. `kept`: terms that are not
    corrected. `replaced`: corrections of words that are known.
    """
    meant = _meant_words(query)
    corrections = {
        word: correction
        for word in dict.fromkeys(meant)
        if term(word) not in kept and (correction := _correction(word, vocabulary))
    }
    corrections |= replaced or {}
    is_unfinished = is_typing and bool(meant) and not query[:MAX_QUERY_LENGTH][-1:].isspace()
    if is_unfinished and meant[-1] not in vocabulary.names:
        return Interpretation(tuple(_unfinished_concepts(meant, vocabulary, corrections)))
    return Interpretation(tuple(_concepts(meant, vocabulary, corrections)))


def reinterpret(
    query: str, vocabulary: Vocabulary, *, is_typing: bool = False, kept: Set[str] = frozenset()
) -> list[Interpretation]:
    """Interpret the query with one of its known words replaced by a near one, likeliest first.

    "jump leds": though "leds" are in the catalogue, "jump leads" may be meant. Words with synonyms
    are kept.
    """
    meant = _meant_words(query)
    nears = [
        (not _is_pair(meant, at, near, vocabulary), order, at, near)
        for at, word in enumerate(meant)
        if vocabulary.knows(word)
        and term(word) not in kept | WEAK_WORDS
        and (term(word),) not in vocabulary.synonyms
        for order, near in enumerate(vocabulary.near(word))
        if term(near) != term(word)
    ]
    read = [
        interpret(query, vocabulary, is_typing=is_typing, kept=kept, replaced={meant[at]: near})
        for _, _, at, near in sorted(nears)[:MAX_REINTERPRETATIONS]
    ]
    return [other for other in read if other.corrected]


def _meant_words(query: str) -> list[str]:
    spelled = [word[:MAX_WORD_LENGTH] for word in words(query[:MAX_QUERY_LENGTH])[:MAX_WORDS]]
    return without_stop_words(spelled) or spelled


def _is_pair(meant: Sequence[str], at: int, near: str, vocabulary: Vocabulary) -> bool:
    """Return whether the near word and a neighbour of the word stand together in a title."""
    pairs = [(before, near) for before in meant[at - 1 : at]] if at else []
    pairs += [(near, after) for after in meant[at + 1 : at + 2]]
    return any(first + second in vocabulary.joined for first, second in pairs)


def _correction(word: str, vocabulary: Vocabulary) -> str | None:
    """Return what a word that is not known, begins none and consists of none was meant to be."""
    if vocabulary.knows(word) or vocabulary.completions(word) or vocabulary.split(word):
        return None
    return vocabulary.correction(word)


def _unfinished_concepts(
    meant: Sequence[str], vocabulary: Vocabulary, corrections: Mapping[str, str]
) -> Iterator[Concept]:
    """Interpret words of which the last is unfinished: alone, or as the end of a phrase.

    "tyre pr" begins "tyre pressure gauge", which is a tyre gauge.
    """
    longer = vocabulary.completions(meant[-1], is_typing=True)
    for length in range(min(len(meant), MAX_WORDS_OF_SYNONYM), 1, -1):
        if phrases := vocabulary.begun_phrases(meant[-length:]):
            yield from _concepts(meant[:-length], vocabulary, corrections)
            *before, _ = map(term, meant[-length:])
            meanings = [(phrase, *vocabulary.synonyms[phrase]) for phrase in phrases]
            alternatives = [*chain(*meanings), *((*before, word) for word in longer)]
            found = tuple(dict.fromkeys(alternatives))[:MAX_ALTERNATIVES]
            yield Concept(" ".join(meant[-length:]), found)
            return
    *finished, last = _concepts(meant, vocabulary, corrections)
    yield from finished
    if not longer or last.correction or last.typed != meant[-1]:
        yield last
        return
    found = tuple(dict.fromkeys([*last.alternatives, *((word,) for word in longer)]))
    yield replace(last, alternatives=found[:MAX_ALTERNATIVES], is_unfinished=True)


def _concepts(
    spelled: Sequence[str], vocabulary: Vocabulary, corrections: Mapping[str, str]
) -> Iterator[Concept]:
    corrected = [corrections.get(word, word) for word in spelled]
    at = 0
    while at < len(spelled):
        if length := _length_of_synonym(spelled[at:], vocabulary) or _length_of_joined(
            spelled[at : at + 2], vocabulary
        ):
            yield _concept_of_phrase(spelled[at : at + length], vocabulary)
        elif length := _length_of_synonym(corrected[at:], vocabulary):
            phrase = _concept_of_phrase(corrected[at : at + length], vocabulary)
            typed = " ".join(spelled[at : at + length])
            yield replace(phrase, typed=typed, correction=phrase.typed)
        else:
            length = 1
            yield _concept_of_word(spelled[at], vocabulary, corrections.get(spelled[at], ""))
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


def _concept_of_word(word: str, vocabulary: Vocabulary, correction: str) -> Concept:
    if correction:
        known = _known(correction, vocabulary)
        return Concept(word, known.alternatives, known.is_weak, correction)
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
    return Concept(word, ((term(word),),))


def _known(word: str, vocabulary: Vocabulary) -> Concept:
    alternatives = _with_synonyms(term(word), vocabulary)
    return Concept(word, tuple(alternatives), is_weak=term(word) in WEAK_WORDS)


def _with_synonyms(own: str, vocabulary: Vocabulary) -> list[Phrase]:
    return [(own,), *vocabulary.synonyms.get((own,), ())]
