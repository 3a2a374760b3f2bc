"""Labels: every text stays in its box, whatever it says."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.svgLib.path import parse_path
from hypothesis import given
from hypothesis import strategies as st

from catalog.packshots import glyphs
from catalog.packshots.labels import Box, LabelText, set_label
from catalog.packshots.layouts import read_layout
from tests.catalog.packshots.builders import demo_facts

NAMES = st.text(
    st.characters(categories=("Lu", "Ll", "Nd", "Pd", "Zs"), max_codepoint=0x24F), min_size=1
)
BOXES = st.builds(
    Box,
    st.floats(0, 400),
    st.floats(0, 400),
    st.floats(60, 400),
    st.floats(60, 400),
)


def outside(label) -> list[str]:
    """The lines of text that leave their boxes, or lie on another line."""
    lines = list(label.lines())
    wrong = [line.text for line, box in lines if not box.contains(line.box)]
    for (line, _), (below, _) in pairwise(lines):
        if line.box.y + line.box.height > below.box.y + 0.01:
            wrong.append(f"{line.text} is over {below.text}")
    return wrong


@given(NAMES.map(lambda text: text[:80]), NAMES.map(lambda text: text[:60]), st.booleans(), BOXES)
def test_no_text_leaves_its_box(name, detail, is_pro, box):
    assert outside(set_label(LabelText("Autovise", name, detail, is_pro), box)) == []


@given(st.text(max_size=80), BOXES)
def test_any_text_has_a_label(name, box):
    label = set_label(LabelText("", name, "", is_pro=False), box)
    shown = "".join(line.text for line in label.name)
    assert "".join(shown.split()) == "".join(name.split())


def test_every_label_of_the_demo_is_legible():
    """At 360 pixels, the width of a card on a phone, capitals of the name are 6 pixels or more."""
    small = {}
    for sku, facts in demo_facts().items():
        layout = read_layout(facts.image_type)
        label = layout.set(facts.label)
        assert outside(label) == [], sku
        height = min(line.size for line in label.name) * glyphs.CAPITAL * 360 / 800
        if height < 6:
            small[sku] = round(height, 1)
    assert small == {}


@pytest.mark.parametrize("character", "AgjQÅ8£–")
def test_a_glyph_stays_within_its_line(character):
    glyph = glyphs._glyph(character, glyphs.BOLD.weight)
    pen = BoundsPen(None)
    parse_path(glyph.path, pen)
    left, top, right, bottom = pen.bounds
    assert left >= -0.07
    assert right <= glyph.advance + 0.04
    assert bottom <= glyphs.BELOW + 0.02
    assert top == pytest.approx(-glyph.top, abs=0.001)


def test_a_name_is_wrapped_between_its_words():
    label = set_label(
        LabelText("Autovise", "Windscreen Frost Cover", "Large", is_pro=True), Box(0, 0, 200, 200)
    )
    assert " ".join(line.text for line in label.name) == "Windscreen Frost Cover"
    assert len(label.name) > 1


def test_threads_read_the_font_at_the_same_time():
    """As in `render_packshots`, with nothing of the font read before."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    cases = [(letter, 1, style) for letter in letters for style in (glyphs.SEMIBOLD, glyphs.BOLD)]
    expected = [glyphs.width_of(*case) for case in cases]
    for cached in (glyphs._glyph, glyphs._font):
        cached.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        widths = threads.map(lambda case: glyphs.width_of(*case), cases)
        assert list(widths) == expected
