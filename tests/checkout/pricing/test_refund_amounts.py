"""Refund amounts: exact to the penny, in any portions."""

from hypothesis import given
from hypothesis import strategies as st

from checkout.pricing.refund_amounts import SoldLine, paid_for_lines, refund_of_units, vat_of_refund

LINES = st.lists(
    st.builds(SoldLine, price_pence=st.integers(1, 20_000), quantity=st.integers(1, 9)),
    min_size=1,
    max_size=6,
)


def test_without_a_first_order_saving_a_unit_is_refunded_at_its_price():
    lines = [SoldLine(1299, 2), SoldLine(749, 1)]
    assert paid_for_lines(lines, order_saving_pence=0) == [2598, 749]
    assert refund_of_units(lines[0], paid_pence=2598, quantity=1) == 1299


def test_the_first_order_saving_is_divided_in_proportion_to_the_lines():
    """The table of docs/design.md: a bundle at 26.99 and a product at 12.99, 4.00 off."""
    lines = [SoldLine(2699, 1), SoldLine(1299, 1)]
    assert paid_for_lines(lines, order_saving_pence=400) == [2429, 1169]


def test_refunds_of_an_indivisible_line_add_up():
    line = SoldLine(334, 3)
    parts = [
        refund_of_units(SoldLine(334, 3, done), paid_pence=1000, quantity=1) for done in range(3)
    ]
    assert parts == [333, 333, 334]
    assert refund_of_units(line, paid_pence=1000, quantity=3) == 1000


@given(LINES, st.integers(0, 90))
def test_all_lines_together_cost_exactly_the_goods_less_the_saving(lines, percent):
    goods = sum(line.total_pence for line in lines)
    saving = (goods * percent + 50) // 100
    paid = paid_for_lines(lines, order_saving_pence=saving)
    assert sum(paid) == goods - saving
    assert all(0 <= pence <= line.total_pence for pence, line in zip(paid, lines, strict=True))


@given(st.integers(0, 100_000), st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_refunds_of_all_units_in_any_portions_add_up_to_the_payment(paid, portions):
    quantity, done, total = sum(portions), 0, 0
    for portion in portions:
        line = SoldLine(price_pence=1, quantity=quantity, refunded_quantity=done)
        total += refund_of_units(line, paid_pence=paid, quantity=portion)
        done += portion
    assert total == paid


@given(st.lists(st.integers(1, 9_999), min_size=1, max_size=8))
def test_the_vat_of_all_refunds_adds_up_to_the_order_s(portions):
    paid = sum(portions)
    vat = (paid * 20 + 60) // 120
    refunded = refunded_vat = 0
    for pence in portions:
        share = vat_of_refund(
            vat_pence=vat, paid_pence=paid, refunded_pence=refunded,
            refunded_vat_pence=refunded_vat, pence=pence,
        )  # fmt: skip
        assert 0 <= share <= pence
        refunded, refunded_vat = refunded + pence, refunded_vat + share
    assert refunded_vat == vat


def test_half_a_penny_is_added_to_the_first_line():
    """1 p off two lines of one price: 0.5 p each, rounded half up on the running total."""
    lines = [SoldLine(500, 1), SoldLine(500, 1)]
    assert paid_for_lines(lines, order_saving_pence=1) == [499, 500]
    thirds = [SoldLine(300, 1), SoldLine(300, 1), SoldLine(300, 1)]
    assert paid_for_lines(thirds, order_saving_pence=1) == [300, 299, 300]


def test_lines_of_no_price_take_no_share():
    assert paid_for_lines([SoldLine(0, 3)], order_saving_pence=0) == [0]


def test_an_indivisible_saving_belongs_to_the_earlier_line():
    penny = SoldLine(price_pence=1, quantity=1)
    assert paid_for_lines([penny, penny], order_saving_pence=1) == [0, 1]
