"""Layouts: the drawings of the objects, recoloured and with a label set into them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from django.contrib.staticfiles import finders

from catalog.image_types import DRAWING_SIZE, drawing_path
from catalog.packshots.colours import INK, SHADE, Colourway
from catalog.packshots.labels import Box, Label, LabelText, set_label

SVG = "{http://www.w3.org/2000/svg}"
LABEL, TAG = "data-label", "data-tag"
TAG_SCALE = 1.2
TAG_MARGIN = 12.0
TAG_HOLE = 30.0
REFLECTION_HEIGHT = 110

ElementTree.register_namespace("", SVG.strip("{}"))


class LayoutError(ValueError):
    """A layout has no place for a label, or more than one. The message names its file."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout's drawing in two parts, with the label's place between them.

    `box` is in the units of the place's own parent element. A tag is drawn with its paper. `ground`
    is the height at which the object stands, in units of the whole drawing.
    """

    code: str
    before: str
    after: str
    box: Box
    is_tag: bool
    ground: float

    @property
    def tag(self) -> Box:
        """The paper of the tag: larger than the layout says, to the left and upwards."""
        width, height = self.box.width * TAG_SCALE, self.box.height * TAG_SCALE
        right, bottom = self.box.x + self.box.width, self.box.y + self.box.height
        return Box(right - width, bottom - height, width, height)

    @property
    def label_box(self) -> Box:
        if not self.is_tag:
            return self.box
        inner = self.tag.inset(TAG_MARGIN)
        return Box(inner.x, inner.y + TAG_HOLE, inner.width, inner.height - TAG_HOLE)

    def set(self, text: LabelText) -> Label:
        return set_label(text, self.label_box)

    def drawn(self, text: LabelText | None, colours: Colourway) -> str:
        """Return the object, with its label if any, as SVG in a square of `DRAWING_SIZE`."""
        if text is None:
            return self._around(colours, "")
        label = self.set(text)
        tag = _tag_paper(self.tag, colours) if self.is_tag else ""
        return self._around(colours, tag + label.paper(colours) + label.text(colours))

    def mirrored(self, text: LabelText, colours: Colourway) -> str:
        """Return what the ground mirrors: the object with its label, but no text and no tag."""
        return self._around(colours, "" if self.is_tag else self.set(text).paper(colours))

    def _around(self, colours: Colourway, label: str) -> str:
        return colours.recolour(self.before) + label + colours.recolour(self.after)


@cache
def read_layout(image_type: str) -> Layout:
    """Return the layout of this image type, or the neutral one. Raises LayoutError."""
    path = Path(str(finders.find(drawing_path(image_type))))
    root = ElementTree.parse(path).getroot()  # noqa: S314 (the project's own file)
    places = [
        (element, kind)
        for element in root.iter()
        for kind in (LABEL, TAG)
        if kind in element.attrib
    ]
    if len(places) != 1:
        raise LayoutError(
            f"{path.name} has {len(places)} places for a label: give one group {LABEL} or {TAG}."
        )
    place, kind = places[0]
    box = Box(*map(float, place.attrib[kind].split()))
    for child in list(place):
        place.remove(child)
    place.text = _MARK
    background = root.find(f"{SVG}rect")
    if background is not None:
        root.remove(background)
    ground = _lay_shadow(root, path.name)
    drawing = "".join(ElementTree.tostring(child, encoding="unicode") for child in root)
    before, after = re.sub(r' xmlns="[^"]*"', "", drawing).split(_MARK)
    return Layout(path.stem, before, after, box, kind == TAG, ground)


def _lay_shadow(root: ElementTree.Element, name: str) -> float:
    """Keep the shadow's colour, whatever the object's, and return the height of the ground."""
    for group in root.iter(f"{SVG}g"):
        ellipse = group.find(f"{SVG}ellipse")
        if group.attrib.get("fill") == INK and ellipse is not None:
            group.attrib["fill"] = SHADE
            outer = root.find(f"{SVG}g")
            move = _MOVE.match(outer.attrib.get("transform", "")) if outer is not None else None
            down, scale = (float(move[1]), float(move[2])) if move else (0.0, 1.0)
            return down + scale * float(ellipse.attrib["cy"])
    raise LayoutError(f"{name} has no shadow: give it a group of ellipses in {INK}.")


_MOVE = re.compile(r"translate\([-0-9.]+[ ,]+([-0-9.]+)\) *scale\(([0-9.]+)\)")
_MARK = "\N{OBJECT REPLACEMENT CHARACTER}"


def _tag_paper(box: Box, colours: Colourway) -> str:
    """Paper of a swing tag, with its shadow, its hole and a loop of cord."""
    middle = box.x + box.width / 2
    hole = box.y + TAG_HOLE * 0.72
    paper = f'x="{box.x:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="18"'
    return (
        f'<rect {paper} y="{box.y + 7:.1f}" fill="{INK}" opacity="0.14"/>'
        f'<rect {paper} y="{box.y:.1f}" fill="#fffdf9" stroke="#d6d2c9" stroke-width="2"/>'
        f'<path d="M{middle:.1f},{hole:.1f}C{middle - 34:.1f},{box.y - 34:.1f} '
        f"{middle - 8:.1f},{box.y - 62:.1f} {middle + 18:.1f},{box.y - 58:.1f}C{middle + 40:.1f},"
        f'{box.y - 52:.1f} {middle + 24:.1f},{box.y - 16:.1f} {middle:.1f},{hole:.1f}" '
        f'fill="none" stroke="{colours.accent.dark}" stroke-width="4"/>'
        f'<circle cx="{middle:.1f}" cy="{hole:.1f}" r="9" fill="#ece9e2" stroke="{INK}" '
        'stroke-width="3"/>'
    )


def with_reflection(drawn: str, mirrored: str, ground: float) -> str:
    """Return the drawing above the faint image of `mirrored`, which fades below the ground."""
    end = ground + REFLECTION_HEIGHT
    turned = f'<g transform="matrix(1 0 0 -1 0 {2 * ground:.1f})">{mirrored}</g>'
    return (
        f'<defs><linearGradient id="fade" gradientUnits="userSpaceOnUse" x1="0" y1="{ground:.1f}" '
        f'x2="0" y2="{end:.1f}"><stop offset="0" stop-color="#fff" stop-opacity="0.2"/>'
        '<stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient>'
        f'<mask id="below" maskUnits="userSpaceOnUse" x="0" y="{ground:.1f}" '
        f'width="{DRAWING_SIZE}" height="{REFLECTION_HEIGHT}"><rect x="0" y="{ground:.1f}" '
        f'width="{DRAWING_SIZE}" height="{REFLECTION_HEIGHT}" fill="url(#fade)"/></mask></defs>'
        f'<g mask="url(#below)">{turned}</g>{drawn}'
    )


def square(content: str) -> str:
    """Return a whole SVG file of these elements, with a transparent background."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {DRAWING_SIZE} {DRAWING_SIZE}" '
        f'stroke-linecap="round" stroke-linejoin="round">{content}</svg>'
    )
