"""What a buyer asks is shown to the owner, who answers it once; nothing is refunded by that."""

import pytest
from django.test import Client

from checkout.desk.dashboard import OwnersWork
from checkout.models import OrderRequest, Refund
from checkout.orders.requests import create_request
from tests.checkout.buyers import said
from tests.checkout.desk.conftest import page_of

pytestmark = pytest.mark.django_db

WHY = "It does not <b>fit</b>."


@pytest.fixture
def order_request(paid) -> OrderRequest:
    return create_request(order=paid(), kind="cancellation", reason=WHY)


def way_of(order_request) -> str:
    return f"/admin/orders/requests/{order_request.pk}/answer/"


def answer(desk, order_request, **fields) -> list[str]:
    told = [words.strip() for words in said(desk.post(way_of(order_request), fields, follow=True))]
    order_request.refresh_from_db()
    return told


def test_it_stands_on_the_dashboard_and_on_the_order_s_page(desk, order_request):
    work = OwnersWork().get_context_data({})
    assert (list(work["requests"]), work["request_count"]) == ([order_request], 1)
    assert "Requests to answer" in desk.get("/admin/").text
    page = desk.get(page_of(order_request.order)).text
    assert "It does not &lt;b&gt;fit&lt;/b&gt;." in page
    assert f'action="{way_of(order_request)}"' in page


def test_an_answered_one_leaves_the_dashboard_and_keeps_its_answer(desk, owner, order_request):
    answer(desk, order_request, state="accepted", answer="As you like")
    assert OwnersWork().get_context_data({})["request_count"] == 0
    page = " ".join(desk.get(page_of(order_request.order)).text.split())
    assert "<strong>Accepted</strong>" in page
    assert f"by {owner}: “As you like”" in page
    assert f'action="{way_of(order_request)}"' not in page


def test_accepting_needs_no_words_and_refunds_nothing(desk, owner, order_request):
    assert answer(desk, order_request, state="accepted") == [
        "The request is accepted, and the buyer is told. Nothing is refunded by that."
    ]
    assert (order_request.state, order_request.answered_by) == ("accepted", owner)
    assert Refund.objects.count() == 0


def test_a_refusal_says_why(desk, order_request):
    assert answer(desk, order_request, state="refused") == [
        "Nothing was answered. Say why: the buyer is mailed it."
    ]
    assert order_request.is_open
    answer(desk, order_request, state="refused", answer="Packed already")
    assert (order_request.state, order_request.answer) == ("refused", "Packed already")


def test_a_second_answer_changes_nothing(desk, order_request):
    answer(desk, order_request, state="accepted")
    told = answer(desk, order_request, state="refused", answer="No")
    assert told == ["Somebody has answered it already."]
    assert (order_request.state, order_request.answer) == ("accepted", "")


@pytest.mark.parametrize("state", ["open", "paid", ""])
def test_no_other_answer_is_taken(desk, order_request, state):
    answer(desk, order_request, state=state, answer="Words")
    assert order_request.is_open


def test_looking_at_the_address_and_a_form_from_elsewhere_answer_nothing(
    desk, owner, order_request
):
    assert desk.get(way_of(order_request)).status_code == 405
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(owner)
    assert forged.post(way_of(order_request), {"state": "accepted"}).status_code == 403
    order_request.refresh_from_db()
    assert order_request.is_open
