"""Colourways: the colours that a drawing's navy, teal and amber become for one product."""

import re
from dataclasses import dataclass

INK, PAPER = "#14213d", "#fffdf9"
SHADE = "#0c152b"
READABLE_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3


@dataclass(frozen=True, slots=True)
class Tones:
    dark: str
    plain: str
    light: str


def ink_on(colour: str) -> str:
    """Return the colour of text on this ground: white, or dark where white is hard to read."""
    contrast_of_white = 1.05 / (_luminance(colour) + 0.05)
    return "#fff" if contrast_of_white >= READABLE_CONTRAST else INK


def _luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of a colour such as "#a0b1c2"."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return sum(
        weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Colourway:
    """`main` replaces navy, `second` teal, and `accent` amber."""

    name: str
    main: Tones
    second: Tones
    accent: Tones

    def recolour(self, svg: str) -> str:
        """Replace the three families of colours. All others stay, and so do shades."""
        replaced = {
            NAVY.plain: self.main.plain,
            NAVY.light: self.main.light,
            TEAL.dark: self.second.dark,
            TEAL.plain: self.second.plain,
            TEAL.light: self.second.light,
            AMBER.dark: self.accent.dark,
            AMBER.plain: self.accent.plain,
            AMBER.light: self.accent.light,
        }
        return re.sub("|".join(replaced), lambda found: replaced[found[0]], svg)


NAVY = Tones("#0c152b", "#14213d", "#24365f")
TEAL = Tones("#1f5a68", "#2b7a8c", "#4d9fb1")
AMBER = Tones("#c98200", "#f5a300", "#ffc04a")
CORAL = Tones("#b3452c", "#e2603f", "#f08a6c")
FOREST = Tones("#14392c", "#1f5a43", "#2f7a5c")
LIME = Tones("#6b8a1a", "#94b92a", "#b6d65c")
WINE = Tones("#4a1526", "#741f3a", "#983455")
ROSE = Tones("#b24a68", "#d97592", "#eda3b8")
CHARCOAL = Tones("#22262d", "#343a44", "#4f5866")
STEEL = Tones("#5c6a7a", "#8394a6", "#aebbc8")
PLUM = Tones("#33194d", "#53297a", "#7444a0")
LILAC = Tones("#7a63b0", "#a08ad2", "#c3b4e6")
ROYAL = Tones("#123a7a", "#1d56b0", "#3f7ad6")
SKY = Tones("#3f8fc0", "#6bb6e2", "#a3d5f2")
COCOA = Tones("#3d2618", "#5e3c27", "#80573b")
SAND = Tones("#a98a5a", "#d0b07c", "#e6cfa6")
PETROL = Tones("#0b3a44", "#125a68", "#1f7c8c")
MINT = Tones("#3f9f82", "#6cc8aa", "#a0e0cb")
RED = Tones("#8f1d1d", "#c62f2f", "#e05c55")
OLIVE = Tones("#3a421c", "#5a672c", "#7c8a45")
SLATE = Tones("#2e3a48", "#46566a", "#66788e")
ORANGE = Tones("#b5540c", "#e87417", "#f79a52")

HOUSE = Colourway("house", NAVY, TEAL, AMBER)
COLOURWAYS = (
    HOUSE,
    Colourway("forest", FOREST, LIME, SAND),
    Colourway("wine", WINE, ROSE, AMBER),
    Colourway("royal", ROYAL, SKY, ORANGE),
    Colourway("charcoal", CHARCOAL, STEEL, LIME),
    Colourway("plum", PLUM, LILAC, MINT),
    Colourway("petrol", PETROL, MINT, CORAL),
    Colourway("cocoa", COCOA, SAND, TEAL),
    Colourway("red", RED, CHARCOAL, STEEL),
    Colourway("olive", OLIVE, ORANGE, AMBER),
    Colourway("sky", TEAL, NAVY, ROSE),
    Colourway("orange", ORANGE, PETROL, NAVY),
    Colourway("slate", SLATE, RED, SAND),
)
_BY_NAME = {colourway.name: colourway for colourway in COLOURWAYS}

# Scents, fuels and materials that shoppers know by a colour.
_BY_WORD = {
    "citrus": "forest", "linen": "sky", "cedar": "charcoal", "salt": "petrol", "vanilla": "cocoa",
    "bergamot": "olive", "fig": "plum", "petrol": "forest", "diesel": "charcoal",
    "leather": "cocoa", "rubber": "charcoal", "copper": "orange", "ceramic": "royal",
}  # fmt: skip


def choose_colourway(title: str, sku: str) -> Colourway:
    """By a word of the title, else by the SKU's number: neighbours get different colours."""
    for word in re.findall(r"[a-z]+", title.lower()):
        if word in _BY_WORD:
            return _BY_NAME[_BY_WORD[word]]
    digits = re.findall(r"[0-9]+", sku)
    number = int(digits[-1]) if digits else sum(map(ord, sku))
    return COLOURWAYS[number % len(COLOURWAYS)]
