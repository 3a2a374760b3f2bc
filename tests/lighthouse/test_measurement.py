"""The table of `make lighthouse`."""

from tests.lighthouse.bounds import MeasuredPage
from tests.lighthouse.measurement import table_head, table_line
from tests.lighthouse.report import WEIGHED, Figures, Weights


def test_figures_stand_below_their_names():
    weights = Weights(dict.fromkeys(WEIGHED, 0) | {"css": 15_027, "photographs": 113_755}, 1)
    scores = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 92}
    line = table_line(MeasuredPage("list", "/", 0), Figures(scores, 1579.4, 0.0, weights))
    head = table_head()
    assert len(line) == len(head)
    for name, value in (
        ("performance", "99"),
        ("seo", "92"),
        ("LCP ms", "1579"),
        ("css", "15,027"),
        ("photographs", "113,755"),
        ("total", "128,782"),
        ("no photos", "15,027"),
    ):
        end = head.index(name) + len(name)
        assert line[:end].endswith(f" {value}"), name
