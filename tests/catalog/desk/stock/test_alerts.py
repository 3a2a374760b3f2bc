"""Mails about low and sold-out stock: who gets them, and one for each crossing."""

import logging

import pytest
from django.core import mail
from django.urls import reverse

from catalog.desk.stock.alert_mails import choose_alerts
from catalog.desk.stock.alerts import report_low_stock
from catalog.models import Stock, StockAlert, StockAlertMail
from catalog.models.stock import hold_stock, release_stock
from outbox.mails import send_waiting_mails
from outbox.models import OutgoingMail
from tests.builders import a_member, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db


def a_keeper(email: str = "", **fields):
    """A user who may change stock and wants the mails."""
    fields |= {"email": email} if email else {}
    user = a_member("Catalog Editors", **fields)
    choose_alerts(user.pk, wanted=True)
    return user


def run() -> list[str]:
    """Subjects of the mails that one round of the clock sends."""
    before = len(mail.outbox)
    report_low_stock()
    send_waiting_mails()
    return [sent.subject for sent in mail.outbox[before:]]


def set_stock(page, on_hand: int) -> None:
    Stock.objects.filter(pk=page.sku).update(on_hand=on_hand)


def test_a_product_that_becomes_low_is_mailed_once():
    a_keeper("kim@example.com")
    wax = a_product(stock=6, sku="AUT-CC-001", title="Hard Wax")
    assert run() == []
    set_stock(wax, 5)
    assert run() == ["Stock: 1 low"]
    assert mail.outbox[-1].to == ["kim@example.com"]
    assert "Hard Wax (AUT-CC-001): 5 free, low at 5" in mail.outbox[-1].body
    set_stock(wax, 4)
    assert run() == []


def test_it_is_mailed_again_after_it_was_above_the_threshold():
    a_keeper()
    wax = a_product(stock=5)
    assert run() == ["Stock: 1 low"]
    set_stock(wax, 6)
    assert run() == []
    assert StockAlert.objects.count() == 0
    set_stock(wax, 5)
    assert run() == ["Stock: 1 low"]


def test_a_low_product_that_sells_out_is_mailed_once_more():
    a_keeper()
    wax = a_product(stock=5, sku="AUT-CC-001", title="Hard Wax")
    assert run() == ["Stock: 1 low"]
    hold_stock({wax.sku: 5})
    assert run() == ["Stock: 1 sold out"]
    assert "Hard Wax (AUT-CC-001): sold out" in mail.outbox[-1].body
    assert run() == []


def test_a_sell_out_is_mailed_again_only_after_the_stock_was_above_the_threshold():
    a_keeper()
    wax = a_product(stock=5)
    hold_stock({wax.sku: 5})
    assert run() == ["Stock: 1 sold out"]
    for _ in range(2):  # holds come and go
        release_stock({wax.sku: 5})
        assert run() == []
        hold_stock({wax.sku: 5})
        assert run() == []
    set_stock(wax, 11)
    assert run() == []
    set_stock(wax, 5)
    assert run() == ["Stock: 1 sold out"]


def test_many_at_once_are_one_mail_that_names_the_first():
    a_keeper()
    for number in range(40):
        a_product(stock=0, sku=f"OUT-{number:03d}")
    for number in range(20):
        a_product(stock=1, sku=f"LOW-{number:03d}")
    assert run() == ["Stock: 40 sold out, 20 low"]
    body = mail.outbox[-1].body
    assert body.count("OUT-") == 40
    assert body.count("LOW-") == 10
    assert "… and 10 more." in body


def test_a_higher_threshold_may_make_a_product_low():
    a_keeper()
    wax = a_product(stock=9)
    assert run() == []
    Stock.objects.filter(pk=wax.sku).update(low_at=10)
    assert run() == ["Stock: 1 low"]


def test_products_that_are_not_live_are_not_mailed():
    a_keeper()
    a_product(stock=0, live=False)
    assert run() == []


def test_only_users_who_chose_so_and_may_change_stock_get_the_mail():
    a_keeper("kim@example.com")
    a_keeper("sam@example.com")
    a_keeper("gone@example.com", is_active=False)
    a_member("Catalog Editors", email="silent@example.com")
    no_editor = a_user("marketing@example.com")
    choose_alerts(no_editor.pk, wanted=True)
    a_product(stock=0)
    assert run() == ["Stock: 1 sold out"] * 2
    assert [sent.to for sent in mail.outbox] == [["kim@example.com"], ["sam@example.com"]]


def test_nobody_who_wants_mails_is_told_later_what_was_low_before():
    a_product(stock=0)
    assert run() == []
    a_keeper()
    assert run() == []


def test_a_mail_is_not_sent_to_somebody_who_does_not_want_it_any_more():
    kim = a_keeper()
    a_product(stock=0)
    report_low_stock()
    choose_alerts(kim.pk, wanted=False)
    assert send_waiting_mails() == 0
    assert OutgoingMail.objects.count() == 0


def test_a_sent_mail_leaves_nothing_behind():
    a_keeper()
    a_product(stock=0)
    run()
    assert StockAlertMail.objects.count() == OutgoingMail.objects.count() == 0


def test_a_recipient_that_fails_stops_no_other_and_is_not_logged(caplog):
    caplog.set_level(logging.INFO)
    a_keeper("kim@example.com\nBcc: x@example.com")
    a_keeper("sam@example.com")
    a_product(stock=0)
    assert run() == ["Stock: 1 sold out"]
    assert mail.outbox[-1].to == ["sam@example.com"]
    assert "failed (try 1)" in caplog.text
    assert "example.com" not in caplog.text


def test_a_hostile_title_is_shown_as_text():
    a_keeper()
    a_product(stock=0, title="<script>x</script>\u202eWax")
    run()
    [(page, _)] = mail.outbox[-1].alternatives
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert mail.outbox[-1].subject == "Stock: 1 sold out"


def test_the_round_takes_few_queries(django_assert_max_num_queries):
    a_keeper()
    for _ in range(12):
        a_product(stock=0)
    with django_assert_max_num_queries(30):
        assert report_low_stock() == 12


def choose(visitor, **fields):
    address = reverse("wagtailadmin_account")
    shown = {"name_email-first_name": "Kim", "name_email-last_name": "Keeper"}
    shown |= {"name_email-email": "kim@example.com", "locale-preferred_language": "en"}
    shown |= {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    return visitor.post(address, shown | {"locale-current_time_zone": ""} | fields)


def test_a_user_chooses_the_mails_in_the_account():
    kim = a_member("Catalog Editors", email="kim@example.com")
    visitor = a_visitor(kim)
    assert "Low and sold-out stock" in visitor.get(reverse("wagtailadmin_account")).text
    assert choose(visitor, **{"stock_alerts-wanted": "on"}).status_code == 302
    assert hasattr(type(kim).objects.get(pk=kim.pk), "stock_alert_choice")
    assert choose(visitor).status_code == 302
    assert not hasattr(type(kim).objects.get(pk=kim.pk), "stock_alert_choice")


def test_users_who_may_not_change_stock_have_no_choice():
    visitor = a_visitor(a_member("Marketing Editors"))
    assert "Low and sold-out stock" not in visitor.get(reverse("wagtailadmin_account")).text
