"""The shopper's journeys on the hosted page, with cards of docs.stripe.com/testing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

DECLINED = "4000000000000002"
NO_FUNDS = "4000000000009995"
ASKS = "4000002500003155"


def visit(shop, session) -> requests.Response:
    return requests.get(shop.page_of(session), timeout=5)


def done_url(session) -> str:
    return f"http://127.0.0.1:9/done?session_id={session.id}"


def test_the_page_shows_the_items_and_the_total(shop, text_of):
    coupon = shop.creates_coupon(amount_off=260)
    session = shop.creates_session(discounts=[{"coupon": coupon.id}])
    page = visit(shop, session)
    assert page.status_code == 200
    assert '<dd id="total">£28.37</dd>' in page.text
    words = text_of(page.text)
    for shown in (
        "Wax × 2",
        "£25.98",
        "−£2.60",
        "Delivery",
        "£4.99",
        "shopper@example.com",
        "4242 4242 4242 4242",
        "local stand-in",
    ):
        assert shown in words


def test_only_the_card_is_required_and_every_field_has_a_label(shop):
    page = visit(shop, shop.creates_session()).text
    for name in ("card", "expiry", "cvc", "name"):
        assert f'<label for="{name}">' in page
        assert f'name="{name}"' in page
    assert page.count(" required") == 1
    assert '<html lang="en-GB">' in page
    assert "<script" not in page
    assert "style=" not in page


def test_names_are_escaped(shop):
    session = shop.creates_session(line_items=[shop.line(name="<b>Wax</b> & more")])
    assert "&lt;b&gt;Wax&lt;/b&gt; &amp; more" in visit(shop, session).text


@pytest.mark.parametrize(
    "card", ["4242424242424242", "4242 4242 4242 4242", " 4242-4242-4242-4242 "]
)
def test_a_valid_card_pays_and_redirects_to_the_shop(shop, card):
    session = shop.creates_session()
    answer = shop.pays(session, card, name="A. Shopper")
    assert (answer.status_code, answer.headers["Location"]) == (303, done_url(session))
    paid = shop.reads_session(session, "payment_intent.latest_charge")
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details.name == "A. Shopper"
    assert (paid.payment_intent.status, paid.payment_intent.amount_received) == ("succeeded", 3097)
    charge = paid.payment_intent.latest_charge
    assert (charge.amount, charge.paid, charge.payment_method_details.card.last4) == (
        3097,
        True,
        "4242",
    )


def test_a_valid_card_can_pay_after_a_declined_one(shop):
    session = shop.creates_session()
    answer = shop.pays(session, DECLINED)
    assert answer.status_code == 200
    assert "Your card has been declined." in answer.text
    tried = shop.reads_session(session, "payment_intent")
    assert (tried.status, tried.payment_status) == ("open", "unpaid")
    assert tried.payment_intent.status == "requires_payment_method"
    assert tried.payment_intent.last_payment_error.decline_code == "generic_decline"
    assert shop.pays(session).status_code == 303
    paid = shop.reads_session(session, "payment_intent")
    assert paid.payment_intent.id == tried.payment_intent.id
    assert paid.payment_intent.last_payment_error is None
    assert shop.event_types() == [
        "payment_intent.payment_failed",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_insufficient_funds_show_an_error(shop):
    assert "Your card has insufficient funds." in shop.pays(shop.creates_session(), NO_FUNDS).text


@pytest.mark.parametrize(
    ("card", "message"),
    [
        ("", "Your card number is incomplete."),
        ("4242 4242", "Your card number is incomplete."),
        ("4242424242424241", "Your card number is invalid."),
        ("not a number", "Your card number is invalid."),
        ("5" * 200, "Your card number is invalid."),
    ],
)
def test_an_unknown_card_number_makes_no_attempt(shop, card, message):
    session = shop.creates_session()
    assert message in shop.pays(session, card).text
    assert shop.event_types() == []
    assert shop.reads_session(session).payment_intent is None


def confirm(shop, session, answer: str) -> requests.Response:
    return requests.post(
        f"{shop.page_of(session)}/confirm",
        data={"confirm": answer},
        allow_redirects=False,
        timeout=5,
    )


def test_a_card_that_requires_confirmation_pays_after_it(shop):
    session = shop.creates_session()
    answer = shop.pays(session, ASKS)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/pay/{session.id}/confirm")
    page = requests.get(f"{shop.page_of(session)}/confirm", timeout=5)
    assert 'name="confirm" value="complete"' in page.text
    assert 'name="confirm" value="fail"' in page.text
    waiting = shop.reads_session(session, "payment_intent")
    assert (waiting.status, waiting.payment_intent.status) == ("open", "requires_action")
    assert confirm(shop, session, "complete").headers["Location"] == done_url(session)
    assert shop.reads_session(session).payment_status == "paid"


def test_another_card_can_pay_after_a_failed_confirmation(shop):
    session = shop.creates_session()
    shop.pays(session, ASKS)
    answer = confirm(shop, session, "fail")
    assert "We are unable to authenticate your payment method." in answer.text
    assert shop.event_types() == ["payment_intent.payment_failed"]
    assert shop.pays(session).status_code == 303
    assert shop.reads_session(session).payment_status == "paid"


def test_an_unrequested_confirmation_pays_nothing(shop):
    session = shop.creates_session()
    assert confirm(shop, session, "complete").status_code == 200
    shop.pays(session, ASKS)
    confirm(shop, session, "fail")
    assert confirm(shop, session, "complete").status_code == 200
    assert shop.reads_session(session).payment_status == "unpaid"


def test_cancel_links_to_the_shop_and_leaves_the_session_open(shop):
    session = shop.creates_session()
    assert 'href="http://127.0.0.1:9/cart" id="cancel"' in visit(shop, session).text
    assert shop.reads_session(session).status == "open"


def test_an_expired_page_shows_a_message_and_accepts_no_payment(shop):
    session = shop.creates_session()
    shop.client.v1.checkout.sessions.expire(session.id)
    page = visit(shop, session)
    assert page.status_code == 410
    assert "has expired" in page.text
    assert "<form" not in page.text
    assert shop.pays(session).status_code == 410
    assert shop.reads_session(session).payment_status == "unpaid"


def test_a_session_past_expires_at_cannot_be_paid(shop, clock):
    session = shop.creates_session(expires_at=clock.now() + 1810)
    clock.ahead_s = 1811
    assert shop.pays(session).status_code == 410
    assert shop.reads_session(session).status == "expired"


def test_a_completed_page_shows_a_message(shop):
    session = shop.paid_session()
    page = visit(shop, session)
    assert page.status_code == 200
    assert "is complete" in page.text
    assert "<form" not in page.text
    assert f'href="{done_url(session)}"' in page.text


def test_posting_twice_pays_once(shop):
    session = shop.creates_session()
    locations = [shop.pays(session).headers["Location"] for _ in range(2)]
    assert locations == [done_url(session)] * 2
    assert len(shop.client.v1.charges.list().data) == 1


def test_ten_concurrent_posts_pay_once(shop):
    session = shop.creates_session()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: shop.pays(session).status_code, range(10)))
    assert answers == [303] * 10
    assert len(shop.client.v1.charges.list().data) == 1
    assert shop.event_types().count("checkout.session.completed") == 1


def test_a_coupon_for_one_redemption_is_not_redeemed_twice(shop):
    coupon = shop.creates_coupon(max_redemptions=1)
    first, second = (shop.creates_session(discounts=[{"coupon": coupon.id}]) for _ in range(2))
    shop.pays(first)
    answer = shop.pays(second)
    assert answer.status_code == 200
    assert "is used up and cannot be applied" in answer.text
    assert shop.reads_session(second).payment_status == "unpaid"
    assert len(shop.client.v1.charges.list().data) == 1


def test_an_unknown_session_is_a_404(shop):
    assert requests.get(f"{shop.base}/c/pay/cs_test_none", timeout=5).status_code == 404


def test_the_stylesheet_is_served(shop):
    answer = requests.get(f"{shop.base}/static/fakestripe.css", timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/css; charset=utf-8")


def test_the_overview_lists_sessions_with_their_state(shop, text_of):
    paid = shop.paid_session(client_reference_id="order-7")
    page = requests.get(f"{shop.base}/", timeout=5).text
    assert f'href="/c/pay/{paid.id}"' in page
    assert "complete paid £30.97 order-7" in text_of(page)
