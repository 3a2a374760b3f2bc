"""A report as it is kept with its upload: no longer than a page can show."""

from collections import Counter

from catalog.imports.report import Outcome, Report

MOST_CHARACTERS = 400
MOST_CHARACTERS_OF_WORDS = 8_000
MOST_WORDS = 100


def as_json(report: Report) -> dict:
    """Rows are told as [line, SKU, reason]."""
    return {
        "counts": {outcome: report.counts[outcome] for outcome in Outcome},
        "total": report.total,
        "to_write": report.to_write,
        "words": [
            _cut(words, MOST_CHARACTERS_OF_WORDS) for words in report.in_words()[:MOST_WORDS]
        ],
        "told": {
            outcome: [_cut(line, MOST_CHARACTERS).split(": ", 2) for line in lines]
            for outcome, lines in report.told.items()
        },
    }


def from_json(kept: dict) -> Report:
    """The rows of it, so that counting can go on where a run was cut short."""
    report = Report(
        counts=Counter({Outcome(name): rows for name, rows in kept.get("counts", {}).items()})
    )
    for name, rows in kept.get("told", {}).items():
        report.told[Outcome(name)] += [": ".join(row) for row in rows]
    return report


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
