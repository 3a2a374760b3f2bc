"""The files in which pages show an image: several sizes as AVIF and WebP, and two single files.

They are listed on the image's row, so that a page with 24 pictures reads nothing else for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

SQUARES = (160, 400, 800, 1200)  # for slots of 50 px, cards on phones, larger cards, the gallery
WIDTHS = (400, 800, 1200)  # of whole pictures, beside texts
LARGE_SPEC = "max-1600x1600|format-webp"
# For social networks, search engines and feeds. The colour is that of `--packshot` in tokens.css.
RASTER_SPEC = "fill-1200x1200|format-jpeg|bgcolor-f4f2ed"


class Shape(StrEnum):
    """A square around the focal point, or the whole picture."""

    SQUARE = "square"
    WIDE = "wide"

    def spec(self, side: int, format_: str) -> str:
        """Return Wagtail's filter of one size. `format_`: "avif" or "webp"."""
        operation = f"fill-{side}x{side}" if self == Shape.SQUARE else f"width-{side}"
        return f"{operation}|format-{format_}"


@dataclass(frozen=True, slots=True)
class ServedSize:
    """One size of an image, in pixels. `avif` and `webp` are names in the storage."""

    width: int
    height: int
    avif: str
    webp: str


@dataclass(frozen=True, slots=True)
class ServedFiles:
    """All files of an image. `wide` is empty for drawings, which texts do not show.

    `large` and `raster` are names in the storage. `tone` is the mean colour, such as "#a0b1c2",
    that a page shows until the picture is loaded; "" for a picture with transparent parts.
    """

    square: tuple[ServedSize, ...]
    wide: tuple[ServedSize, ...]
    large: str
    raster: str
    tone: str

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "ServedFiles":
        square, wide = (
            tuple(ServedSize(**size) for size in stored[shape])
            for shape in (Shape.SQUARE, Shape.WIDE)
        )
        return cls(square, wide, stored["large"], stored["raster"], stored["tone"])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def sizes(self, shape: Shape) -> tuple[ServedSize, ...]:
        return self.square if shape == Shape.SQUARE else self.wide

    def names(self) -> Iterator[str]:
        for size in (*self.square, *self.wide):
            yield from (size.avif, size.webp)
        yield from (self.large, self.raster)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """What a page needs to show an image. `width` and `height`: pixels of the largest size.

    `avif` and `webp` have the form of `srcset`. `url` is a WebP file of medium size.
    """

    url: str
    width: int
    height: int
    avif: str
    webp: str
    large_url: str
    raster_url: str
    tone: str


def sides_for(available: int, sides: Sequence[int]) -> list[int]:
    """Return the sides to make of an image with this many pixels: renditions are not enlarged."""
    smaller = [side for side in sides if side < available]
    return list(sides[: len(smaller) + 1])
