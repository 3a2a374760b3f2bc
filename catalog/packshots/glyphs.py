"""Text as outlines: Source Sans 3, measured and drawn without the fonts of the machine.

fontTools is imported when the first letter is drawn: web processes, which draw none, start without.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import fontpkg_source_sans_3

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FONT = Path(fontpkg_source_sans_3.__file__).parent / "files" / "SourceSans3[wght].ttf"
# In parts of the font size: the height of capitals, and what hangs below the baseline.
CAPITAL, BELOW = 0.66, 0.21
LEADING = 0.16  # between two lines
NO_GLYPH = "?"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character at a font size of 1: SVG's path, with y downwards from the baseline.

    `top` is its height above the baseline.
    """

    advance: float
    path: str
    top: float


@dataclass(frozen=True, slots=True)
class Style:
    """Weight of the letters, and what is added between two, in parts of the font size."""

    weight: int
    tracking: float = 0.0


BOLD, SEMIBOLD, SPACED = Style(700), Style(600), Style(600, tracking=0.12)


def width_of(text: str, size: float, style: Style) -> float:
    advances = sum(_glyph(character, style.weight).advance for character in text)
    return size * (advances + style.tracking * (len(text) - 1))


def ascent_of(text: str, style: Style) -> float:
    """Return the height above the baseline in parts of the font size, with accents."""
    return max([CAPITAL, *(_glyph(character, style.weight).top for character in text)])


def path_of(text: str, *, x: float, baseline: float, size: float, style: Style) -> str:
    """Return SVG path elements of the text, from `x` to the right."""
    parts = []
    for character in text:
        glyph = _glyph(character, style.weight)
        if glyph.path:
            move = f"translate({x:.2f} {baseline:.2f}) scale({size:.3f})"
            parts.append(f'<path transform="{move}" d="{glyph.path}"/>')
        x += size * (glyph.advance + style.tracking)
    return "".join(parts)


@cache
def _glyph(character: str, weight: int) -> Glyph:
    with _one_reader:
        return _read_glyph(character, weight)


def _read_glyph(character: str, weight: int) -> Glyph:
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    font, names = _font()
    name = names.get(ord(character)) or names[ord(NO_GLYPH)]
    glyphs = font.getGlyphSet(location={"wght": weight})
    scale = 1 / font["head"].unitsPerEm
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.4f}".rstrip("0").rstrip("."))
    glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, 0, 0)))
    bounds = BoundsPen(glyphs)
    glyphs[name].draw(bounds)
    top = bounds.bounds[3] * scale if bounds.bounds else 0.0
    return Glyph(glyphs[name].width * scale, pen.getCommands(), top)


# Pictures are drawn in several threads, which would move each other's place in the font file.
_one_reader = Lock()


@cache
def _font() -> "tuple[TTFont, dict[int, str]]":
    from fontTools.ttLib import TTFont

    font = TTFont(FONT, lazy=True)
    return font, font.getBestCmap()
