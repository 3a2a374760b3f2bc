import pytest
from django.core.exceptions import ValidationError

from catalog.bundle_rules import BundlePart, check_parts


def parts(*titles, pro=()) -> list[BundlePart]:
    return [BundlePart(title, title, title in pro) for title in titles]


def test_three_different_products_are_a_valid_bundle():
    check_parts(parts("Wax", "Mitt", "Towel"), is_pro_bundle=False)


@pytest.mark.parametrize("titles", [(), ("Wax",), ("Wax", "Mitt")])
def test_fewer_products_are_refused(titles):
    with pytest.raises(ValidationError) as refusal:
        check_parts(parts(*titles), is_pro_bundle=False)
    assert refusal.value.messages == [
        f"A bundle needs at least 3 different products; this one has {len(titles)}."
    ]


def test_a_duplicate_product_counts_once_and_is_named():
    with pytest.raises(ValidationError) as refusal:
        check_parts(parts("Wax", "Mitt", "Wax", "Wax"), is_pro_bundle=False)
    assert refusal.value.messages == [
        "A bundle needs at least 3 different products; this one has 2.",
        "“Wax” is in the bundle more than once. Increase its quantity instead.",
    ]


def test_two_products_with_one_name_are_different():
    check_parts([BundlePart(key, "Wax", False) for key in (1, 2, 3)], is_pro_bundle=False)


def test_a_pro_bundle_requires_a_pro_product():
    check_parts(parts("Wax", "Mitt", "Towel", pro=["Towel"]), is_pro_bundle=True)
    with pytest.raises(ValidationError) as refusal:
        check_parts(parts("Wax", "Mitt", "Towel"), is_pro_bundle=True)
    assert refusal.value.messages == ["A Pro bundle needs at least one Pro product."]


def test_every_broken_rule_is_reported():
    with pytest.raises(ValidationError) as refusal:
        check_parts(parts("Wax", "Wax"), is_pro_bundle=True)
    assert len(refusal.value.messages) == 3
