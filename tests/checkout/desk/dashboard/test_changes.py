"""Changes of figures in words, with a sign."""

import pytest

from checkout.desk.dashboard.changes import describe_change, describe_points, percent_text
from sitewide.templatetags.money import pounds


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (11200, 10000, "+£12.00 (+12 %), up from £100.00"),
        (8800, 10000, "−£12.00 (−12 %), down from £100.00"),
        (10000, 10000, "No change, as before £100.00"),
        (250000, 100, "+£2,499.00 (+249,900 %), up from £1.00"),
        (-500, 1000, "−£15.00 (−150 %), down from £10.00"),
        (500, -1000, "+£15.00, up from −£10.00"),
        (500, 0, "+£5.00, up from £0.00"),
        (1005, 1000, "+£0.05 (+1 %), up from £10.00"),
        (995, 1000, "−£0.05 (−1 %), down from £10.00"),
        (1004, 1000, "+£0.04 (+0 %), up from £10.00"),
    ],
)
def test_a_change_of_an_amount(now, before, words):
    assert describe_change(now, before, show=pounds) == words


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (125, 100, "+2.5 points, up from 10.0 %"),
        (0, 333, "−33.3 points, down from 33.3 %"),
        (40, 40, "No change, as before 4.0 %"),
    ],
)
def test_a_change_of_a_share(now, before, words):
    assert describe_points(now, before) == words


def test_a_share_of_a_thousand_is_shown_in_percent():
    assert (percent_text(1000), percent_text(5)) == ("100.0 %", "0.5 %")
