"""What the page of one import shows."""

from dataclasses import dataclass

from django.urls import reverse

from catalog.imports.rows.report import Outcome
from catalog.models import CatalogueImport, ImportState
from catalog.pages.selling_rights import may_change_selling_terms
from catalog.uploads.queue import needs_consent

TOLD = {
    Outcome.REFUSED: "Refused",
    Outcome.LEFT_OUT: "Left out",
    Outcome.CHANGED: "Changed",
}


@dataclass(frozen=True)
class ToldRows:
    """Rows of one outcome, each (line, SKU, reason). `more` were counted, and are not shown."""

    title: str
    count: int
    rows: list
    is_open: bool

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def import_facts(upload: CatalogueImport, user) -> dict:
    is_author = upload.author_id == user.pk
    return {
        "upload": upload,
        "is_author": is_author,
        "may_write": is_author and may_change_selling_terms(user),
        "may_discard": upload.may_be_discarded and (is_author or user.is_superuser),
        "needs_consent": needs_consent(upload),
        "checked": told(upload.checked_report),
        "written": told(upload.written_report),
        "results": results_of(upload),
    }


def told(kept: dict) -> dict | None:
    """A kept report in the order in which it is read; None while there is none."""
    if not kept:
        return None
    counts = kept["counts"]
    return {
        "total": kept["total"],
        "to_write": kept["to_write"],
        "counts": [(name.capitalize(), counts[name]) for name in Outcome],
        "words": [words.partition(": ")[::2] for words in kept["words"]],
        "rows": [
            ToldRows(title, counts[name], kept["told"].get(name, []), name != Outcome.CHANGED)
            for name, title in TOLD.items()
            if counts[name]
        ],
    }


def results_of(upload: CatalogueImport) -> list[tuple[str, str]]:
    """Where to look at what was written: (words, address)."""
    if upload.state != ImportState.WRITTEN:
        return []
    statuses = [("New drafts of", "draft"), ("Drafts of live", "changed")]
    if not upload.drafts_only:
        statuses = [("Live", "live")]
    return [
        (f"{words} {kind}", f"{reverse(f'{kind}:index')}?status={status}")
        for words, status in statuses
        for kind in ("products", "bundles")
    ]
