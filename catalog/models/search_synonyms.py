"""Groups of words that mean the same in a search. Editors keep them as a snippet."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel

from catalog.search_terms import term, without_stop_words, words

MAX_WORDS_OF_SYNONYM = 4


class SynonymGroup(models.Model):
    """Words that shoppers use for the same thing: who searches for one finds the others too."""

    words = models.CharField(
        max_length=300,
        unique=True,
        help_text="Words or short phrases for the same thing, separated by commas: “vacuum, "
        "hoover, vac”. Singular is enough, and American spellings are known.",
    )

    panels = [FieldPanel("words")]

    class Meta:
        ordering = ["words"]
        verbose_name = "search synonym"

    def __str__(self) -> str:
        return self.words

    @property
    def phrases(self) -> list[tuple[str, ...]]:
        """The terms of each phrase, without stop words, as in a query, and without repetitions."""
        spelled = (words(phrase) for phrase in self.words.split(","))
        found = (tuple(map(term, without_stop_words(phrase) or phrase)) for phrase in spelled)
        return list(dict.fromkeys(phrase for phrase in found if phrase))

    def clean(self) -> None:
        super().clean()
        phrases = self.phrases
        if len(phrases) < 2:
            raise ValidationError({"words": "Give two words or more, separated by commas."})
        if any(len(phrase) > MAX_WORDS_OF_SYNONYM for phrase in phrases):
            raise ValidationError(
                {"words": f"A phrase has {MAX_WORDS_OF_SYNONYM} words at most. Use commas between."}
            )
