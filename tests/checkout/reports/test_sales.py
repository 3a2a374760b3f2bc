"""Sales by day, product and category: each adds up to the gross amount of the VAT report."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from catalog.models import Category
from checkout.models import OrderLine, RefundLine
from checkout.reports.period import Period
from checkout.reports.sales import (
    BUNDLES,
    NOT_IN_CATALOGUE,
    CategorySales,
    DaySales,
    OtherAmounts,
    ProductSales,
    SalesTotals,
    other_amounts,
    sales_by_category,
    sales_by_day,
    sales_by_product,
    sales_totals,
)
from checkout.reports.vat import vat_report
from tests.builders import a_bundle, a_product
from tests.checkout.reports.builders import IN_SPRING, a_line, a_refund, an_invoice

pytestmark = pytest.mark.django_db

SPRING = Period(date(2026, 4, 1), date(2026, 6, 30))
DAY = timedelta(days=1)


def give_back(line: OrderLine, quantity: int, at: datetime):
    refund = a_refund(line.order, quantity * line.price_pence, at)
    RefundLine.objects.create(refund=refund, line=line, quantity=quantity)
    return refund


def test_the_totals_of_a_period():
    first = an_invoice(
        1, 3000, IN_SPRING, list_pence=3500, bundle_saving_pence=300, order_saving_pence=200
    )
    an_invoice(2, 1001, IN_SPRING)
    an_invoice(3, 9999, IN_SPRING - 90 * DAY)
    a_refund(first, 500, IN_SPRING + DAY)
    totals = sales_totals(SPRING)
    assert totals == SalesTotals(2, 4001, 500, 500)
    assert (totals.gross_pence, totals.average_pence) == (3501, 2001)
    assert sales_totals(SPRING.before) == SalesTotals(1, 9999, 0, 0)


def test_a_period_without_sales_has_no_average():
    assert sales_totals(SPRING).average_pence == 0


def test_every_day_of_a_period_is_listed():
    order = an_invoice(1, 3000, datetime(2026, 5, 3, 22, 59, tzinfo=UTC))
    an_invoice(2, 500, datetime(2026, 5, 3, 23, 0, tzinfo=UTC))  # midnight in London
    a_refund(order, 1000, IN_SPRING)
    assert sales_by_day(Period(date(2026, 5, 2), date(2026, 5, 4))) == [
        DaySales(date(2026, 5, 2), 0, 0, 0),
        DaySales(date(2026, 5, 3), 1, 3000, 0),
        DaySales(date(2026, 5, 4), 1, 500, 1000),
    ]


def test_products_are_counted_without_what_was_refunded():
    wax, mitt = a_product(sku="AUT-CC-905", title="Wax"), a_product(sku="AUT-CC-906", title="Mitt")
    order = an_invoice(1, 5000, IN_SPRING)
    waxes, mitts = a_line(order, wax, 3), a_line(order, mitt, 2)
    give_back(waxes, 2, IN_SPRING)
    give_back(mitts, 1, IN_SPRING + 90 * DAY)
    assert sales_by_product(SPRING) == [
        ProductSales("AUT-CC-906", "Mitt", 2, 2000),
        ProductSales("AUT-CC-905", "Wax", 1, 1000),
    ]


def test_a_product_has_its_latest_title():
    wax = a_product(sku="AUT-CC-905", title="Wax")
    a_line(an_invoice(1, 1000, IN_SPRING), wax)
    wax.title = "Hard Wax"
    a_line(an_invoice(2, 1000, IN_SPRING), wax)
    assert sales_by_product(SPRING) == [ProductSales("AUT-CC-905", "Hard Wax", 2, 2000)]


def test_categories_are_those_of_today():
    wax, gone = a_product(title="Wax"), a_product(title="Gone")
    wax.category = Category.objects.create(name="Waxes", slug="waxes")
    wax.save()
    bundle = a_bundle(wax, a_product())
    order = an_invoice(1, 6000, IN_SPRING)
    for page, quantity in ((wax, 3), (bundle, 2), (gone, 1)):
        a_line(order, page, quantity)
    gone.delete()
    assert sales_by_category(sales_by_product(SPRING)) == [
        CategorySales("Waxes", 3, 3000),
        CategorySales(BUNDLES, 2, 2000),
        CategorySales(NOT_IN_CATALOGUE, 1, 1000),
    ]


def test_delivery_savings_and_goodwill_are_named_apart():
    order = an_invoice(
        1, 1399, IN_SPRING, list_pence=1000, order_saving_pence=100, delivery_pence=499
    )
    line = a_line(order, a_product(), 1, 1000)
    a_refund(order, 499, IN_SPRING, delivery_pence=499)
    refund = a_refund(order, 900, IN_SPRING)  # the unit without its share of the saving
    RefundLine.objects.create(refund=refund, line=line, quantity=1)
    assert other_amounts(SPRING) == OtherAmounts(-100, 0, 100)
    assert other_amounts(SPRING).pence == 0
    a_refund(an_invoice(2, 5000, IN_SPRING), 50, IN_SPRING)
    assert other_amounts(SPRING) == OtherAmounts(-100, 0, 50)


@pytest.mark.parametrize("seed", range(5))
def test_a_random_period_adds_up_to_the_vat_report(seed):
    random = Random(seed)  # noqa: S311  no secret
    pages = [a_product() for _ in range(4)]
    for number in range(1, 30):
        lines = [(random.choice(pages), random.randint(1, 4), random.randint(1, 5000))]
        goods = sum(quantity * pence for _, quantity, pence in lines)
        saving, delivery = random.choice((0, goods // 10)), random.choice((0, 499))
        at = IN_SPRING + random.randint(-60, 90) * DAY
        order = an_invoice(
            number, goods - saving + delivery, at, order_saving_pence=saving,
            delivery_pence=delivery, list_pence=goods,
        )  # fmt: skip
        stored = [a_line(order, page, quantity, pence) for page, quantity, pence in lines]
        if random.random() < 0.4:
            amount = random.randint(1, order.total_pence)
            refund = a_refund(order, amount, at + random.randint(0, 40) * DAY)
            if random.random() < 0.5:
                RefundLine.objects.create(refund=refund, line=stored[0], quantity=1)
    gross = vat_report(SPRING).gross_pence
    assert sales_totals(SPRING).gross_pence == gross
    assert sum(day.gross_pence for day in sales_by_day(SPRING)) == gross
    products = sales_by_product(SPRING)
    goods = sum(row.goods_pence for row in products)
    assert goods + other_amounts(SPRING).pence == gross
    assert sum(row.goods_pence for row in sales_by_category(products)) == goods


def test_the_report_takes_eleven_queries(django_assert_num_queries):
    a_line(an_invoice(1, 1000, IN_SPRING), a_product())
    with django_assert_num_queries(11):
        sales_totals(SPRING)
        sales_by_day(SPRING)
        sales_by_category(sales_by_product(SPRING))
        other_amounts(SPRING)
