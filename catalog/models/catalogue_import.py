"""Catalogue upload of an editor: its files, progress and reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce

from catalog.models.import_format import ImportFormat
from sitewide.private_storage import PrivateFolder, local_paths, private_files
from sitewide.transitions import Transitions


class ImportState(models.TextChoices):
    """State of an import. Nothing is written to the catalogue up to CHECKED."""

    UPLOADED = "uploaded", "Waiting to be checked"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    ACCEPTED = "accepted", "Waiting to be written"
    WRITING = "writing", "Being written"
    WRITTEN = "written", "Written"
    FAILED = "failed", "Not finished"
    DISCARDED = "discarded", "Discarded"


S = ImportState
# Every state that waits for the worker may fail.
IMPORT_TRANSITIONS = Transitions(
    {
        S.UPLOADED: frozenset({S.CHECKING, S.FAILED, S.DISCARDED}),
        S.CHECKING: frozenset({S.CHECKED, S.FAILED, S.DISCARDED}),
        S.CHECKED: frozenset({S.ACCEPTED, S.DISCARDED}),
        S.ACCEPTED: frozenset({S.WRITING, S.FAILED}),
        S.WRITING: frozenset({S.WRITTEN, S.FAILED}),
        S.WRITTEN: frozenset(),
        S.FAILED: frozenset(),
        S.DISCARDED: frozenset(),
    }
)
BEGINS_AS = {
    ImportState.UPLOADED: ImportState.CHECKING,
    ImportState.ACCEPTED: ImportState.WRITING,
}
RUNNING = frozenset(BEGINS_AS.values())
ENDED = IMPORT_TRANSITIONS.final_states


def private_storage() -> Storage:
    """Storage outside the public media: the files contain prices that are not published yet."""
    return private_files(PrivateFolder.IMPORTS)


def catalogue_place(upload: "CatalogueImport", name: str) -> str:
    """Return a new path for each upload. The name that the browser sent is not used."""
    return f"{uuid4().hex}/catalogue.csv"


def pictures_place(upload: "CatalogueImport", name: str) -> str:
    """Return a new path for the pictures of each upload."""
    return f"{uuid4().hex}/pictures.zip"


class CatalogueImportQuerySet(models.QuerySet):
    def move(self, to: ImportState, **values: Any) -> bool:
        """Move the imports that may enter this state. Returns whether any moved (law 4)."""
        return IMPORT_TRANSITIONS.move(self, to, **values)

    def unfinished(self) -> Self:
        """Imports that wait for the worker or that it is working on."""
        return self.filter(state__in=[*BEGINS_AS, *RUNNING])

    def listed(self) -> Self:
        """Imports with the `counts` of the latest report instead of the whole reports."""
        reports = ("written_report", "checked_report")
        counts = Coalesce(*(KeyTransform("counts", report) for report in reports))
        return self.select_related("author").defer(*reports).annotate(counts=counts)

    def ended(self) -> Self:
        return self.filter(state__in=ENDED)


class CatalogueImport(models.Model):
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The import is written in this user's name and with their rights.",
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=255, help_text="Name of the uploaded file.")
    pictures_name = models.CharField(max_length=255, blank=True)
    file = models.FileField(storage=private_storage, upload_to=catalogue_place, blank=True)
    pictures = models.FileField(storage=private_storage, upload_to=pictures_place, blank=True)
    format = models.CharField(max_length=20, choices=ImportFormat)
    drafts_only = models.BooleanField(default=True)
    untracked_stock = models.PositiveIntegerField(
        null=True, help_text="Opening stock of products that the other shop sells without counting."
    )

    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.UPLOADED)
    run = models.PositiveIntegerField(
        default=0,
        help_text="Number of times the worker has started. Only the latest run may continue.",
    )
    queued_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    checked_report = models.JSONField(default=dict)
    written_report = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    failed_reason = models.TextField(blank=True)

    objects = CatalogueImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=ImportState.WRITING),
                name="one_import_writes",
                violation_error_message="Another import is being written.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.FAILED) | ~Q(failed_reason=""),
                name="failed_import_says_why",
                violation_error_message="A failed import needs a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in BEGINS_AS or self.state in RUNNING

    @property
    def is_checked(self) -> bool:
        return self.state == ImportState.CHECKED

    @property
    def is_written(self) -> bool:
        return self.state == ImportState.WRITTEN

    @property
    def may_be_discarded(self) -> bool:
        return IMPORT_TRANSITIONS.allows(ImportState(self.state), ImportState.DISCARDED)

    @property
    def has_files(self) -> bool:
        """Whether every uploaded file still exists."""
        files = [file for file in (self.file, self.pictures) if file]
        return bool(self.file) and all(
            file.storage.exists(file.name) for file in files if file.name
        )

    @contextmanager
    def local_files(self) -> Iterator[tuple[Path, Path | None]]:
        """Give the paths of the catalogue file and of the pictures, if any."""
        names = [file.name for file in (self.file, self.pictures) if file.name]
        with local_paths(self.file.storage, *names) as (catalogue, *pictures):
            yield catalogue, pictures[0] if pictures else None
