"""The label of a packshot: brand, product name, variant and tier, fitted into a box."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalog.packshots.colours import INK, PAPER, Colourway
from catalog.packshots.lettering import (
    BELOW,
    BOLD,
    LEADING,
    SEMIBOLD,
    ascent_of,
    path_of,
    width_of,
)

STEP = 0.94  # from one font size that is tried to the next
SMALLEST = 4.0
BRAND_TRACKING = 0.12  # of the font size, between the capitals of the brand


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
    weight: int
    tracking: float = 0.0

    @property
    def width(self) -> float:
        gaps = self.tracking * self.size * (len(self.text) - 1)
        return width_of(self.text, self.size, self.weight) + gaps

    @property
    def box(self) -> Box:
        ascent = ascent_of(self.text, self.weight)
        height = self.size * (ascent + BELOW)
        return Box(self.x, self.baseline - self.size * ascent, self.width, height)

    def drawn(self) -> str:
        if not self.tracking:
            return path_of(
                self.text, x=self.x, baseline=self.baseline, size=self.size, weight=self.weight
            )
        parts, x = [], self.x
        for character in self.text:
            parts.append(
                path_of(character, x=x, baseline=self.baseline, size=self.size, weight=self.weight)
            )
            x += width_of(character, self.size, self.weight) + self.tracking * self.size
        return "".join(parts)


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

    def drawn(self, colours: Colourway) -> str:
        """Return the label as SVG elements. Pro is set in white on dark, with an amber strip."""
        paper, ink = (INK, "#fff") if self.is_pro else (PAPER, INK)
        strip, on_strip = ("#f5a300", INK) if self.is_pro else (colours.second.plain, "#fff")
        return "".join(
            (
                _rectangle(self.box, 10, paper),
                _rectangle(self.band, 8, strip) if self.band else "",
                _filled(strip if self.is_pro else colours.second.dark, self.brand),
                _filled(ink, self.name),
                _filled(on_strip, self.detail),
            )
        )


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
        brand=fit(text.brand.upper(), brand_box, SEMIBOLD, most_lines=1, tracking=BRAND_TRACKING),
        name=fit(text.name, name_box, BOLD, most_lines=4),
        detail=fit(text.detail, band.inset(margin), SEMIBOLD, most_lines=2) if band else (),
        band=band,
    )


def fit(
    text: str, box: Box, weight: int, *, most_lines: int, tracking: float = 0.0
) -> tuple[Line, ...]:
    """Set the text centred in the box, in the largest size that fits.

    Words are broken only if no size from half of the box's height for one line upwards fits them.
    """
    words = text.split()
    ascent = ascent_of(text, weight)
    line = ascent + BELOW + LEADING
    size = box.height / (ascent + BELOW)
    least_unbroken = max(SMALLEST, size / (2.6 * most_lines))
    while True:
        may_break = size < least_unbroken
        rows = _wrap(words, box.width, size, weight, tracking, may_break=may_break)
        height = size * (line * len(rows) - LEADING)
        if (
            (len(rows) <= most_lines or may_break)
            and height <= box.height
            and _fits(rows, box.width, size, weight, tracking)
        ):
            break
        size *= STEP
    top = box.y + (box.height - height) / 2
    lines = []
    for number, row in enumerate(rows):
        at_left = Line(row, 0, top + size * (ascent + line * number), size, weight, tracking)
        lines.append(replace(at_left, x=box.x + (box.width - at_left.width) / 2))
    return tuple(lines)


def _fits(rows: list[str], width: float, size: float, weight: int, tracking: float) -> bool:
    return all(Line(row, 0, 0, size, weight, tracking).width <= width for row in rows)


def _wrap(
    words: list[str], width: float, size: float, weight: int, tracking: float, *, may_break: bool
) -> list[str]:
    """Fill rows word by word; with `may_break`, cut words that are wider than a row."""
    rows: list[str] = []
    for word in words:
        together = f"{rows[-1]} {word}" if rows else word
        if rows and _fits([together], width, size, weight, tracking):
            rows[-1] = together
        elif may_break and not _fits([word], width, size, weight, tracking):
            rows += _pieces(word, width, size, weight, tracking)
        else:
            rows.append(word)
    return rows


def _pieces(word: str, width: float, size: float, weight: int, tracking: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and not _fits([pieces[-1] + character], width, size, weight, tracking):
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
