"""The page at `/chaos`: works without JavaScript, restricted to this machine."""

import html
import re

import pytest
import requests


def visit(shop, **headers):
    return requests.get(f"{shop.base}/chaos", headers=headers, timeout=5)


def posts(shop, path, **fields):
    return requests.post(
        f"{shop.base}/chaos/{path}", data=fields or {"x": ""}, allow_redirects=False, timeout=5
    )


def test_the_page_has_a_form_for_every_rule_without_scripts(shop):
    page = visit(shop)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "style=" not in page.text
    for kind in (
        "duplicate",
        "delay",
        "reorder",
        "drop",
        "forge",
        "wrong_event_amount",
        "fail",
        "time_out",
        "wrong_response_amount",
        "pending_refund",
    ):
        assert f'name="kind" value="{kind}"' in page.text


def test_every_field_has_a_label(shop):
    session = shop.paid_session()
    page = visit(shop).text
    assert session.id in page
    fields = re.findall(r'<(?:input|select) id="([^"]+)"', page)
    assert len(fields) > 20
    assert [field for field in fields if f'for="{field}"' not in page] == []


def test_every_form_is_valid_with_its_initial_values(shop):
    page = html.unescape(visit(shop).text)
    forms = re.findall(r'<form method="post" action="/chaos/rules">(.*?)</form>', page, re.DOTALL)
    for form in forms:
        fields = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form))
        fields.pop("carried_out", None)  # a box that is not ticked sends nothing
        for select in re.findall(r'<select[^>]*? name="([^"]+)".*?<option value="([^"]*)"', form):
            fields[select[0]] = select[1]
        answer = posts(shop, "rules", **fields)
        assert answer.status_code == 303, (fields, answer.text)
    assert len(shop.side.rules()) == len(forms) == 10


def test_a_rule_is_added_shown_and_removed(shop, text_of):
    answer = posts(shop, "rules", kind="drop", event_type="charge.dispute.*", times="2")
    assert answer.status_code == 303
    shown = text_of(requests.get(f"{shop.base}{answer.headers['Location']}", timeout=5).text)
    assert "The rule is in force." in shown
    assert "never deliver it , 2 more, event type charge.dispute.*" in shown
    assert posts(shop, "rules/1/remove").status_code == 303
    assert "None. Everything works as it should." in visit(shop).text


def test_invalid_input_shows_an_error(shop, text_of):
    answer = posts(shop, "rules", kind="delay", seconds="soon")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "seconds: Input should be a valid integer" in text_of(answer.text)


def test_all_rules_can_be_cleared(shop):
    for kind in ("drop", "duplicate"):
        posts(shop, "rules", kind=kind)
    assert posts(shop, "clear").status_code == 303
    assert shop.side.rules() == []


def test_an_open_session_can_be_expired_or_paid(shop, text_of):
    session = shop.creates_session()
    shown = text_of(visit(shop).text)
    assert "Expire now Pay now Pay by debit" in shown
    posts(shop, f"sessions/{session.id}/expire")
    assert shop.reads_session(session).status == "expired"
    assert "Expire now" not in text_of(visit(shop).text)


def test_an_expired_session_can_be_paid_late(shop, text_of):
    session = shop.creates_session()
    shop.side.expires(session.id)
    assert "Pay late" in text_of(visit(shop).text)
    assert posts(shop, f"sessions/{session.id}/pay").status_code == 303
    read = shop.reads_session(session, "payment_intent")
    assert (read.status, read.payment_status) == ("complete", "paid")
    assert read.payment_intent.amount_received == 3097
    assert shop.event_types()[0] == "checkout.session.expired"
    assert shop.event_types()[-1] == "checkout.session.completed"


def test_a_session_can_be_paid_once(shop, refused_by_side):
    session = shop.paid_session()
    with refused_by_side(409, "The session is complete."):
        shop.side.pays(session.id)
    assert len(shop.client.v1.charges.list().data) == 1


def test_a_declined_card_is_reported_and_stored(shop, refused_by_side):
    session = shop.creates_session()
    with refused_by_side(402, "Your card has been declined."):
        shop.side.pays(session.id, "4000000000000002")
    assert shop.event_types() == ["payment_intent.payment_failed"]


def test_a_paid_session_can_be_refunded_and_disputed_on_the_page(shop, text_of):
    session = shop.paid_session()
    [charge] = shop.client.v1.charges.list().data
    assert posts(shop, f"payments/{charge.id}/refund", amount="300").status_code == 303
    assert posts(shop, f"payments/{charge.id}/dispute").status_code == 303
    shown = text_of(visit(shop).text)
    assert "£3.00 refunded, disputed" in shown
    assert "Close as won Close as lost" in shown
    assert shop.reads_session(session).payment_status == "paid"


def test_an_unknown_object_is_a_404(shop, refused_by_side):
    for act in (
        lambda: shop.side.expires("cs_test_none"),
        lambda: shop.side.refunds("pi_none"),
        lambda: shop.side.closes("dp_none", "won"),
    ):
        with refused_by_side(404, "none"):
            act()


def test_an_unknown_field_is_refused(shop, refused_by_side):
    with refused_by_side(400, "colour"):
        shop.side.refunds(shop.paid_session().id, colour="red")


def test_the_log_shows_what_was_sent_and_sends_it_again(shop_with_webhooks, receiver, text_of):
    shop = shop_with_webhooks
    shop.side.expires(shop.creates_session().id)
    receiver.next()
    assert "checkout.session.expired" in text_of(visit(shop).text)
    [delivery] = shop.side.deliveries()
    assert f'action="/chaos/deliveries/{delivery["id"]}/send_again"' in visit(shop).text
    assert posts(shop, f"deliveries/{delivery['id']}/send_again").status_code == 303
    assert receiver.next().verified().id == delivery["event_id"]


def test_the_clock_can_be_advanced_and_reset(shop):
    session = shop.creates_session()
    assert posts(shop, "clock", advance_s=str(25 * 60 * 60)).status_code == 303
    assert shop.reads_session(session).status == "expired"
    assert "90000 seconds ahead" in visit(shop).text
    posts(shop, "clock")
    assert "seconds ahead" not in visit(shop).text


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", "shop.example"),
        ("Host", "192.168.1.7:8001"),
        ("X-Forwarded-For", "192.0.2.1"),
        ("X-Forwarded-Host", "shop.example"),
        ("X-Real-IP", "192.0.2.1"),
        ("Forwarded", "for=192.0.2.1"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ],
)
def test_requests_from_other_machines_are_refused(shop, header, value):
    answer = requests.post(
        f"{shop.base}/chaos/rules", json={"kind": "drop"}, headers={header: value}, timeout=5
    )
    assert answer.status_code == 403
    assert shop.side.rules() == []


@pytest.mark.parametrize("host", ["localhost", "pay.localhost:8001", "127.0.0.1", "[::1]:8001"])
def test_local_host_names_are_accepted(shop, host):
    assert visit(shop, Host=host).status_code == 200


def test_a_public_url_disables_chaos(start_shop):
    shop = start_shop(public_url="https://pay.shop.example")
    assert visit(shop).status_code == 403


def test_the_server_listens_on_localhost_only(shop):
    assert shop.server._http.effective_host == "127.0.0.1"


def test_the_overview_links_to_chaos(shop):
    assert '<a href="/chaos">' in requests.get(f"{shop.base}/", timeout=5).text
