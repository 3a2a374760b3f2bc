"""Mean star rating in tenths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.stars import MeanStars, mean_stars

STARS = st.lists(st.integers(1, 5), min_size=1, max_size=300)


@pytest.mark.parametrize(
    ("stars", "tenths", "words"),
    [
        ([5], 50, "5.0"),
        ([1], 10, "1.0"),
        ([4, 5], 45, "4.5"),
        ([4, 4, 5], 43, "4.3"),
        ([4, 5, 5], 47, "4.7"),
        ([4] * 19 + [5], 41, "4.1"),  # 4.05
        ([5] * 99 + [1], 50, "5.0"),  # 4.96
    ],
)
def test_the_mean_is_rounded_to_a_tenth_half_tenths_upwards(stars, tenths, words):
    mean = mean_stars(stars_sum=sum(stars), count=len(stars))
    assert mean == MeanStars(tenths, len(stars))
    assert mean.as_number == words


def test_without_a_review_there_is_no_mean():
    assert mean_stars(stars_sum=0, count=0) is None


@given(STARS)
def test_the_mean_is_between_the_lowest_and_the_highest_rating(stars):
    mean = mean_stars(stars_sum=sum(stars), count=len(stars))
    assert 10 * min(stars) <= mean.tenths <= 10 * max(stars)
    assert abs(mean.tenths * len(stars) - 10 * sum(stars)) * 2 <= len(stars)
