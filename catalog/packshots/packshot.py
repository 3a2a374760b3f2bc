"""Packshots as SVG and PNG."""

from dataclasses import dataclass

import resvg_py

from catalog.packshots.colours import Colourway, choose_colourway
from catalog.packshots.labels import LabelText
from catalog.packshots.layouts import read_layout, square, with_reflection

PICTURE_SIZE = 1200


@dataclass(frozen=True, slots=True)
class Facts:
    """What a packshot shows of a product. `detail` is its variant, or else its net quantity."""

    image_type: str
    sku: str
    title: str
    brand: str
    name: str
    detail: str
    is_pro: bool

    @property
    def label(self) -> LabelText:
        return LabelText(self.brand, self.name, self.detail, self.is_pro)

    @property
    def colours(self) -> Colourway:
        return choose_colourway(self.title, self.sku)


def draw_product(facts: Facts) -> str:
    """Return the packshot as an SVG file."""
    layout = read_layout(facts.image_type)
    mirrored = layout.mirrored(facts.label, facts.colours)
    return square(with_reflection(drawn_object(facts), mirrored, layout.ground))


def drawn_object(facts: Facts, *, has_tag: bool = True) -> str:
    """Return the object as SVG elements, with its label; without, if that would hang on a tag."""
    layout = read_layout(facts.image_type)
    is_bare = layout.is_tag and not has_tag
    return layout.drawn(None if is_bare else facts.label, facts.colours)


def render(svg: str, size: int = PICTURE_SIZE) -> bytes:
    """Return a PNG of `size` pixels, the same bytes for the same drawing."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True)
    return bytes(png)
