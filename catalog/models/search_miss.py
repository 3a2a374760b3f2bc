"""Searches that found nothing, counted for editors."""

from django.db import models


class SearchMiss(models.Model):
    """Words that were searched for in vain. No searcher is stored."""

    words = models.CharField(max_length=60, unique=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField("first searched", auto_now_add=True)
    last_at = models.DateTimeField("last searched", auto_now=True, db_index=True)

    class Meta:
        ordering = ["-times", "words"]
        verbose_name = "search without results"
        verbose_name_plural = "searches without results"

    def __str__(self) -> str:
        return self.words
