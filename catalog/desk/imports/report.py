"""Template context of the page of one import."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from wagtail.models import Page

from catalog.imports.rows.report import Outcome
from catalog.models import CatalogueImport, ImportState
from catalog.models.users import AnyUser
from catalog.pages.rights.selling_rights import may_change_selling_terms
from catalog.uploads.queue import needs_consent

# More changed rows than these are folded.
OPEN_UP_TO = 30
LISTED_OUTCOMES = {
    Outcome.REFUSED: "Refused",
    Outcome.LEFT_OUT: "Left out",
    Outcome.CHANGED: "Changed",
}


@dataclass(frozen=True)
class RowGroup:
    """Rows of one outcome, each (line, SKU, title of the page, reason).

    The title is empty if no page has the SKU. `more`: the number of rows that are not shown.
    """

    title: str
    count: int
    rows: list[tuple[str, str, str, str]]
    is_open: bool

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def import_context(upload: CatalogueImport, user: AnyUser) -> dict:
    """Return the template context: the import, its reports and what the user may do with it."""
    is_author = upload.author_id == user.pk
    return {
        "upload": upload,
        "is_author": is_author,
        "may_write": is_author and may_change_selling_terms(user),
        "may_discard": upload.may_be_discarded and (is_author or user.is_superuser),
        "needs_consent": needs_consent(upload),
        "checked": report_context(upload.checked_report),
        "written": report_context(upload.written_report),
        "results": results_of(upload),
    }


def report_context(stored: dict) -> dict | None:
    """Return a stored report as template context, or None if there is none yet."""
    if not stored:
        return None
    counts, titles = stored["counts"], _titles(stored["listed"].values())
    groups = {name: stored["listed"].get(name, []) for name in LISTED_OUTCOMES if counts[name]}
    return {
        "total": stored["total"],
        "to_write": stored["to_write"],
        "counts": [(name.capitalize(), counts[name]) for name in Outcome],
        "words": [words.partition(": ")[::2] for words in stored["words"]],
        "rows": [
            RowGroup(
                title=LISTED_OUTCOMES[name],
                count=counts[name],
                rows=[(line, sku, titles.get(sku, ""), reason) for line, sku, reason in rows],
                is_open=name != Outcome.CHANGED or len(rows) <= OPEN_UP_TO,
            )
            for name, rows in groups.items()
        ],
    }


def _titles(listed: Iterable[list[list[str]]]) -> dict[str, str]:
    """Return the titles of the pages that have these SKUs."""
    skus = {sku for rows in listed for _, sku, _ in rows}
    pages = Page.objects.filter(sku_claim__in=skus)
    return dict(pages.values_list("sku_claim", "draft_title"))


def results_of(upload: CatalogueImport) -> list[tuple[str, str]]:
    """Return links to the lists of the written pages: (text, URL)."""
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
