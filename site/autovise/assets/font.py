"""The shop's font: Source Sans 3 as two small variable files, and a system font of the same size.

Browsers load the second file, with the accented letters, for pages that have one of them.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from fpdf.fonts import CORE_FONTS_CHARWIDTHS

FONT_FILE = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
FAMILY = "Source Sans 3"
FALLBACK_FAMILY = "Source Sans 3 fallback"
WEIGHTS = (400, 700)
# Basic Latin, the signs of Latin-1, then the signs that texts and styles use.
CHARACTERS = [*range(0x20, 0x7F), *range(0xA0, 0xC0), *map(ord, "×÷–—‘’“”•…‹›€™←→−≈≤≥▸▾✓′″⁄")]
# The letters of Latin-1 and Latin Extended-A.
ACCENTED = sorted({*range(0xC0, 0x180)} - set(CHARACTERS))
ACCENTED_RANGE = "U+C0-D6,U+D8-F6,U+F8-17F"
FEATURES = ["ccmp", "frac", "kern", "liga", "locl", "mark", "mkmk"]
# Fonts that have the widths of Helvetica; some systems have one of them, some another.
FALLBACK_FONTS = ("Arial", "Liberation Sans", "Arimo", "Helvetica Neue", "Helvetica", "Roboto")
SAMPLE = "Car care, comfort, power and safety. Delivered within 2 days; prices include VAT: 14.99"


@lru_cache(maxsize=1)
def build_font() -> bytes:
    """Return the font as WOFF2: the weights from regular to bold, without accented letters."""
    return _woff2(CHARACTERS)


@lru_cache(maxsize=1)
def build_accented_font() -> bytes:
    """Return the accented letters as WOFF2, in the same weights."""
    return _woff2(ACCENTED)


def _woff2(characters: Iterable[int]) -> bytes:
    font = instantiateVariableFont(_subset(characters), {"wght": WEIGHTS})
    font.flavor = "woff2"
    stream = BytesIO()
    font.save(stream)
    return stream.getvalue()


def font_faces(url: str, accented_url: str) -> str:
    """Return the `@font-face` rules: the font at these URLs, and its fallback of the same size."""
    low, high = WEIGHTS
    faces = (
        f'@font-face{{font-family:"{FAMILY}";src:url("{file}") format("woff2");'
        f"font-weight:{low} {high};font-display:swap{characters}}}"
        for file, characters in ((url, ""), (accented_url, f";unicode-range:{ACCENTED_RANGE}"))
    )
    regular = _fallback_face(low, FALLBACK_FONTS, CORE_FONTS_CHARWIDTHS["helvetica"])
    bold_fonts = tuple(f"{name} Bold" for name in FALLBACK_FONTS)
    return (
        "".join(faces)
        + regular
        + _fallback_face(high, bold_fonts, CORE_FONTS_CHARWIDTHS["helveticaB"])
    )


def _fallback_face(weight: int, local_fonts: tuple[str, ...], widths: dict[str, int]) -> str:
    """Return a rule that scales a system font to the font's width, and keeps the font's heights."""
    font = instantiateVariableFont(_subset(map(ord, SAMPLE)), {"wght": weight})
    em, metrics, glyphs = font["head"].unitsPerEm, font["hmtx"], font.getBestCmap()
    width = sum(metrics[glyphs[ord(character)]][0] for character in SAMPLE) / em
    scale = width / sum(widths[character] for character in SAMPLE) * 1000
    heights = {
        "ascent": font["hhea"].ascent,
        "descent": -font["hhea"].descent,
        "line-gap": font["hhea"].lineGap,
    }
    overrides = "".join(
        f";{name}-override:{units / em / scale:.2%}" for name, units in heights.items()
    )
    sources = ",".join(f'local("{name}")' for name in local_fonts)
    return (
        f'@font-face{{font-family:"{FALLBACK_FAMILY}";src:{sources};font-weight:{weight};'
        f"size-adjust:{scale:.2%}{overrides}}}"
    )


def _subset(characters: Iterable[int]) -> TTFont:
    """Return the font with these characters only. Later steps take a tenth of the time with it."""
    font = TTFont(str(FONT_FILE))
    options = Options()
    options.layout_features = FEATURES
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font
