"""Guesses of type and tier from a title."""

import pytest

from catalog.desk.quick_forms.guesses import (
    guess_net_quantity,
    guess_tier,
    guess_type,
    most_similar,
)
from tests.builders import a_category, a_product, a_type


@pytest.mark.parametrize(
    ("title", "tier"),
    [
        ("Pro Wheel Cleaner – 1 L", "pro"),
        ("Professional Clay", "pro"),
        ("Wheel Protector", "standard"),
        ("Glass Cleaner", "standard"),
        ("", "standard"),
    ],
)
def test_a_word_for_pro_decides_the_tier(title, tier):
    assert guess_tier(title) == tier


@pytest.mark.django_db
def test_the_type_that_the_title_names_is_guessed():
    camera, _ = a_type("Dash camera"), a_type("Camera")
    assert guess_type(title="Dash Cameras – Twin", category=None) == camera
    assert guess_type(title="Reversing Camera", category=None) == a_type("Camera")


@pytest.mark.django_db
def test_else_the_type_of_the_most_similar_product_of_the_category_is_guessed():
    tub = a_type("Tub")
    a_product(title="Carnauba Paste Wax – 200 g", product_type=tub)
    a_product(title="Leather Balm – 250 ml", product_type=a_type("Care"))
    elsewhere = a_category("electronics")
    a_product(title="Wax Melter", product_type=a_type("Gauge"), category=elsewhere)
    assert guess_type(title="Hard Wax – 250 ml", category=a_category()) == tub
    assert guess_type(title="Rope", category=a_category()) is None
    assert guess_type(title="", category=a_category()) is None


@pytest.mark.django_db
def test_a_kit_s_type_is_not_guessed():
    a_type("Wash kit", is_bundle_type=True)
    assert guess_type(title="Wash Kit", category=None) is None


@pytest.mark.parametrize(
    ("titles", "key"),
    [
        ([("Paste Wax", 1), ("Paste Glue", 2), ("Paste Pot", 2)], 1),
        ([("Balm 250 ml", 1)], None),
        ([], None),
    ],
)
def test_a_rare_word_decides_more_than_a_common_one_and_sizes_do_not_count(titles, key):
    assert most_similar("Paste Wax 250 ml", titles) == key


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "quantity"),
    [
        ("Hard Wax – 250 ml", "250 ml"),
        ("Hard Wax - Cherry – 2.5L", "2.5 L"),
        ("Hard Wax - 200 g", "200 g"),
        ("Hard Wax – Cherry", None),
        ("Hard Wax 250 ml", None),
        ("250 ml", None),
        ("", None),
    ],
)
def test_the_net_quantity_ends_the_title_where_goods_of_the_category_have_one(title, quantity):
    a_product(title="Paste Wax", net_amount=200, net_measure="g")
    a_product(title="Strap", category=a_category("electronics"))
    guessed = guess_net_quantity(title=title, category=a_category())
    assert (str(guessed) if guessed else None) == quantity
    assert guess_net_quantity(title=title, category=a_category("electronics")) is None
    assert guess_net_quantity(title=title, category=None) is None
