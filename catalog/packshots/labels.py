"""The label of a packshot: brand, product name, variant and tier, fitted into a box."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.packshots.colours import AMBER, INK, PAPER, Colourway, ink_on
from catalog.packshots.glyphs import (
    BELOW,
    BOLD,
    LEADING,
    SEMIBOLD,
    SPACED,
    Style,
    ascent_of,
    path_of,
    width_of,
)

STEP = 0.94  # from one font size that is tried to the next
SMALLEST = 4.0


@dataclass(frozen=True, slots=True)
class Box:
    """Rectangle in units of a layout's drawing; `x` and `y` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def inset(self, by: float) -> "Box":
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def contains(self, other: "Box") -> bool:
        slack = 0.01
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.x + other.width <= self.x + self.width + slack
            and other.y + other.height <= self.y + self.height + slack
        )


@dataclass(frozen=True, slots=True)
class LabelText:
    """What a label says. `detail` is the variant, or else the net quantity; it may be empty."""

    brand: str
    name: str
    detail: str
    is_pro: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: its box runs from the top of its letters to its lowest descender."""

    text: str
    x: float
    baseline: float
    size: float
    style: Style

    @property
    def box(self) -> Box:
        ascent = self.size * ascent_of(self.text, self.style)
        width = width_of(self.text, self.size, self.style)
        return Box(self.x, self.baseline - ascent, width, ascent + self.size * BELOW)

    def drawn(self) -> str:
        return path_of(
            self.text, x=self.x, baseline=self.baseline, size=self.size, style=self.style
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A label within its box. `band` is the coloured strip of the detail; None without a detail."""

    box: Box
    is_pro: bool
    brand: tuple[Line, ...]
    name: tuple[Line, ...]
    detail: tuple[Line, ...]
    band: Box | None

    def lines(self) -> Iterator[tuple[Line, Box]]:
        """Each line of text with the box that it must stay in."""
        for line in (*self.brand, *self.name):
            yield line, self.box
        for line in self.detail:
            yield line, self.band or self.box

    def paper(self, colours: Colourway) -> str:
        """Return the label without its text as SVG elements. Pro is dark, with an amber strip."""
        paper = INK if self.is_pro else PAPER
        strip = _rectangle(self.band, 8, self._strip(colours)) if self.band else ""
        return _rectangle(self.box, 10, paper) + strip

    def text(self, colours: Colourway) -> str:
        """Return the text as SVG elements."""
        strip = self._strip(colours)
        return (
            _filled(strip if self.is_pro else colours.second.dark, self.brand)
            + _filled("#fff" if self.is_pro else INK, self.name)
            + _filled(ink_on(strip), self.detail)
        )

    def _strip(self, colours: Colourway) -> str:
        return AMBER.plain if self.is_pro else colours.second.plain


def set_label(text: LabelText, box: Box) -> Label:
    """Fit the text into the box: brand at the top, name in the middle, detail in a strip below."""
    margin = 0.045 * min(box.width, box.height)
    inner = box.inset(margin)
    brand_height = 0.13 * inner.height
    band = None
    if text.detail:
        band_height = 0.27 * inner.height
        y = inner.y + inner.height - band_height
        band = Box(inner.x, y, inner.width, band_height)
    below = band.height + margin if band else 0
    name_box = Box(
        inner.x,
        inner.y + brand_height + margin,
        inner.width,
        inner.height - brand_height - margin - below,
    )
    brand_box = Box(inner.x, inner.y, inner.width, brand_height)
    return Label(
        box=box,
        is_pro=text.is_pro,
        brand=fit(text.brand.upper(), brand_box, SPACED, most_lines=1),
        name=fit(text.name, name_box, BOLD, most_lines=4),
        detail=fit(text.detail, band.inset(margin), SEMIBOLD, most_lines=2) if band else (),
        band=band,
    )


def fit(text: str, box: Box, style: Style, *, most_lines: int) -> tuple[Line, ...]:
    """Set the text centred in the box, in the largest size that fits.

    A word that is too wide even when small, at two fifths of the height that a line has, is broken.
    """
    words = text.split()
    ascent = ascent_of(text, style)
    line = ascent + BELOW + LEADING
    size = box.height / (ascent + BELOW)
    least_unbroken = max(SMALLEST, size / (2.6 * most_lines))
    while True:
        may_break = size < least_unbroken
        rows = _wrap(words, box.width, size, style, may_break=may_break)
        height = size * (line * len(rows) - LEADING)
        is_low = height <= box.height and (len(rows) <= most_lines or may_break)
        if is_low and all(width_of(row, size, style) <= box.width for row in rows):
            break
        size *= STEP
    top = box.y + (box.height - height) / 2
    lines = []
    for number, row in enumerate(rows):
        x = box.x + (box.width - width_of(row, size, style)) / 2
        lines.append(Line(row, x, top + size * (ascent + line * number), size, style))
    return tuple(lines)


def _wrap(
    words: list[str], width: float, size: float, style: Style, *, may_break: bool
) -> list[str]:
    """Fill rows word by word; with `may_break`, cut words that are wider than a row."""
    rows: list[str] = []
    for word in words:
        together = f"{rows[-1]} {word}" if rows else word
        if rows and width_of(together, size, style) <= width:
            rows[-1] = together
        elif may_break:
            rows += _pieces(word, width, size, style)
        else:
            rows.append(word)
    return rows


def _pieces(word: str, width: float, size: float, style: Style) -> list[str]:
    """Cut the word into as few pieces as fit; one piece if it fits whole."""
    pieces = [""]
    for character in word:
        if pieces[-1] and width_of(pieces[-1] + character, size, style) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _rectangle(box: Box, radius: float, fill: str) -> str:
    radius = min(radius, box.height / 4)
    return (
        f'<rect x="{box.x:.2f}" y="{box.y:.2f}" width="{box.width:.2f}" '
        f'height="{box.height:.2f}" rx="{radius:.2f}" fill="{fill}"/>'
    )


def _filled(fill: str, lines: tuple[Line, ...]) -> str:
    return f'<g fill="{fill}">{"".join(line.drawn() for line in lines)}</g>'
