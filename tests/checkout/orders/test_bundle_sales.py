"""Best sellers among bundles: which sales count, in which order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.listing.best_sellers import BEST_SELLER_PERIOD, best_bundle_keys
from catalog.models import BundlePage
from checkout.models import Order, OrderState
from tests.builders import a_bundle, a_visitor
from tests.checkout.builders import an_open_order
from tests.home.builders import a_bundle_row, set_home_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def sell(stripe_server):
    """Sell units of a bundle, some days ago."""

    def sell(bundle, units: int, *, days_ago: float = 0) -> Order:
        order = an_open_order((bundle, units))
        paid_at = timezone.now() - timedelta(days=days_ago)
        paid = {"state": OrderState.PAID, "paid_at": paid_at, "paid_pence": order.total_pence}
        Order.objects.filter(pk=order.pk).update(**paid)
        return order

    return sell


def best(limit: int = 4) -> list[int]:
    return best_bundle_keys(BundlePage.objects.on_sale(), limit=limit)


def test_bundles_are_ordered_by_units_sold(sell):
    winter, wash, trip = a_bundle(), a_bundle(), a_bundle()
    a_bundle()
    for bundle, units in ((winter, 2), (wash, 3), (winter, 2), (trip, 1)):
        sell(bundle, units)
    assert best() == [winter.pk, wash.pk, trip.pk]
    assert best(limit=2) == [winter.pk, wash.pk]


def test_only_paid_orders_of_the_last_90_days_count(sell, stripe_server):
    old, unpaid, recent = a_bundle(), a_bundle(), a_bundle()
    sell(old, 5, days_ago=BEST_SELLER_PERIOD.days + 0.1)
    an_open_order((unpaid, 5))
    sell(recent, 1, days_ago=BEST_SELLER_PERIOD.days - 0.1)
    assert best() == [recent.pk]


def test_bundles_that_are_no_longer_on_sale_are_left_out(sell):
    gone, wash = a_bundle(), a_bundle()
    sell(gone, 2)
    sell(wash, 1)
    BundlePage.objects.filter(pk=gone.pk).update(live=False)
    assert best() == [wash.pk]


def test_it_takes_one_query(sell, django_assert_num_queries):
    sell(a_bundle(), 1)
    with django_assert_num_queries(1):
        best()


def test_a_row_of_the_home_page_shows_them(sell):
    sell(a_bundle(title="Winter"), 1)
    sell(a_bundle(title="Wash"), 2)
    a_bundle(title="Trip")
    set_home_body(a_bundle_row("best_sellers"))
    text = a_visitor().get("/").text
    assert 0 < text.index(">Wash</a>") < text.index(">Winter</a>")
    assert "Trip" not in text
