"""What is read from Lighthouse's reports: scores, times, weights and audits that did not pass."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

# Lighthouse's types of resources. Everything else is counted as "other".
KINDS = {
    "Document": "html",
    "Stylesheet": "css",
    "Script": "scripts",
    "Font": "fonts",
    "Image": "drawings",
}
PHOTOGRAPHS = "photographs"
WEIGHED = (*KINDS.values(), "other", PHOTOGRAPHS)
PHOTOGRAPHS_PATH = "/media/"
# Categories whose audits must all pass. An audit of performance informs: the score is judged.
JUDGED_BY_AUDITS = ("accessibility", "best-practices", "seo")
MAX_ELEMENTS = 5


class MeasurementFailed(Exception):
    """Lighthouse could not measure the page; the message has its reason."""


@dataclass(frozen=True)
class Weights:
    """Transferred bytes by kind, and of the largest photograph; the number of style sheets."""

    bytes: dict[str, int]
    stylesheets: int
    largest_photograph: int = 0

    @property
    def total(self) -> int:
        return sum(self.bytes.values())

    @property
    def without_photographs(self) -> int:
        return self.total - self.bytes[PHOTOGRAPHS]


@dataclass(frozen=True)
class Figures:
    """Medians of several runs. Scores are from 0 to 100."""

    scores: dict[str, int]
    lcp_ms: float
    cls: float
    weights: Weights


def figures_of(reports: Sequence[dict]) -> Figures:
    """Return the medians of these reports. Raises MeasurementFailed."""
    for report in reports:
        if error := report.get("runtimeError"):
            raise MeasurementFailed(f"{error['code']}: {error['message']}")
    first = reports[0]
    return Figures(
        scores={
            name: round(median(report["categories"][name]["score"] for report in reports) * 100)
            for name in first["categories"]
        },
        lcp_ms=_median_of("largest-contentful-paint", reports),
        cls=_median_of("cumulative-layout-shift", reports),
        weights=_heaviest([weights_of(report) for report in reports]),
    )


def weights_of(report: dict) -> Weights:
    """Return what the page made the browser transfer."""
    weights = Counter(dict.fromkeys(WEIGHED, 0))
    stylesheets = largest_photograph = 0
    for request in report["audits"]["network-requests"]["details"]["items"]:
        kind, size = _kind(request), request["transferSize"]
        weights[kind] += size
        if kind == PHOTOGRAPHS:
            largest_photograph = max(largest_photograph, size)
        stylesheets += request["resourceType"] == "Stylesheet"
    return Weights(dict(weights), stylesheets, largest_photograph)


def unpassed_audits(report: dict) -> Iterator[str]:
    """Yield title and elements of each audit that must pass and did not."""
    for category in JUDGED_BY_AUDITS:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{category}: {audit['title']} ({audit['id']})"
                yield from (f"    {element}" for element in _elements(audit)[:MAX_ELEMENTS])


def slow_audits(report: dict) -> Iterator[str]:
    """Yield the audits of performance that did not pass, with Lighthouse's estimates."""
    for reference in report["categories"]["performance"]["auditRefs"]:
        audit = report["audits"][reference["id"]]
        if audit["score"] is not None and audit["score"] < 1:
            shown = audit.get("displayValue", "")
            yield f"performance: {audit['title']} ({audit['id']}) {shown}".rstrip()


def _median_of(audit: str, reports: Sequence[dict]) -> float:
    return median(report["audits"][audit]["numericValue"] for report in reports)


def _heaviest(weights: Sequence[Weights]) -> Weights:
    """Return the heaviest run: which lazy pictures are loaded depends on the time it takes."""
    return max(weights, key=lambda run: run.total)


def _kind(request: dict) -> str:
    kind = KINDS.get(request["resourceType"], "other")
    is_photograph = urlsplit(request["url"]).path.startswith(PHOTOGRAPHS_PATH)
    return PHOTOGRAPHS if kind == "drawings" and is_photograph else kind


def _elements(audit: dict) -> list[str]:
    """Return the elements or URLs that an audit names."""
    items = audit.get("details", {}).get("items", [])
    named = (
        item.get("node", {}).get("snippet") or item.get("url") or item.get("description")
        for item in items
    )
    return [str(name) for name in named if name]
