"""Requests of buyers in the admin: the owner answers each once, without a refund."""

import pytest
from django.test import Client
from django.utils import timezone

from checkout.desk.dashboard.tasks_panel import OwnerTasksPanel
from checkout.models import OrderRequest, Refund
from checkout.orders.requests import create_request
from tests.checkout.buyers import messages_of
from tests.checkout.desk.conftest import page_of

pytestmark = pytest.mark.django_db

WHY = "It does not <b>fit</b>."


@pytest.fixture
def buyer_request(paid) -> OrderRequest:
    return create_request(order=paid(), kind="cancellation", reason=WHY)


def answer_url(buyer_request) -> str:
    return f"/admin/orders/requests/{buyer_request.pk}/answer/"


def answer(desk, buyer_request, **fields) -> list[str]:
    texts = [
        words.strip()
        for words in messages_of(desk.post(answer_url(buyer_request), fields, follow=True))
    ]
    buyer_request.refresh_from_db()
    return texts


def requests_on_the_dashboard() -> list:
    sections = OwnerTasksPanel().get_context_data({})["sections"]
    return [section for section in sections if section.title == "Requests to answer"]


def test_a_request_is_on_the_dashboard_and_the_order_page(desk, buyer_request):
    [section] = requests_on_the_dashboard()
    [line] = section.lines
    asked_at = timezone.localtime(buyer_request.asked_at)
    assert (section.count, line.name) == (1, buyer_request.order.number)
    assert line.words == f"{buyer_request.get_kind_display().lower()}, {asked_at:%-d %b, %H:%M}"
    assert "Requests to answer" in desk.get("/admin/").text
    page = desk.get(page_of(buyer_request.order)).text
    assert "It does not &lt;b&gt;fit&lt;/b&gt;." in page
    assert f'action="{answer_url(buyer_request)}"' in page


def test_an_answered_request_is_removed_from_the_dashboard(desk, owner, buyer_request):
    answer(desk, buyer_request, state="accepted", answer="As you like")
    assert requests_on_the_dashboard() == []
    page = " ".join(desk.get(page_of(buyer_request.order)).text.split())
    assert "<strong>Accepted</strong>" in page
    assert f"by {owner}: “As you like”" in page
    assert f'action="{answer_url(buyer_request)}"' not in page


def test_accepting_requires_no_text_and_refunds_nothing(desk, owner, buyer_request):
    assert answer(desk, buyer_request, state="accepted") == [
        "The request is accepted and the buyer is mailed. No refund was made."
    ]
    assert (buyer_request.state, buyer_request.answered_by) == ("accepted", owner)
    assert Refund.objects.count() == 0


def test_a_refusal_requires_a_reason(desk, buyer_request):
    assert answer(desk, buyer_request, state="refused") == [
        "The request was not answered. Please enter the reason: it is mailed to the buyer."
    ]
    assert buyer_request.is_open
    answer(desk, buyer_request, state="refused", answer="Packed already")
    assert (buyer_request.state, buyer_request.answer) == ("refused", "Packed already")


def test_a_second_answer_changes_nothing(desk, buyer_request):
    answer(desk, buyer_request, state="accepted")
    texts = answer(desk, buyer_request, state="refused", answer="No")
    assert texts == ["This request was answered already."]
    assert (buyer_request.state, buyer_request.answer) == ("accepted", "")


@pytest.mark.parametrize("state", ["open", "paid", ""])
def test_an_unknown_answer_is_refused(desk, buyer_request, state):
    answer(desk, buyer_request, state=state, answer="Words")
    assert buyer_request.is_open


def test_a_get_and_a_form_from_another_site_answer_nothing(desk, owner, buyer_request):
    assert desk.get(answer_url(buyer_request)).status_code == 405
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(owner)
    assert forged.post(answer_url(buyer_request), {"state": "accepted"}).status_code == 403
    buyer_request.refresh_from_db()
    assert buyer_request.is_open
