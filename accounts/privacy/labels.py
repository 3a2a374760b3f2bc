"""Labels and formatted values for the HTML page of a data export."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.privacy.registry import ExportRow
from sitewide.templatetags.money import pounds

PENCE = "_pence"


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled value. It has either `words` (the formatted value) or nested `rows`."""

    label: str
    words: str = ""
    rows: tuple[tuple["Line", ...], ...] = ()


def labelled_values(row: ExportRow) -> tuple[Line, ...]:
    """Return a Line for each name and value."""
    return tuple(_line(name, value) for name, value in row.items())


def _line(name: str, value: object) -> Line:
    label = name.removesuffix(PENCE).replace("_", " ").capitalize()
    if isinstance(value, list) and any(isinstance(row, dict) for row in value):
        return Line(label, rows=tuple(labelled_values(row) for row in value))
    return Line(label, words=_words(name, value))


def _words(name: str, value: object) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith(PENCE) and isinstance(value, int):
        return pounds(value)
    if isinstance(value, datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
