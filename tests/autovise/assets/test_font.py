"""The font is small, has all characters the shop writes, and its fallback has the same size."""

import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from autovise.assets.font import (
    ACCENTED,
    ACCENTED_RANGE,
    FAMILY,
    FONT_FILE,
    build_accented_font,
    build_font,
    font_faces,
)

pytestmark = pytest.mark.slow

MAX_FONT_BYTES = 20_000
TEXTS = "Añejo, Łódź, Ýr, Dvořák, ŵŷ £€ – — “” ‘’ … × ÷ − ½ ² ³ ° ✓ → › • ™ 0123456789"


@pytest.fixture(scope="module")
def font():
    return TTFont(BytesIO(build_font()))


@pytest.fixture(scope="module")
def accented():
    return TTFont(BytesIO(build_accented_font()))


def test_the_font_is_two_small_woff2_files(font, accented):
    assert (font.flavor, accented.flavor) == ("woff2", "woff2")
    assert len(build_font()) <= MAX_FONT_BYTES
    assert len(build_accented_font()) <= MAX_FONT_BYTES


def test_the_font_has_the_characters_of_western_languages_and_the_shop_s_signs(font, accented):
    characters = {*font.getBestCmap(), *accented.getBestCmap()}
    assert {sign for sign in TEXTS if ord(sign) not in characters} == set()


def test_a_page_without_accented_letters_needs_one_file(font):
    found = {sign for sign in TEXTS if ord(sign) not in font.getBestCmap()}
    assert found == set("ñŁóźÝřáŵŷ")


def test_browsers_look_for_accented_letters_in_their_file_only(accented):
    ends = [part.removeprefix("U+").split("-") for part in ACCENTED_RANGE.split(",")]
    listed = [sign for low, high in ends for sign in range(int(low, 16), int(high, 16) + 1)]
    assert listed == ACCENTED
    assert set(accented.getBestCmap()) == set(ACCENTED)


def test_the_font_has_all_weights_from_regular_to_bold(font, accented):
    for file in (font, accented):
        [weight] = file["fvar"].axes
        assert (weight.axisTag, weight.minValue, weight.maxValue) == ("wght", 400, 700)


def test_all_digits_have_the_same_width(font):
    characters, widths = font.getBestCmap(), font["hmtx"]
    assert len({widths[characters[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_the_licence_of_the_font_allows_to_serve_it():
    licence = FONT_FILE.parent.parent / "LICENSE"
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text()


def test_text_is_shown_before_the_font_is_loaded():
    faces = re.findall(r"@font-face\{[^}]*url\([^}]*\}", font_faces("a.woff2", "b.woff2"))
    assert faces == [
        f'@font-face{{font-family:"{FAMILY}";src:url("a.woff2") format("woff2");'
        "font-weight:400 700;font-display:swap}",
        f'@font-face{{font-family:"{FAMILY}";src:url("b.woff2") format("woff2");'
        f"font-weight:400 700;font-display:swap;unicode-range:{ACCENTED_RANGE}}}",
    ]


@pytest.mark.parametrize("weight", [400, 700])
def test_the_fallback_has_the_line_height_of_the_font(weight):
    rules = font_faces("a.woff2", "b.woff2")
    [face] = [rule for rule in rules.split("@font-face") if f"font-weight:{weight};size" in rule]
    percent = {name: float(value) / 100 for name, value in re.findall(r"([\w-]+):([\d.]+)%", face)}
    source = TTFont(str(FONT_FILE))
    heights = source["hhea"].ascent - source["hhea"].descent
    shown = (percent["ascent-override"] + percent["descent-override"]) * percent["size-adjust"]
    assert shown == pytest.approx(heights / source["head"].unitsPerEm, abs=0.001)
    assert 0.8 < percent["size-adjust"] < 1
