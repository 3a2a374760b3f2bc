"""Packshots as pictures: the same bytes each time, transparent, one unlike the other."""

from io import BytesIO

from PIL import Image

from catalog.packshots.colours import COLOURWAYS, HOUSE, choose_colourway
from catalog.packshots.packshot import draw_product, render
from tests.catalog.packshots.builders import some_facts


def test_the_same_facts_give_the_same_bytes():
    assert render(draw_product(some_facts()), 300) == render(draw_product(some_facts()), 300)


def test_a_packshot_has_a_transparent_background():
    picture = Image.open(BytesIO(render(draw_product(some_facts()))))
    assert (picture.size, picture.mode) == ((1200, 1200), "RGBA")
    corners = [(0, 0), (1199, 0), (0, 1199), (1199, 1199)]
    assert [picture.getpixel(corner)[3] for corner in corners] == [0, 0, 0, 0]


def test_each_fact_changes_the_picture():
    plain = draw_product(some_facts())
    for change in (
        {"image_type": "C2"},
        {"sku": "AUT-CC-002"},
        {"name": "Glass Polish"},
        {"detail": "1 L"},
        {"is_pro": True},
        {"brand": "Motorly"},
    ):
        assert draw_product(some_facts(**change)) != plain, change


def test_neighbouring_skus_have_different_colours():
    chosen = [choose_colourway("Sponge", f"AUT-CC-{number:03d}") for number in range(13)]
    assert len({colourway.name for colourway in chosen}) == len(COLOURWAYS)


def test_a_word_of_the_title_decides_the_colour():
    titles = ("Vent Air Freshener – Citrus Grove", "Injector Cleaner – Petrol 250 ml")
    assert [choose_colourway(title, "AUT-AC-001").name for title in titles] == ["forest", "forest"]


def test_the_house_colours_change_nothing():
    drawing = '<path fill="#14213d"/><path fill="#2b7a8c"/><path fill="#f5a300"/>'
    assert HOUSE.recolour(drawing) == drawing
