"""*Reports → Payments and payouts*: what Stripe paid out and of what, for the owner alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from checkout.models import BalanceReading
from tests.checkout.reports.builders import (
    IN_SPRING,
    a_payout,
    a_reading,
    an_entry,
    an_invoice,
)

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/payouts/"
SPRING = {"first": "2026-04-01", "last": "2026-06-30"}


def page_of(payout) -> str:
    return f"{REPORT}{payout.pk}/"


@pytest.fixture
def paid_out():
    """A payout of an order's payment less a part of it."""
    order = an_invoice(7, 1798, IN_SPRING)
    payout = a_payout(1252)
    an_entry("charge", 1798, fee_pence=47, order=order, payout=payout)
    an_entry("refund", -499, order=order, payout=payout)
    an_entry("payout", -1252, payout=payout, source_id=payout.stripe_payout_id)
    a_reading(IN_SPRING + timedelta(days=1))
    return payout


def test_the_report_shows_the_sums_and_each_payout(desk, paid_out):
    text = desk.get(REPORT, SPRING).text
    for name, amount in (
        ("Payments", "£17.98"),
        ("less refunds", "£4.99"),
        ("less disputes", "£0.00"),
        ("less fees", "£0.47"),
        ("Net", "£12.52"),
        ("Paid out to the bank", "£12.52"),
    ):
        assert f"<dt>{name}</dt><dd>{amount}</dd>" in text
    assert "Balance at Stripe on 30 June 2026, with all earlier entries</dt><dd>£0.00" in text
    assert "Stripe’s balance as of 5 May 2026, 13:00." in text
    assert f'<a href="{page_of(paid_out)}">4 May 2026, 13:00</a>' in text
    for absent in ("Not matched", "does not list", "and other entries", "which is not the net"):
        assert absent not in text


def test_a_payout_shows_its_entries_with_their_orders(desk, paid_out):
    text = desk.get(page_of(paid_out)).text
    order = paid_out.entries.filter(category="charge").get().order
    assert text.count(f'href="/admin/checkout/order/inspect/{order.pk}/">AV-00000007</a>') == 2
    assert "The entries below add up to £12.52, the amount of the payout." in text
    assert "−£12.52" not in text  # its own withdrawal


def test_a_payout_that_does_not_add_up_says_so(desk):
    payout = a_payout(500, has_all_entries=False)
    an_entry("charge", 400, payout=payout)
    text = desk.get(page_of(payout)).text
    assert "The entries that the shop knows add up to £4.00, and the payout is £5.00." in text
    assert "the amount of the payout" not in text


def test_a_payout_made_by_hand_says_that_its_entries_are_unknown(desk):
    payout = a_payout(500, has_all_entries=False, is_automatic=False, status="failed")
    text = desk.get(page_of(payout)).text
    assert "Stripe does not say which entries it consists of." in text
    assert "od-state--failed" in text


def test_what_is_not_matched_is_listed_with_its_sum(desk):
    a_reading(IN_SPRING + timedelta(days=1))
    order = an_invoice(3, 1100, IN_SPRING)
    an_entry("charge", 700, source_id="ch_unknown")
    text = desk.get(REPORT, SPRING).text
    assert "Not matched to an order: 1, together £7.00" in text
    assert "ch_unknown" in text
    assert "Paid orders that Stripe does not list: 1, together £11.00" in text
    assert f'href="/admin/checkout/order/inspect/{order.pk}/"' in text


def test_what_could_not_be_stored_is_named(desk):
    a_reading(IN_SPRING, refused=["txn_bad"])
    assert "could not store these of Stripe’s records" in desk.get(REPORT, SPRING).text
    assert "txn_bad" in desk.get(REPORT, SPRING).text


def test_many_payouts_and_entries_are_shown_page_by_page(desk):
    payout = a_payout(101)
    for _ in range(101):
        an_entry("charge", 1, payout=payout)
    for _ in range(100):
        a_payout(5)
    pages = [desk.get(REPORT, SPRING | {"page": number}).text for number in (1, 2)]
    assert [text.count("od-state--paid") for text in pages] == [100, 1]
    assert "Page 1 of 2" in pages[0]
    assert "Page 1 of 2" in desk.get(page_of(payout)).text
    assert desk.get(page_of(payout), {"page": 2}).text.count('<td class="od-amount">£0.01') == 2


def test_the_pages_take_as_many_queries_for_many_rows(desk, django_assert_max_num_queries):
    a_reading(datetime(2026, 7, 2, tzinfo=UTC))
    payout = a_payout(100)
    for number in range(1, 31):
        an_entry("charge", 10, payout=payout, order=an_invoice(number, 10, IN_SPRING))
        an_entry("refund", -1)
        a_payout(5)
        an_invoice(100 + number, 10, IN_SPRING)
    desk.get(REPORT, SPRING)
    with django_assert_max_num_queries(18):
        desk.get(REPORT, SPRING)
    with django_assert_max_num_queries(10):
        desk.get(page_of(payout))


def test_the_button_queues_a_reading_and_the_page_says_so(desk):
    response = desk.post(f"{REPORT}read/", follow=True)
    reading = BalanceReading.objects.get()
    assert reading.slot is None
    assert "The worker reads Stripe’s balance." in response.text
    assert "Stripe’s balance has not been read yet." in response.text
    began = timezone.localtime(reading.began_at)
    assert f"The reading of {began:%-d %b %Y, %H:%M} has not ended." in response.text


def test_a_reading_is_not_begun_by_a_link(desk):
    assert desk.get(f"{REPORT}read/").status_code == 405
    assert not BalanceReading.objects.exists()


def test_a_reading_of_the_button_is_shown_once_the_worker_has_run(desk, paid, run_tasks):
    order = paid()
    desk.post(f"{REPORT}read/")
    assert "read_balance" in run_tasks()
    text = desk.get(REPORT).text
    assert "<dt>Payments</dt><dd>£17.98</dd>" in text
    assert "has not ended" not in text
    assert "Not matched" not in text
    assert order.balance_entries.count() == 1


def test_days_that_make_no_period_are_refused(desk):
    response = desk.get(REPORT, {"first": "2026-06-30", "last": "2026-04-01"})
    assert "The first day is after the last one." in response.text
    assert "Payouts</h2>" not in response.text


def test_an_unknown_payout_is_not_found(desk):
    assert desk.get(f"{REPORT}999/").status_code == 404


def test_the_menu_offers_it_to_the_owner(desk):
    assert f'"{REPORT}"' in desk.get("/admin/").text
