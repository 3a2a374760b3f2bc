"""Layouts: each has one place for a label, a ground, and an outline of its own."""

from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image, ImageChops, ImageOps

from catalog.image_types import drawing_path
from catalog.packshots.bundles import VISIBLE, outline_of
from catalog.packshots.labels import Box
from catalog.packshots.layouts import LayoutError, read_layout, square
from catalog.packshots.packshot import drawn_object, render
from tests.catalog.packshots.builders import demo_facts, some_facts

FOLDER = Path(finders.find(drawing_path("C1"))).parent
LEAST_APART = 0.07  # the part of two outlines together that only one of them covers
CODES = sorted(path.stem for path in FOLDER.glob("*.svg") if path.stem not in ("none", "BND"))


def outline(code: str) -> Image.Image:
    """What is visible of the object without its label, as large as it fits into 64 pixels."""
    drawn = drawn_object(some_facts(image_type=code), has_tag=False)
    box = outline_of(code)
    picture = Image.open(BytesIO(render(square(drawn), 200))).convert("RGBA").getchannel("A")
    visible = picture.point(lambda value: 255 if value >= VISIBLE else 0)
    corners = (box.x, box.y, box.x + box.width, box.y + box.height)
    cropped = visible.crop(tuple(round(corner / 4) for corner in corners))
    return ImageOps.pad(cropped, (64, 64)).point(lambda value: 255 if value >= VISIBLE else 0)


def test_every_image_type_of_the_demo_has_a_layout():
    assert {facts.image_type for facts in demo_facts().values()} <= set(CODES)
    assert len(CODES) >= 28


@pytest.mark.parametrize("code", CODES)
def test_a_layout_has_room_for_a_label_on_the_picture(code):
    layout = read_layout(code)
    assert layout.label_box.width >= 90
    assert layout.label_box.height >= 60
    assert 400 < layout.ground < 800


def test_no_two_layouts_share_an_outline():
    outlines = {code: outline(code) for code in CODES}
    alike = {}
    for one, other in combinations(CODES, 2):
        apart = ImageChops.difference(outlines[one], outlines[other]).histogram()[255]
        together = ImageChops.lighter(outlines[one], outlines[other]).histogram()[255]
        if apart < LEAST_APART * together:
            alike[one, other] = round(apart / together, 3)
    assert alike == {}


def test_a_layout_without_a_place_for_a_label_is_named(tmp_path, monkeypatch):
    svg = tmp_path / "X1.svg"
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>')
    monkeypatch.setattr("catalog.packshots.layouts.finders.find", lambda path: str(svg))
    with pytest.raises(LayoutError, match=r"X1\.svg has 0 places"):
        read_layout.__wrapped__("X1")


def test_a_box_contains_itself_and_not_a_larger_one():
    box = Box(1, 2, 3, 4)
    assert box.contains(box)
    assert not box.contains(Box(1, 2, 3.1, 4))
