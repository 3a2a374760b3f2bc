"""Links are mailed to the order's own address, without revealing whether the order exists."""

import logging

import pytest
from django.core import mail

from tests.builders import a_visitor
from tests.checkout.buyers import an_order

pytestmark = pytest.mark.django_db

FIND = "/checkout/find/"
MESSAGE = "If there is an order with this number and email address, we have mailed a link to it."


@pytest.fixture
def order(stripe_server):
    return an_order(stripe_server, email="sam@example.com")


def ask(number: str, email: str):
    return a_visitor().post(FIND, {"number": number, "email": email}, follow=True)


def test_a_link_is_mailed_to_the_address_the_order_was_placed_with(order, run_tasks, caplog):
    with caplog.at_level(logging.DEBUG):
        ask(f" {order.number.lower()} ", "SAM@example.com")
        run_tasks()
    [message] = [m for m in mail.outbox if "The link to" in m.subject]
    assert message.to == ["sam@example.com"]
    assert "/checkout/linked/" in message.body
    assert "sam@example.com" not in caplog.text.lower()
    assert "/checkout/linked/" not in caplog.text


def test_the_response_is_the_same_whether_the_order_exists_or_not(order, run_tasks):
    run_tasks()
    mail.outbox.clear()
    answers = [
        ask(order.number, "sam@example.com"),
        ask(order.number, "stranger@example.com"),
        ask("AV-NOSUCH", "sam@example.com"),
    ]
    for answer in answers:
        assert answer.redirect_chain == [(FIND, 302)]
        assert [str(m) for m in answer.context["messages"]] == [MESSAGE]
    assert len({_without_token(answer.text) for answer in answers}) == 1
    assert run_tasks() == ["send_order_link"] * 3
    assert [message.to for message in mail.outbox] == [["sam@example.com"]]


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"number": "", "email": "sam@example.com"}, "Please enter the order number."),
        ({"number": "AV-1", "email": ""}, "Please enter the email address you ordered with."),
        ({"number": "AV-1", "email": "sam"}, "Enter a valid email address."),
    ],
)
def test_an_invalid_form_is_refused_and_nothing_mailed(fields, message, run_tasks):
    answer = a_visitor().post(FIND, fields)
    assert answer.status_code == 400
    assert message in answer.text
    assert run_tasks() == []


def test_the_sixth_attempt_is_refused_with_the_same_message_for_any_order(order, run_tasks):
    for number in (order.number, "AV-NOSUCH"):
        visitor = a_visitor()
        visitor.defaults["REMOTE_ADDR"] = f"10.0.0.{len(number)}"
        fields = {"number": number, "email": "sam@example.com"}
        statuses = [visitor.post(FIND, fields).status_code for _ in range(6)]
        assert statuses == [302] * 5 + [429]
        assert "Too many requests for this order" in visitor.post(FIND, fields).text


def test_the_limit_of_an_order_applies_to_all_ip_addresses(order):
    for number in range(5):
        visitor = a_visitor()
        visitor.defaults["REMOTE_ADDR"] = f"10.0.1.{number}"
        assert visitor.post(FIND, {"number": order.number, "email": "x@example.com"})
    visitor.defaults["REMOTE_ADDR"] = "10.0.1.99"
    fields = {"number": order.number, "email": "sam@example.com"}
    assert visitor.post(FIND, fields).status_code == 429
