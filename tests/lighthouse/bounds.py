"""The measured pages, and what each of them must hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.lighthouse.report import PHOTOGRAPHS, Figures

MIN_SCORES = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
MAX_LCP_MS = 1_500
MAX_CLS = 0
# Bytes as transferred: compressed, with the headers of the responses.
MAX_PHOTOGRAPHS_BYTES = 250_000
MAX_PHOTOGRAPH_BYTES = 80_000
# Without the photographs.
MAX_LIST_BYTES = 120_000
MAX_PRODUCT_BYTES = 80_000
MAX_STYLESHEET_BYTES = 20_000
MAX_SCRIPT_BYTES = 12_000
STYLESHEETS = 1


@dataclass(frozen=True)
class MeasuredPage:
    """`skipped_audits` are not run: a page that search engines must not index fails one of them."""

    name: str
    path: str
    max_bytes: int
    skipped_audits: tuple[str, ...] = ()


PAGES = (
    MeasuredPage("home", "/", MAX_LIST_BYTES),
    MeasuredPage("list", "/products/", MAX_LIST_BYTES),
    MeasuredPage("category", "/products/cleaning-care/", MAX_LIST_BYTES),
    MeasuredPage("product", "/products/vent-air-freshener-black-cedar/", MAX_PRODUCT_BYTES),
    MeasuredPage("bundle", "/bundles/new-driver-glovebox-set/", MAX_PRODUCT_BYTES),
    MeasuredPage("search", "/search/?q=car", MAX_LIST_BYTES, ("is-crawlable",)),
)


def broken_bounds(page: MeasuredPage, figures: Figures) -> Iterator[str]:
    """Yield a sentence for each bound that does not hold."""
    for category, minimum in MIN_SCORES.items():
        score = figures.scores[category]
        if score < minimum:
            yield f"{page.name}: {category} is {score}; at least {minimum} is required"
    if figures.lcp_ms > MAX_LCP_MS:
        yield f"{page.name}: LCP is {figures.lcp_ms:.0f} ms; at most {MAX_LCP_MS} is allowed"
    if figures.cls > MAX_CLS:
        yield f"{page.name}: CLS is {figures.cls:.4f}; {MAX_CLS} is required"
    weights = figures.weights
    if weights.stylesheets != STYLESHEETS:
        yield f"{page.name}: {weights.stylesheets} style sheets; {STYLESHEETS} is required"
    for what, weight, maximum in (
        ("page without photographs", weights.without_photographs, page.max_bytes),
        ("photographs", weights.bytes[PHOTOGRAPHS], MAX_PHOTOGRAPHS_BYTES),
        ("largest photograph", weights.largest_photograph, MAX_PHOTOGRAPH_BYTES),
        ("style sheet", weights.bytes["css"], MAX_STYLESHEET_BYTES),
        ("scripts", weights.bytes["scripts"], MAX_SCRIPT_BYTES),
    ):
        if weight > maximum:
            yield f"{page.name}: {what}: {weight:,} bytes; at most {maximum:,} are allowed"
