"""Bacs Direct Debit: the session completes at once and is paid or fails later."""

import pytest
import requests

from tests.stripe_side import Refused

PAID_LATER = "90012345"
REFUSED_LATER = "93333335"
PAID_NOW = "00012345"
EMPTY = "22222227"
THREE_MINUTES_S = 180


def test_a_session_paid_by_debit_is_complete_and_unpaid(shop):
    session = shop.creates_session()
    shop.side.debits(session.id)
    read = shop.reads_session(session, "payment_intent.latest_charge")
    assert (read.status, read.payment_status, read.url) == ("complete", "unpaid", None)
    assert (read.payment_intent.status, read.payment_intent.amount_received) == ("processing", 0)
    charge = read.payment_intent.latest_charge
    assert (charge.status, charge.paid, charge.payment_method_details.type) == (
        "pending",
        False,
        "bacs_debit",
    )
    assert shop.event_types() == [
        "charge.pending",
        "payment_intent.processing",
        "checkout.session.completed",
    ]
    assert shop.side.event_about(session.id)["data"]["object"]["payment_status"] == "unpaid"


@pytest.mark.parametrize("by", ["the clock", "an order"])
def test_a_successful_debit_sends_an_event_and_pays_the_session(shop, by):
    session = shop.creates_session()
    shop.side.debits(session.id, PAID_LATER)
    if by == "the clock":
        shop.side.advances(THREE_MINUTES_S)
    else:
        shop.side.settles(session.id, "succeeded")
    read = shop.reads_session(session, "payment_intent.latest_charge")
    assert (read.status, read.payment_status) == ("complete", "paid")
    assert (read.payment_intent.status, read.payment_intent.amount_received) == ("succeeded", 3097)
    assert read.payment_intent.latest_charge.paid is True
    assert shop.event_types()[3:] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


@pytest.mark.parametrize("by", ["the clock", "an order"])
def test_a_failed_debit_sends_an_event_and_leaves_the_session_unpaid(shop, by):
    session = shop.creates_session()
    shop.side.debits(session.id, REFUSED_LATER)
    if by == "the clock":
        shop.side.advances(THREE_MINUTES_S)
    else:
        shop.side.settles(session.id, "failed")
    read = shop.reads_session(session, "payment_intent")
    assert (read.status, read.payment_status) == ("complete", "unpaid")
    assert read.payment_intent.status == "requires_payment_method"
    assert read.payment_intent.last_payment_error.decline_code == "debit_not_authorized"
    assert shop.event_types()[3:] == [
        "charge.failed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]


def test_there_is_no_result_a_second_before_three_minutes(shop):
    session = shop.creates_session()
    shop.side.debits(session.id, PAID_LATER)
    shop.side.advances(THREE_MINUTES_S - 2)
    assert shop.reads_session(session).payment_status == "unpaid"


@pytest.mark.parametrize(("number", "status"), [(PAID_NOW, "paid"), (EMPTY, "unpaid")])
def test_some_accounts_settle_at_once(shop, number, status):
    session = shop.creates_session()
    shop.side.debits(session.id, number)
    assert shop.reads_session(session, "payment_intent").payment_status == status
    assert len(shop.event_types()) == 6


def test_a_debit_settles_once(shop, refused_by_side):
    session = shop.creates_session()
    shop.side.debits(session.id)
    shop.side.settles(session.id, "failed")
    with refused_by_side(409, "has had its result"):
        shop.side.settles(session.id, "succeeded")
    assert shop.reads_session(session).payment_status == "unpaid"


def test_a_session_paid_by_card_has_no_pending_debit(shop, refused_by_side):
    with refused_by_side(409, "awaits no result"):
        shop.side.settles(shop.paid_session().id, "failed")


def test_a_processing_payment_cannot_be_refunded(shop):
    session = shop.creates_session()
    shop.side.debits(session.id)
    with pytest.raises(Refused) as caught:
        shop.side.refunds(session.id)
    assert caught.value.status == 409


def test_a_successful_debit_can_be_refunded(shop):
    session = shop.creates_session()
    shop.side.debits(session.id, PAID_NOW)
    assert shop.reads_session(session).payment_status == "paid"
    assert shop.side.refunds(session.id)["amount"] == 3097


def test_the_planned_result_survives_a_restart(shop, start_shop):
    session = shop.creates_session()
    shop.side.debits(session.id)
    shop.server.stop()
    again = start_shop()
    again.side.advances(THREE_MINUTES_S)
    assert again.reads_session(session).payment_status == "paid"


def test_the_payment_page_links_to_the_debit_page(shop, text_of):
    session = shop.creates_session()
    page = requests.get(shop.page_of(session), timeout=5).text
    assert f'href="/c/pay/{session.id}/debit"' in page
    debit = requests.get(f"{shop.page_of(session)}/debit", timeout=5)
    assert debit.status_code == 200
    assert '<label for="account_number">' in debit.text
    for shown in ("£30.97", "10-88-00", PAID_LATER, REFUSED_LATER):
        assert shown in text_of(debit.text)


def post_debit(shop, session, number):
    return requests.post(
        f"{shop.page_of(session)}/debit",
        data={"account_number": number},
        allow_redirects=False,
        timeout=5,
    )


def test_paying_by_debit_redirects_to_the_shop(shop):
    session = shop.creates_session()
    answer = post_debit(shop, session, "9001 2345")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"http://127.0.0.1:9/done?session_id={session.id}",
    )
    assert shop.reads_session(session).status == "complete"


def test_an_unknown_account_makes_no_attempt(shop):
    session = shop.creates_session()
    answer = post_debit(shop, session, "12345678")
    assert "Your bank account number is invalid." in answer.text
    assert (shop.event_types(), shop.reads_session(session).status) == ([], "open")


def test_a_session_for_cards_only_accepts_no_debit(shop):
    session = shop.creates_session(allowed_payment_method_types=["card"])
    assert "/debit" not in requests.get(shop.page_of(session), timeout=5).text
    assert post_debit(shop, session, PAID_LATER).status_code == 404
    assert shop.reads_session(session).status == "open"
