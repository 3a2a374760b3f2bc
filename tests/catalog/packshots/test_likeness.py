"""Every picture of the demo is told from every other at the size of a card."""

from io import BytesIO
from itertools import combinations

import imagehash
from PIL import Image

from catalog.packshots.bundles import draw_bundle
from catalog.packshots.packshot import draw_product, render
from tests.catalog.packshots.builders import demo_bundles, demo_facts

CARD = 180  # pixels: two columns on a phone
CARD_COLOUR = "#f4f2ed"
# Perceptual hashes of 16 × 16 bits for red, green and blue: of 768 bits, this many differ. The same
# picture twice as large or as a JPEG differs in about 8, and in 26 at most.
LEAST_DISTANCE = 32


def on_card(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png)).convert("RGBA")
    card = Image.new("RGBA", picture.size, CARD_COLOUR)
    card.alpha_composite(picture)
    return card.convert("RGB")


def hashes_of(svg: str) -> list[imagehash.ImageHash]:
    picture = on_card(render(svg, CARD))
    return [imagehash.phash(channel, hash_size=16) for channel in picture.split()]


def test_no_two_pictures_of_the_demo_look_alike():
    drawn = {sku: draw_product(facts) for sku, facts in demo_facts().items()}
    drawn |= {sku: draw_bundle(parts) for sku, parts in demo_bundles().items()}
    hashes = {sku: hashes_of(svg) for sku, svg in drawn.items()}
    alike = {}
    for one, other in combinations(hashes, 2):
        pairs = zip(hashes[one], hashes[other], strict=True)
        if (distance := sum(first - second for first, second in pairs)) < LEAST_DISTANCE:
            alike[one, other] = distance
    assert alike == {}
