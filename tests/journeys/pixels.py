"""Pictures of a part of a page, compared pixel by pixel."""

from base64 import b64decode
from collections import Counter
from functools import cache
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page

Colour = tuple[int, int, int]


class Camera:
    """Takes pictures of a page in half the time that Playwright's own screenshots need."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def picture(self, *, x: float, y: float, width: float, height: float) -> bytes:
        """Return the PNG of this part of the page, in CSS pixels from the top of the document."""
        clip = {"x": x, "y": y, "width": width, "height": height, "scale": 1}
        options = {"format": "png", "captureBeyondViewport": False, "clip": clip}
        return b64decode(self._session.send("Page.captureScreenshot", options)["data"])


def clearly_changed_pixels(before: bytes, after: bytes, *, min_contrast: float) -> int:
    """Count the pixels whose new colour has this contrast, or more, to their old one."""
    pairs = Counter(zip(_colours(before), _colours(after), strict=True))
    return sum(
        count
        for (old, new), count in pairs.items()
        if old != new and contrast(old, new) >= min_contrast
    )


@cache
def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of WCAG, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def luminance(colour: Colour) -> float:
    """Return the relative luminance of WCAG, from 0 to 1."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colours_of(picture: bytes) -> Counter[Colour]:
    """Count the pixels of each colour."""
    return Counter(_colours(picture))


def _colours(picture: bytes) -> list[Colour]:
    channels = Image.open(BytesIO(picture)).convert("RGB").tobytes()
    return list(zip(channels[::3], channels[1::3], channels[2::3], strict=True))
