"""Thumbnail: how cards and the cart show what is for sale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Image of an offer on cards and in the cart. Width and height are pixels.

    `avif` and `webp` have the sizes that a browser chooses from, in the form of `srcset`; they and
    the other URLs are empty for a drawing, which fits all sizes. `tone` is a colour to show until
    the picture is loaded, "" for none of its own.
    """

    url: str
    width: int
    height: int
    alt: str
    avif: str = ""
    webp: str = ""
    large_url: str = ""
    raster_url: str = ""
    tone: str = ""

    @property
    def smallest_url(self) -> str:
        """File for a slot of 50 pixels. `webp` begins with the smallest size."""
        return self.webp.partition(" ")[0] or self.url
