"""What a buyer asks is shown to the owner, who answers it once; nothing is refunded by that."""

import pytest
from django.test import Client

from checkout.desk.dashboard import OwnersWork
from checkout.models import OrderRequest, Refund
from checkout.requesting import ask
from tests.checkout.buyers import said
from tests.checkout.desk.conftest import page_of

pytestmark = pytest.mark.django_db

WHY = "It does not <b>fit</b>."


@pytest.fixture
def wish(paid) -> OrderRequest:
    return ask(order=paid(), kind="cancellation", reason=WHY)


def way_of(wish) -> str:
    return f"/admin/orders/requests/{wish.pk}/answer/"


def answer(desk, wish, **fields) -> list[str]:
    told = [words.strip() for words in said(desk.post(way_of(wish), fields, follow=True))]
    wish.refresh_from_db()
    return told


def test_it_stands_on_the_dashboard_and_on_the_order_s_page(desk, wish):
    work = OwnersWork().get_context_data({})
    assert (list(work["requests"]), work["request_count"]) == ([wish], 1)
    assert "Requests to answer" in desk.get("/admin/").text
    page = desk.get(page_of(wish.order)).text
    assert "It does not &lt;b&gt;fit&lt;/b&gt;." in page
    assert f'action="{way_of(wish)}"' in page


def test_an_answered_one_leaves_the_dashboard_and_keeps_its_answer(desk, owner, wish):
    answer(desk, wish, state="accepted", answer="As you like")
    assert OwnersWork().get_context_data({})["request_count"] == 0
    page = " ".join(desk.get(page_of(wish.order)).text.split())
    assert "<strong>Accepted</strong>" in page
    assert f"by {owner}: “As you like”" in page
    assert f'action="{way_of(wish)}"' not in page


def test_accepting_needs_no_words_and_refunds_nothing(desk, owner, wish):
    assert answer(desk, wish, state="accepted") == [
        "The request is accepted, and the buyer is told. Nothing is refunded by that."
    ]
    assert (wish.state, wish.answered_by) == ("accepted", owner)
    assert Refund.objects.count() == 0


def test_a_refusal_says_why(desk, wish):
    assert answer(desk, wish, state="refused") == [
        "Nothing was answered. Say why: the buyer is mailed it."
    ]
    assert wish.is_open
    answer(desk, wish, state="refused", answer="Packed already")
    assert (wish.state, wish.answer) == ("refused", "Packed already")


def test_a_second_answer_changes_nothing(desk, wish):
    answer(desk, wish, state="accepted")
    told = answer(desk, wish, state="refused", answer="No")
    assert told == ["Somebody has answered it already."]
    assert (wish.state, wish.answer) == ("accepted", "")


@pytest.mark.parametrize("state", ["open", "paid", ""])
def test_no_other_answer_is_taken(desk, wish, state):
    answer(desk, wish, state=state, answer="Words")
    assert wish.is_open


def test_looking_at_the_address_and_a_form_from_elsewhere_answer_nothing(desk, owner, wish):
    assert desk.get(way_of(wish)).status_code == 405
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(owner)
    assert forged.post(way_of(wish), {"state": "accepted"}).status_code == 403
    wish.refresh_from_db()
    assert wish.is_open
