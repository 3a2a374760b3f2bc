"""Refunds in the admin: confirmed in a second step, made once, refused with a reason."""

import re

import pytest

from catalog.models import Stock
from checkout.models import Refund
from checkout.orders.state import owner as by_owner
from checkout.refunds.apply import send_refund
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_product
from tests.checkout.desk.conftest import page_of

pytestmark = pytest.mark.django_db

REASON = {"reason": "returned", "note": ""}
EVERYTHING = {"kind": "everything"} | REASON
PARTS = {"kind": "parts"} | REASON


def form_at(order) -> str:
    return f"/admin/orders/{order.pk}/refund/"


def first_step(desk, order, **fields):
    """Post the first step; the response shows the calculated refund."""
    key = re.search(r'name="key" value="([^"]+)"', desk.get(form_at(order)).text)[1]
    return desk.post(form_at(order), fields | {"key": key})


def hidden_fields(response) -> dict[str, str]:
    """Return the fields that the second step posts with its main button."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.text)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def units(line, quantity) -> dict:
    return {f"units_{line.pk}": str(quantity)}


def refunds_of(order) -> list[tuple[int, str]]:
    return list(order.refunds.values_list("amount_pence", "reason"))


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_first_step_shows_the_amount_and_refunds_nothing(desk, paid):
    wax = a_product(1299, title="Hard Wax")
    order = paid((wax, 3), a_product(499))
    fields = PARTS | units(order.lines.first(), 2) | {"amount_pence": "1.50"}
    shown = first_step(desk, order, **fields)
    assert shown.status_code == 200
    assert "Refund £27.48 to Sam Guest" in shown.text
    assert "2 × Hard Wax" in shown.text
    assert shown.context["plan"].vat_pence == 458
    assert hidden_fields(shown)["shown_pence"] == "2748"
    assert refunds_of(order) == []


def test_the_second_step_refunds_it(desk, paid, owner):
    order = paid()
    shown = first_step(desk, order, **EVERYTHING | {"note": "Sent back"})
    done = desk.post(form_at(order), hidden_fields(shown), follow=True)
    assert done.redirect_chain == [(page_of(order), 302)]
    assert f"Refund of £17.98 for order {order.number} requested." in messages_of(done)[0]
    assert f'href="/admin/orders/{order.pk}/invoice/"' in messages_of(done)[0]
    refund = order.refunds.get()
    assert (refund.amount_pence, refund.note, refund.requested_by) == (1798, "Sent back", owner)
    assert not refund.puts_back


@pytest.mark.parametrize(
    ("fields", "amount"),
    [
        ({"kind": "everything"}, 1798),
        ({"kind": "parts", "delivery": "on"}, 499),
        ({"kind": "parts", "amount_pence": "£2.50"}, 250),
        ({"kind": "parts", "amount_pence": "0.01", "delivery": "on"}, 500),
    ],
)
def test_the_full_amount_delivery_or_an_amount_can_be_refunded(desk, paid, fields, amount):
    order = paid()
    shown = first_step(desk, order, **REASON, **fields)
    desk.post(form_at(order), hidden_fields(shown))
    assert refunds_of(order) == [(amount, "returned")]


def test_the_goods_are_put_back_in_stock_if_chosen(desk, paid):
    wax = a_product(1299, stock=9)
    order = paid((wax, 2))
    fields = PARTS | units(order.lines.get(), 1) | {"puts_back": "on"}
    shown = first_step(desk, order, **fields)
    assert "The items are put <strong>back in stock</strong>." in shown.text
    desk.post(form_at(order), hidden_fields(shown))
    send_refund.call(order.refunds.get().pk)
    assert Stock.objects.get(pk=wax.sku).on_hand == 8


def test_the_same_form_sent_twice_refunds_once(desk, paid):
    order = paid()
    fields = hidden_fields(first_step(desk, order, **PARTS | {"amount_pence": "2.00"}))
    desk.post(form_at(order), fields)
    again = desk.post(form_at(order), fields, follow=True)
    assert messages_of(again)[-1].strip() == "This form was sent twice. £2.00 was refunded once."
    assert refunds_of(order) == [(200, "returned")]


def test_a_concurrent_refund_shows_a_message_and_refunds_nothing(desk, paid, owner):
    order = paid()
    fields = hidden_fields(first_step(desk, order, **EVERYTHING))
    other = RefundRequest(amount_pence=500)
    request_refund(order=order, request=other, reason="goodwill", note="", by=by_owner(owner))
    shown = desk.post(form_at(order), fields)
    assert shown.status_code == 409
    assert "The amount has changed from £17.98 to £12.98" in shown.text
    assert hidden_fields(shown)["shown_pence"] == "1298"
    assert refunds_of(order) == [(500, "goodwill")]


def test_a_forged_amount_is_compared_and_never_refunded(desk, paid):
    order = paid()
    fields = hidden_fields(first_step(desk, order, **PARTS | {"amount_pence": "1.00"}))
    assert desk.post(form_at(order), fields | {"shown_pence": "1"}).status_code == 409
    assert refunds_of(order) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount_pence": "17.99"}, "You can refund £17.98 at most."),
        ({"amount_pence": ""}, "Choose items, delivery or an amount to refund."),
        ({"units": "2"}, "You cannot refund more units than were sold and not refunded yet."),
    ],
)
def test_an_impossible_refund_shows_a_message(desk, paid, fields, sentence):
    order = paid()
    wanted = {f"units_{order.lines.get().pk}" if k == "units" else k: v for k, v in fields.items()}
    answer = first_step(desk, order, **PARTS, **wanted)
    assert answer.status_code == 409
    assert sentence in answer.text
    assert refunds_of(order) == []


def test_the_full_amount_together_with_parts_is_refused(desk, paid):
    order = paid()
    answer = first_step(desk, order, **EVERYTHING | {"amount_pence": "1"})
    assert answer.status_code == 400
    assert "Please choose only one." in answer.text


def test_a_reason_is_required(desk, paid):
    answer = first_step(desk, paid(), kind="everything", reason="")
    assert answer.status_code == 400
    assert Refund.objects.count() == 0


def test_going_back_shows_the_submitted_values(desk, paid):
    order = paid()
    shown = first_step(desk, order, **PARTS | {"amount_pence": "2.50"})
    form = desk.post(form_at(order), hidden_fields(shown) | {"back": "yes"})
    assert 'value="2.50"' in form.text
    assert refunds_of(order) == []


def test_an_order_under_review_cannot_be_refunded_by_hand(desk, under_review):
    order = under_review()
    answer = desk.post(form_at(order), EVERYTHING, follow=True)
    assert "has nothing left to refund" in messages_of(answer)[0]
    assert refunds_of(order) == []


def test_the_link_of_a_line_chooses_its_remaining_units(desk, paid):
    order = paid((a_product(1299, title="Hard Wax"), 3), a_product(499))
    line = order.lines.first()
    assert f'href="{form_at(order)}?line={line.pk}"' in desk.get(page_of(order)).text
    form = desk.get(f"{form_at(order)}?line={line.pk}").context["form"]
    assert [form[f"units_{each.pk}"].value() for each in order.lines.all()] == [3, None]
    fields = PARTS | units(line, 2)
    desk.post(form_at(order), hidden_fields(first_step(desk, order, **fields)))
    form = desk.get(f"{form_at(order)}?line={line.pk}").context["form"]
    assert form[f"units_{line.pk}"].value() == 1


@pytest.mark.parametrize("line", ["0", "x", "999999"])
def test_an_unknown_line_chooses_nothing(desk, paid, line):
    order = paid()
    form = desk.get(f"{form_at(order)}?line={line}").context["form"]
    assert form[f"units_{order.lines.get().pk}"].value() is None
