"""The packshot of a bundle: its parts in two rows, the tall ones at the back on a step."""

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
STEP_OVERHANG, STEP_EDGE = 26.0, 18.0
STEP_TOP, STEP_FRONT = "#eeeae1", "#e2dccf"
# How large an object is beside a bottle of cleaner, which layouts draw as large as the others.
SMALL, MEDIUM, LARGE = 0.6, 0.8, 1.15
SIZE_OF = {
    **dict.fromkeys(
        (
            *(
                "A2",
                "A3",
                "A4",
                "A6",
                "A18",
                "A19",
                "A20",
                "A26",
                "A27",
                "C19",
                "E1",
                "E3",
                "E12",
                "E16",
            ),
            *("E17", "P11", "P12", "P13", "P14", "S1", "S9", "S15", "S20", "S22"),
        ),
        SMALL,
    ),
    **dict.fromkeys(
        (
            *("A1", "A21", "C3", "C8", "C9", "C10", "C15", "C21", "C23", "E2", "E4", "E5", "E6"),
            *(
                "E7",
                "E8",
                "E9",
                "E11",
                "E13",
                "E14",
                "E15",
                "E18",
                "E19",
                "E20",
                "E21",
                "E22",
                "E23",
                "E24",
            ),
            *("P4", "P6", "P15", "P16", "P18", "S3", "S12", "S19", "S21"),
        ),
        MEDIUM,
    ),
    **dict.fromkeys(
        (
            *("A7", "A10", "A15", "A16", "A23", "A24", "C6", "C16", "C17", "C18", "C20", "P1"),
            *("P2", "P10", "P17", "S2", "S4", "S6", "S7", "S8", "S14", "S17"),
        ),
        LARGE,
    ),
}
VISIBLE = 90  # alpha from which a pixel belongs to the object and not to its shadow
MEASURED_AT = 200  # pixels


@dataclass(frozen=True, slots=True)
class Drawing:
    """A part's drawing, the box around its object, and its size beside the others."""

    drawn: str
    outline: Box
    size: float

    @property
    def width(self) -> float:
        return self.outline.width * self.size

    @property
    def height(self) -> float:
        return self.outline.height * self.size


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
    placed = arrange(parts[:MOST_PARTS_SHOWN])
    bottoms = sorted({round(part.box.y + part.box.height, 2) for part in placed})
    step = _step(placed, *bottoms) if len(bottoms) > 1 else ""
    return square(step + "".join(part.as_svg() for part in placed))


def arrange(parts: Sequence[Facts]) -> list[Placed]:
    """Place the parts in one or two rows, none over another; the taller ones at the back."""
    objects = [
        Drawing(
            drawn_object(part, has_tag=False),
            outline_of(part.image_type),
            SIZE_OF.get(part.image_type, 1.0),
        )
        for part in parts
    ]
    objects.sort(key=lambda each: -each.height)
    behind = len(objects) if len(objects) <= 2 else len(objects) // 2
    rows = [row for row in (objects[:behind], objects[behind:]) if row]
    row_height = (DRAWING_SIZE - 2 * EDGE - GAP * (len(rows) - 1)) / len(rows)
    scales = [_scale_of(row, row_height) for row in rows]
    scales = [min(scale, LARGEST_ROW * min(scales)) for scale in scales]
    heights = [
        scale * max(drawing.height for drawing in row)
        for row, scale in zip(rows, scales, strict=True)
    ]
    bottom = (DRAWING_SIZE - sum(heights) - GAP * (len(rows) - 1)) / 2
    placed: list[Placed] = []
    for row, scale, height in zip(rows, scales, heights, strict=True):
        bottom += height
        placed += _in_row(row, scale, bottom)
        bottom += GAP
    return placed


def _scale_of(row: list[Drawing], height: float) -> float:
    """Return the largest scale at which the row is no higher than this, nor too wide."""
    width = sum(drawing.width for drawing in row)
    free = DRAWING_SIZE - 2 * EDGE - GAP * (len(row) - 1)
    return min(free / width, height / max(drawing.height for drawing in row))


def _in_row(row: list[Drawing], scale: float, bottom: float) -> list[Placed]:
    """Stand the objects on one ground, with equal gaps."""
    free = DRAWING_SIZE - 2 * EDGE - scale * sum(drawing.width for drawing in row)
    gap = min(free / (len(row) + 1), LARGEST_GAP)
    x = EDGE + (free - gap * (len(row) - 1)) / 2
    placed = []
    for drawing in row:
        own = scale * drawing.size
        placed.append(
            Placed(drawing.drawn, drawing.outline, own, x, bottom - drawing.height * scale)
        )
        x += drawing.width * scale + gap
    return placed


def _step(placed: Sequence[Placed], top: float, bottom: float) -> str:
    """Return the step on which the back row stands, down to the ground of the front row."""
    left = min(part.box.x for part in placed) - STEP_OVERHANG
    right = max(part.box.x + part.box.width for part in placed) + STEP_OVERHANG
    left, right = max(left, 4.0), min(right, DRAWING_SIZE - 4.0)
    face = top - STEP_EDGE
    return (
        f'<rect x="{left:.2f}" y="{face:.2f}" width="{right - left:.2f}" '
        f'height="{bottom - face - STEP_EDGE:.2f}" rx="14" fill="{STEP_FRONT}"/>'
        f'<rect x="{left:.2f}" y="{face:.2f}" width="{right - left:.2f}" '
        f'height="{2 * STEP_EDGE:.2f}" rx="14" fill="{STEP_TOP}"/>'
    )


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
