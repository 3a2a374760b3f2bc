"""Store an import's report as JSON with the upload, cut to a length that a page can show."""

from collections import Counter

from catalog.imports.rows.report import Outcome, Report

MAX_CHARACTERS = 400
MAX_CHARACTERS_OF_WORDS = 8_000
MAX_WORDS = 100


def as_json(report: Report) -> dict:
    """Return the report as JSON; each listed row is [line, SKU, reason]."""
    return {
        "counts": {outcome: report.counts[outcome] for outcome in Outcome},
        "total": report.total,
        "to_write": report.to_write,
        "words": [_cut(words, MAX_CHARACTERS_OF_WORDS) for words in report.in_words()[:MAX_WORDS]],
        "listed": {
            outcome: [
                [_cut(part, MAX_CHARACTERS) for part in line.split(": ", 2)] for line in lines
            ]
            for outcome, lines in report.lines.items()
        },
    }


def from_json(stored: dict) -> Report:
    """Restore counts and listed rows, so that an interrupted run can continue counting."""
    report = Report(
        counts=Counter({Outcome(name): rows for name, rows in stored.get("counts", {}).items()})
    )
    for name, rows in stored.get("listed", {}).items():
        report.lines[Outcome(name)] += [": ".join(row) for row in rows]
    return report


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
