"""The packshot of a bundle: its parts beside each other, the tall ones at the back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image

from catalog.image_types import DRAWING_SIZE
from catalog.packshots.colours import HOUSE
from catalog.packshots.labels import Box
from catalog.packshots.layouts import read_layout, square
from catalog.packshots.packshot import Facts, drawn_object, render

MOST_PARTS_SHOWN = 6
EDGE, GAP, LARGEST_GAP = 24.0, 18.0, 60.0
LARGEST_ROW = 1.25  # times the scale of the other row
VISIBLE = 90  # alpha from which a pixel belongs to the object and not to its shadow
MEASURED_AT = 200  # pixels


@dataclass(frozen=True, slots=True)
class Placed:
    """A part's drawing, and where it stands in the bundle's picture."""

    drawn: str
    outline: Box
    scale: float
    x: float
    y: float

    @property
    def box(self) -> Box:
        return Box(
            self.x, self.y, self.outline.width * self.scale, self.outline.height * self.scale
        )

    def as_svg(self) -> str:
        left = self.x - self.outline.x * self.scale
        top = self.y - self.outline.y * self.scale
        return (
            f'<g transform="translate({left:.2f} {top:.2f}) scale({self.scale:.4f})">'
            f"{self.drawn}</g>"
        )


def draw_bundle(parts: Sequence[Facts]) -> str:
    """Return the picture of the first `MOST_PARTS_SHOWN` parts as an SVG file."""
    return square("".join(placed.as_svg() for placed in arrange(parts[:MOST_PARTS_SHOWN])))


def arrange(parts: Sequence[Facts]) -> list[Placed]:
    """Place the parts in one or two rows, none over another; the taller ones at the back."""
    objects = [(drawn_object(part, has_tag=False), outline_of(part.image_type)) for part in parts]
    objects.sort(key=lambda each: -each[1].height)
    behind = len(objects) if len(objects) <= 2 else len(objects) // 2
    rows = [row for row in (objects[:behind], objects[behind:]) if row]
    row_height = (DRAWING_SIZE - 2 * EDGE - GAP * (len(rows) - 1)) / len(rows)
    scales = [_scale_of(row, row_height) for row in rows]
    scales = [min(scale, LARGEST_ROW * min(scales)) for scale in scales]
    heights = [
        scale * max(outline.height for _, outline in row)
        for row, scale in zip(rows, scales, strict=True)
    ]
    bottom = (DRAWING_SIZE - sum(heights) - GAP * (len(rows) - 1)) / 2
    placed: list[Placed] = []
    for row, scale, height in zip(rows, scales, heights, strict=True):
        bottom += height
        placed += _in_row(row, scale, bottom)
        bottom += GAP
    return placed


def _scale_of(row: list[tuple[str, Box]], height: float) -> float:
    """Return the largest scale at which the row is no higher than this, nor too wide."""
    width = sum(outline.width for _, outline in row)
    free = DRAWING_SIZE - 2 * EDGE - GAP * (len(row) - 1)
    return min(free / width, height / max(outline.height for _, outline in row))


def _in_row(row: list[tuple[str, Box]], scale: float, bottom: float) -> list[Placed]:
    """Stand the objects on one ground, with equal gaps."""
    free = DRAWING_SIZE - 2 * EDGE - scale * sum(outline.width for _, outline in row)
    gap = min(free / (len(row) + 1), LARGEST_GAP)
    x = EDGE + (free - gap * (len(row) - 1)) / 2
    placed = []
    for drawn, outline in row:
        placed.append(Placed(drawn, outline, scale, x, bottom - outline.height * scale))
        x += outline.width * scale + gap
    return placed


@cache
def outline_of(image_type: str) -> Box:
    """Return the box around what is visible of a layout's object, without its shadow."""
    drawn = read_layout(image_type).drawn(None, HOUSE)
    with Image.open(BytesIO(render(square(drawn), MEASURED_AT))) as picture:
        alpha = picture.convert("RGBA").getchannel("A")
    box = alpha.point(lambda value: 255 if value >= VISIBLE else 0).getbbox()
    left, top, right, bottom = box or (0, 0, MEASURED_AT, MEASURED_AT)
    unit = DRAWING_SIZE / MEASURED_AT
    return Box(left * unit, top * unit, (right - left) * unit, (bottom - top) * unit)
