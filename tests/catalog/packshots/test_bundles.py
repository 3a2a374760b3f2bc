"""The picture of a bundle: all its parts, none over another."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.packshots.bundles import MOST_PARTS_SHOWN, arrange, draw_bundle
from catalog.packshots.labels import Box
from tests.catalog.packshots.builders import demo_bundles, demo_facts

PICTURE = Box(0, 0, 800, 800)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@given(st.lists(st.sampled_from(sorted(demo_facts())), min_size=1, max_size=6))
def test_no_part_is_over_another_or_outside(skus):
    placed = arrange([demo_facts()[sku] for sku in skus])
    assert len(placed) == len(skus)
    assert all(PICTURE.contains(part.box) for part in placed)
    assert not any(overlap(one.box, other.box) for one, other in combinations(placed, 2))


@pytest.mark.parametrize("sku", sorted(demo_bundles()))
def test_the_parts_fill_the_picture(sku):
    placed = arrange(demo_bundles()[sku])
    width = max(part.box.x + part.box.width for part in placed) - min(part.box.x for part in placed)
    height = max(part.box.y + part.box.height for part in placed) - min(
        part.box.y for part in placed
    )
    assert max(width, height) >= 700


def test_the_first_six_parts_are_shown():
    facts = list(demo_facts().values())
    assert draw_bundle(facts[:9]) == draw_bundle(facts[:MOST_PARTS_SHOWN])
