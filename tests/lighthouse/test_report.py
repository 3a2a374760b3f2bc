"""Medians, weights and audits are read from reports of Lighthouse."""

import pytest

from tests.lighthouse.report import (
    MeasurementFailed,
    Weights,
    figures_of,
    slow_audits,
    unpassed_audits,
    weights_of,
)


def a_report(*, performance=1.0, lcp_ms=1000.0, cls=0.0, requests=(), audits=None, **more) -> dict:
    """A report with one weighed audit in each category that is judged by its audits."""
    own = {
        "image-alt": {"id": "image-alt", "title": "Images have alt", "score": 1},
        "errors": {"id": "errors", "title": "No errors", "score": 1},
        "title": {"id": "title", "title": "Has a title", "score": 1},
        "images": {"id": "images", "title": "Image delivery", "score": 1},
        "largest-contentful-paint": {"numericValue": lcp_ms},
        "cumulative-layout-shift": {"numericValue": cls},
        "network-requests": {"details": {"items": list(requests)}},
    }
    refs = {
        "performance": ("images", 0),
        "accessibility": ("image-alt", 10),
        "best-practices": ("errors", 1),
        "seo": ("title", 1),
    }
    scores = {"performance": performance, "accessibility": 1, "best-practices": 1, "seo": 1}
    return {
        "audits": own | (audits or {}),
        "categories": {
            name: {"score": scores[name], "auditRefs": [{"id": audit, "weight": weight}]}
            for name, (audit, weight) in refs.items()
        },
        **more,
    }


def a_request(kind: str, size: int, path: str = "/x") -> dict:
    return {
        "resourceType": kind,
        "transferSize": size,
        "url": f"http://localhost:1{path}",
    }


def test_figures_are_medians_of_the_runs():
    figures = figures_of(
        [
            a_report(performance=0.97, lcp_ms=1500, cls=0.2),
            a_report(performance=0.995, lcp_ms=1400, cls=0),
            a_report(performance=0.99, lcp_ms=9000, cls=0.1),
        ]
    )
    assert figures.scores == {
        "performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100
    }  # fmt: skip
    assert (figures.lcp_ms, figures.cls) == (1500, 0.1)


def test_the_heaviest_run_is_weighed():
    runs = [a_report(requests=[a_request("Document", size)]) for size in (5, 9, 7)]
    assert figures_of(runs).weights.total == 9


def test_weights_are_summed_by_kind():
    report = a_report(
        requests=[
            a_request("Document", 7_000),
            a_request("Stylesheet", 15_000),
            a_request("Script", 1_000),
            a_request("Script", 2_000),
            a_request("Font", 29_000),
            a_request("Image", 4_000, "/static/autovise/brand/hero.svg"),
            a_request("Image", 25_000, "/media/images/photograph.webp"),
            a_request("Fetch", 900),
            a_request("Manifest", 100),
        ]
    )
    weights = weights_of(report)
    assert weights == Weights(
        {
            "html": 7_000,
            "css": 15_000,
            "scripts": 3_000,
            "fonts": 29_000,
            "drawings": 4_000,
            "other": 1_000,
            "photographs": 25_000,
        },
        stylesheets=1,
        largest_photograph=25000,
    )
    assert (weights.total, weights.without_photographs) == (84_000, 59_000)


def test_a_run_without_a_result_is_reported():
    failed = a_report(runtimeError={"code": "NO_FCP", "message": "The page did not paint."})
    with pytest.raises(MeasurementFailed, match=r"NO_FCP: The page did not paint\."):
        figures_of([a_report(), failed])


def test_an_audit_that_did_not_pass_is_named_with_its_elements():
    audit = {
        "id": "image-alt",
        "title": "Images have no alt",
        "score": 0,
        "details": {"items": [{"node": {"snippet": "<img src=a>"}}, {"url": "/b"}, {}]},
    }
    assert list(unpassed_audits(a_report(audits={"image-alt": audit}))) == [
        "accessibility: Images have no alt (image-alt)",
        "    <img src=a>",
        "    /b",
    ]


def test_audits_that_passed_or_were_not_run_are_not_named():
    skipped = {"id": "title", "title": "Has a title", "score": None}
    report = a_report(audits={"title": skipped})
    assert (list(unpassed_audits(report)), list(slow_audits(report))) == ([], [])


def test_audits_of_performance_have_an_estimate():
    audit = {"id": "images", "title": "Image delivery", "score": 0.5, "displayValue": "9 KiB"}
    report = a_report(audits={"images": audit})
    assert list(slow_audits(report)) == ["performance: Image delivery (images) 9 KiB"]
    assert list(unpassed_audits(report)) == []
