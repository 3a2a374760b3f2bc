"""Conversion: carts to which a line was added, and those that then became a paid order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from checkout.models import Cart, CartEvent, Order
from checkout.reports.conversion import (
    Conversion,
    conversions,
    filled_carts,
    measured_days,
    measured_part,
)
from checkout.reports.period import Period
from tests.builders import a_cart, a_customer, a_product
from tests.checkout.reports.builders import an_invoice

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 30)
WEEK = Period.last_days(7, TODAY)
MOMENT = datetime(2026, 5, 27, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def added_to(cart: Cart, at: datetime, kind: str = CartEvent.Kind.ADDED) -> Cart:
    CartEvent.objects.create(cart=cart, kind=kind, sku="AUT-CC-901", quantity=1, happened_at=at)
    return cart


def ordered(number: int, cart: Cart | None, at: datetime, *, is_paid: bool = True) -> Order:
    order = an_invoice(number, 1000, at, cart=cart)
    Order.objects.filter(pk=order.pk).update(placed_at=at)
    if not is_paid:
        Order.objects.filter(pk=order.pk).update(invoice_number=None)
    return order


def measured(period: Period = WEEK) -> Conversion | None:
    return conversions(period, today=TODAY)[0]


def test_carts_that_became_a_paid_order_are_counted():
    ordered(1, added_to(a_cart(), MOMENT), MOMENT + HOUR)
    added_to(a_cart(), MOMENT)
    added_to(a_cart(), MOMENT)
    ordered(2, added_to(a_cart(), MOMENT), MOMENT + HOUR, is_paid=False)
    assert measured() == Conversion(WEEK, carts=4, ordered=1)
    assert measured().permille == 250


def test_a_cart_counts_once_however_often_it_was_filled_and_ordered():
    cart = added_to(added_to(a_cart(), MOMENT), MOMENT + DAY)
    ordered(1, cart, MOMENT + HOUR)
    ordered(2, cart, MOMENT + DAY + HOUR)
    assert measured() == Conversion(WEEK, carts=1, ordered=1)


def test_an_order_before_the_line_was_added_does_not_count():
    cart = added_to(a_cart(user=a_customer()), MOMENT)
    ordered(1, cart, MOMENT - HOUR)
    assert measured() == Conversion(WEEK, carts=1, ordered=0)


def test_an_order_after_the_period_counts_for_the_cart_that_was_filled_in_it():
    before = Period(date(2026, 5, 17), date(2026, 5, 23))
    at = datetime(2026, 5, 23, 12, tzinfo=UTC)
    ordered(1, added_to(a_cart(), at), at + 2 * DAY)
    now, earlier = conversions(WEEK, today=TODAY)
    assert now == Conversion(WEEK, carts=0, ordered=0)
    assert earlier == Conversion(before, carts=1, ordered=1)


def test_changed_and_removed_lines_do_not_count():
    cart = added_to(a_cart(), MOMENT - 30 * DAY)
    for kind in (CartEvent.Kind.CHANGED, CartEvent.Kind.REMOVED):
        added_to(cart, MOMENT, kind)
    assert measured() == Conversion(WEEK, carts=0, ordered=0)


def test_a_guests_cart_and_the_one_that_it_was_merged_into_are_one():
    own, guests = a_cart(user=a_customer()), a_cart()
    added_to(guests, MOMENT)
    added_to(own, MOMENT + 2 * HOUR)
    Cart.objects.filter(pk=guests.pk).update(merged_into=own)
    ordered(1, guests, MOMENT + HOUR)  # placed as a guest, paid after the log-in
    assert measured() == Conversion(WEEK, carts=1, ordered=1)
    assert list(filled_carts(WEEK)) == [own]


def test_days_begin_at_midnight_in_london():
    for minute, counts in ((59, 0), (60, 1)):
        at = datetime(2026, 5, 23, 22, tzinfo=UTC) + timedelta(minutes=minute)
        added_to(a_cart(), at)
        assert measured().carts == counts
        assert filled_carts(WEEK).count() == counts


def test_a_line_that_a_shopper_adds_counts():
    today = timezone.localdate()
    period = Period(today, today)
    cart = a_cart((a_product(), 1))
    assert list(filled_carts(period)) == [cart]


def test_only_days_of_which_all_carts_are_stored_are_measured(settings):
    settings.SESSION_COOKIE_AGE = 14 * 24 * 3600 + 5
    assert measured_days() == 14
    month = Period.last_days(30, TODAY)
    fortnight = Period.last_days(14, TODAY)
    assert measured_part(month, today=TODAY) == fortnight
    assert measured_part(month.before, today=TODAY) is None
    assert measured_part(WEEK.before, today=TODAY) == WEEK.before
    now, before = conversions(month, today=TODAY)
    assert (now.period, before) == (fortnight, None)
    assert conversions(month.before, today=TODAY) == (None, None)


def test_without_carts_the_conversion_is_zero():
    assert Conversion(WEEK, 0, 0).permille == 0


@pytest.mark.parametrize(("carts", "ordered", "permille"), [(3, 1, 333), (3, 2, 667), (7, 7, 1000)])
def test_the_conversion_is_rounded(carts, ordered, permille):
    assert Conversion(WEEK, carts, ordered).permille == permille


def test_two_queries_measure_both_periods(django_assert_num_queries):
    ordered(1, added_to(a_cart(), MOMENT), MOMENT + HOUR)
    added_to(a_cart(), MOMENT - 7 * DAY)
    with django_assert_num_queries(2):
        conversions(WEEK, today=TODAY)
