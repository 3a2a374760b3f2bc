"""`make lighthouse`: measure each page three times, print the medians, and judge them."""

import os
import tempfile
from pathlib import Path

from tests import services
from tests.lighthouse.bounds import MIN_SCORES, PAGES, MeasuredPage, broken_bounds
from tests.lighthouse.production_shop import production_shop
from tests.lighthouse.program import VERSION, Lighthouse
from tests.lighthouse.report import (
    WEIGHED,
    Figures,
    MeasurementFailed,
    figures_of,
    slow_audits,
    unpassed_audits,
)
from tests.pytest_runs import ROOT

RUNS = 3
KEPT = ROOT / "var" / "lighthouse"


def measure_pages() -> int:
    """Measure the pages of a new shop. Return the exit status."""
    try:
        chromium = os.environ.get("CHROMIUM") or services.find_headless_chromium()
        lighthouse = Lighthouse(services.find_npm(), chromium)
    except services.Missing as missing:
        print(f"Nothing was measured, because {missing}.")
        return 1
    KEPT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="autovise-lighthouse-") as folder,
        production_shop(Path(folder) / "data") as address,
    ):
        print(f"Lighthouse {VERSION}, a phone, medians of {RUNS} runs; weights in bytes.\n")
        print(table_head(), flush=True)
        complaints = [text for page in PAGES for text in _measure(lighthouse, page, address)]
    print(f"\nThe reports are in {KEPT.relative_to(ROOT)}.")
    for complaint in complaints:
        print(f"✗ {complaint}")
    if not complaints:
        print("✓ All bounds hold.")
    return 1 if complaints else 0


def _measure(lighthouse: Lighthouse, page: MeasuredPage, address: str) -> list[str]:
    """Print the line of a page. Return its broken bounds and the audits that explain them."""
    try:
        reports = [
            lighthouse.measure(
                address + page.path, KEPT / f"{page.name}-{run}", skipped_audits=page.skipped_audits
            )
            for run in range(1, RUNS + 1)
        ]
        figures = figures_of(reports)
    except MeasurementFailed as failed:
        print(f"{page.name:10}not measured", flush=True)
        return [f"{page.name}: {failed}"]
    print(table_line(page, figures), flush=True)
    complaints = list(broken_bounds(page, figures))
    audits = [text for report in reports for text in unpassed_audits(report)]
    if complaints:
        audits += slow_audits(reports[0])
    return [*complaints, *(f"{page.name}: {text}" for text in dict.fromkeys(audits))]


def table_head() -> str:
    """Return the names of the columns."""
    scores = "".join(f"  {name}" for name in MIN_SCORES)
    weights = "".join(f"{kind:>{_width(kind)}}" for kind in WEIGHED)
    return f"{'':10}{scores}{'LCP ms':>8}{'CLS':>7}{weights}{'total':>9}{'no photos':>11}"


def table_line(page: MeasuredPage, figures: Figures) -> str:
    """Return the figures of a page, in the columns of `table_head`."""
    scores = "".join(f"{figures.scores[name]:>{len(name) + 2}}" for name in MIN_SCORES)
    weights = "".join(f"{figures.weights.bytes[kind]:>{_width(kind)},}" for kind in WEIGHED)
    totals = f"{figures.weights.total:>9,}{figures.weights.without_photographs:>11,}"
    return f"{page.name:10}{scores}{figures.lcp_ms:>8.0f}{figures.cls:>7.3f}{weights}{totals}"


def _width(kind: str) -> int:
    """Return the width of a column of bytes, which have up to seven characters."""
    return max(len(kind), 7) + 2
