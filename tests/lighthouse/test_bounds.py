"""A bound that does not hold is reported; one that holds is not."""

from dataclasses import replace

import pytest

from tests.lighthouse.bounds import PAGES, MeasuredPage, broken_bounds
from tests.lighthouse.report import WEIGHED, Figures, Weights

PAGE = MeasuredPage("home", "/", max_bytes=120_000)


def weights(*, stylesheets: int = 1, **sizes: int) -> Weights:
    return Weights(dict.fromkeys(WEIGHED, 0) | sizes, stylesheets)


AT_THE_EDGE = Figures(
    scores={"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100},
    lcp_ms=1500,
    cls=0,
    weights=weights(css=20_000, scripts=12_000, fonts=88_000, photographs=250_000),
)


def test_figures_at_the_edge_are_within_bounds():
    assert list(broken_bounds(PAGE, AT_THE_EDGE)) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"lcp_ms": 1501}, "home: LCP is 1501 ms; at most 1500 is allowed"),
        ({"cls": 0.0004}, "home: CLS is 0.0004; 0 is required"),
        (
            {"weights": weights(css=20_001)},
            "home: style sheet: 20,001 bytes; at most 20,000 are allowed",
        ),
        (
            {"weights": weights(scripts=12_001)},
            "home: scripts: 12,001 bytes; at most 12,000 are allowed",
        ),
        (
            {"weights": weights(html=120_001)},
            "home: page without photographs: 120,001 bytes; at most 120,000 are allowed",
        ),
        (
            {"weights": weights(photographs=250_001)},
            "home: photographs: 250,001 bytes; at most 250,000 are allowed",
        ),
        (
            {"weights": replace(weights(photographs=90_000), largest_photograph=80_001)},
            "home: largest photograph: 80,001 bytes; at most 80,000 are allowed",
        ),
        ({"weights": weights(stylesheets=2)}, "home: 2 style sheets; 1 is required"),
    ],
)
def test_a_figure_beyond_its_bound_is_reported(change, complaint):
    assert list(broken_bounds(PAGE, replace(AT_THE_EDGE, **change))) == [complaint]


@pytest.mark.parametrize(
    ("category", "score"),
    [("performance", 98), ("accessibility", 99), ("best-practices", 99), ("seo", 99)],
)
def test_a_low_score_is_reported(category, score):
    figures = replace(AT_THE_EDGE, scores=AT_THE_EDGE.scores | {category: score})
    assert list(broken_bounds(PAGE, figures)) == [
        f"home: {category} is {score}; at least {score + 1} is required"
    ]


def test_only_the_search_is_not_for_search_engines():
    assert [page.name for page in PAGES if page.skipped_audits] == ["search"]
    assert [page.name for page in PAGES] == [
        "home", "list", "category", "product", "bundle", "search"
    ]  # fmt: skip
