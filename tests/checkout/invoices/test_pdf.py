"""PDF invoices: content of the order, as extractable text."""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from checkout.invoices.content import invoice_of
from checkout.invoices.pdf import draw_invoice
from checkout.models import Order, Refund, RefundState
from checkout.orders.state import SHOP
from checkout.refunds.request import RefundRequest, request_refund
from sitewide.trader import Trader
from tests.builders import a_bundle, a_customer, a_product

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages)


def printed(order: Order) -> str:
    order.refresh_from_db()
    return text_of(draw_invoice(invoice_of(order)))


def a_seller(**fields) -> Trader:
    values = {"name": "Autovise Ltd", "line1": "1 Works Road", "city": "Leeds"}
    return Trader.objects.create(**values | {"postcode": "LS1 1AA"} | fields)


def a_refund(order: Order, **request) -> Refund:
    values = {"reason": "returned", "note": "", "by": SHOP}
    return request_refund(order=order, request=RefundRequest(**request), **values)


def test_the_invoice_shows_number_names_dates_and_every_amount(paid):
    a_seller(vat_number="GB 123 4567 89")
    order = paid(a_bundle(title="First Wash"), a_product(1299, title="Wax"), user=a_customer())
    text = printed(order)
    today = f"{order.paid_at:%-d %B %Y}"
    for expected in (
        "Invoice number INV-00001", f"Order {order.number}", f"Invoice date {today}",
        "Sam Guest", "1 High Street", "Autovise Ltd", "1 Works Road", "VAT number GB 123 4567 89",
        "First Wash", "Wax", "£29.99 £26.99 1 £26.99", "£12.99 1 £12.99",
        "Goods at list price £42.98", "−£3.00", "−£4.00", "Delivery £0.00",
        "Total, VAT included £35.98", "Net of VAT £29.98", "VAT at 20% £6.00",
    ):  # fmt: skip
        assert expected in re.sub(r" +", " ", text), expected


def test_european_letters_and_dashes_are_printed(paid):
    order = paid(a_product(1299, title="Wax – extra hard"))
    Order.objects.filter(pk=order.pk).update(name="Łukasz Żółć-Noël", city="Åre")
    text = printed(order)
    for expected in ("Łukasz Żółć-Noël", "Åre", "Wax – extra hard", "£12.99"):
        assert expected in text


def test_without_a_vat_number_none_is_printed(paid):
    a_seller()
    assert "VAT number" not in printed(paid())


def test_the_legal_name_of_a_company_is_printed(paid):
    a_seller(legal_name="Wheels Ltd", registered_in="Scotland", company_number="SC000000")
    text = printed(paid()).replace("\n", " ")
    assert "Wheels Ltd, registered in Scotland, company number SC000000" in text


def test_refunds_are_listed_as_credits_without_failed_ones(paid):
    order = paid((a_product(1299, title="Wax"), 2))
    done = a_refund(order, units={order.lines.get().pk: 1})
    Refund.objects.filter(pk=done.pk).update(state=RefundState.SUCCEEDED)
    a_refund(order, amount_pence=100)
    lost = a_refund(order, amount_pence=77)
    Refund.objects.filter(pk=lost.pk).update(state=RefundState.FAILED)
    Order.objects.filter(pk=order.pk).update(refunded_pence=1399)
    text = printed(order)
    assert "Goods returned, 1 × Wax −£2.16 −£12.99" in text
    assert "Goods returned (pending) −£0.17 −£1.00" in text
    assert "Credited, including £2.33 VAT −£13.99" in text
    assert "Paid less credits £16.98" in text
    assert "£0.77" not in text


def test_the_same_content_gives_the_same_bytes(paid):
    invoice = invoice_of(paid())
    assert draw_invoice(invoice) == draw_invoice(invoice)


def test_another_day_gives_other_bytes(paid):
    invoice = invoice_of(paid())
    later = replace(invoice, paid_on=date(2027, 1, 1) + timedelta(days=1))
    assert draw_invoice(later) != draw_invoice(invoice)


def test_the_invoice_keeps_the_seller_of_its_date(paid):
    seller = a_seller()
    order = paid()
    Trader.objects.filter(pk=seller.pk).update(name="Autovise Group", line1="9 New Road")
    text = printed(order)
    assert "1 Works Road" in text
    assert "9 New Road" not in text


def test_a_seller_saved_after_the_sale_is_printed(paid):
    order = paid()
    a_seller(line1="9 New Road")
    assert "9 New Road" in printed(order)


@pytest.mark.slow
def test_a_long_invoice_has_numbered_pages(paid):
    lines = [a_product(1000 + number) for number in range(45)]
    order = paid(*lines)
    pdf = draw_invoice(invoice_of(order))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert len(pages) == 3
    assert "Page 3 of 3" in pages[2]
    assert "Total, VAT included" in pages[2]
    assert all(line.title in "".join(pages) for line in lines)


@pytest.mark.parametrize(
    ("name", "as_printed"),
    [
        ("李小龍", "\ufffd\ufffd\ufffd"),
        ("محمد", "\ufffd" * 4),
        ("Ana 🚗 Lee", "Ana \ufffd Lee"),
        ("Zoe\u0308 Noe\u0308l", "Zoë Noël"),
        ("Ὀδυσσεύς", "Ὀδυσσεύς"),
        ("Дмитрий", "Дмитрий"),
        ("Sam\u200b Guest", "Sam Guest"),
    ],
)
def test_letters_missing_from_the_font_are_replaced_with_a_note(paid, name, as_printed):
    order = paid(a_product())
    Order.objects.filter(pk=order.pk).update(name=name)
    text = printed(order)
    assert as_printed in text
    is_explained = "replaces a letter that our invoices cannot print" in text
    assert is_explained == ("\ufffd" in as_printed)
