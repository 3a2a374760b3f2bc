"""Words of mails that editors change."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from checkout.notifications.mails import mail_order_link
from checkout.notifications.wordings import (
    CONFIRMATION,
    DISPATCH,
    FAILED_PAYMENT,
    FAILED_REFUND,
    LATE_PAYMENT,
    ORDER_LINK,
    OTHER_AMOUNT,
    REFUND,
)
from outbox.mails import render_mail
from outbox.models import MailWording, words_of
from outbox.wordings import Words, placeholder_mistakes, registered_wordings
from tests.builders import a_product
from tests.checkout.builders import an_open_order
from tests.checkout.conftest import stripe_server

__all__ = ["stripe_server"]

pytestmark = pytest.mark.django_db

VALUES = {"name": "Jo", "number": "AV-7"}


def change_words(wording, **words) -> None:
    MailWording.objects.filter(name=wording.name).update(**words)


def test_every_wording_has_a_row_without_changes():
    assert set(MailWording.objects.values_list("name", "subject", "heading", "text")) == {
        (name, "", "", "") for name in registered_wordings()
    }


@pytest.mark.parametrize(
    "wording", registered_wordings().values(), ids=lambda wording: wording.name
)
def test_the_standard_words_use_known_placeholders_only(wording):
    for part in MailWording.WORDS:
        assert placeholder_mistakes(getattr(wording, part), wording.placeholders) == []


def test_words_without_changes_are_the_standard_ones():
    assert words_of(CONFIRMATION, VALUES) == Words(
        "Your Autovise order AV-7",
        "Thank you, Jo: your order is paid",
        ("Your order number is AV-7.",),
    )


def test_a_change_is_used_in_the_mail_and_leaves_the_other_words_and_the_link(stripe_server):
    change_words(ORDER_LINK, text="Dear {name},\n\nhere it is.\n \nBye.")
    order = an_open_order(a_product())
    mail_order_link(order)
    (message,) = mail.outbox
    assert message.subject == f"The link to your Autovise order {order.number}"
    paragraphs = [f"Dear {order.name},", "here it is.", "Bye."]
    assert "\n\n".join(["Your link to your order", *paragraphs]) in message.body
    assert "/checkout/linked/" in message.body
    html = message.alternatives[0].content
    for paragraph in paragraphs:
        assert f"{paragraph}</p>" in html


@pytest.mark.parametrize("wording", [REFUND, FAILED_REFUND, LATE_PAYMENT, OTHER_AMOUNT, DISPATCH])
def test_amounts_and_parcels_stay_in_the_mail_whatever_its_words_are(wording):
    values, context = wording.sample()
    words = Words("About your order", "About your order", ("Hello.",))
    fact = values["parcel"] if wording is DISPATCH else values["amount"]
    for mail_in_words in render_mail(wording.template, words=words, **context):
        assert fact in mail_in_words


def test_a_value_is_no_pattern_and_no_html(stripe_server):
    order = an_open_order(a_product())
    order.name = "{number} <b>Jo</b>"
    mail_order_link(order)
    (message,) = mail.outbox
    assert "Hello {number} <b>Jo</b>," in message.body
    assert "Hello {number} &lt;b&gt;Jo&lt;/b&gt;," in message.alternatives[0].content


def test_a_subject_is_one_line():
    change_words(ORDER_LINK, subject="For {name}")
    assert words_of(ORDER_LINK, VALUES | {"name": "Jo\r\nBcc: x@example.com"}).subject == (
        "For Jo Bcc: x@example.com"
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Hello {nmae}, {nmae}",
            ["{nmae} is not a placeholder of this mail. Its placeholders: {name}, {number}."],
        ),
        ("{name.__class__}", ["Braces are for placeholders only, such as {number}."]),
        ("{name:>9}", ["Braces are for placeholders only, such as {number}."]),
        ("50 % off }", ["Braces are for placeholders only, such as {number}."]),
    ],
)
def test_a_placeholder_that_cannot_be_filled_in_is_refused(text, sentences):
    with pytest.raises(ValidationError) as refused:
        MailWording(name=FAILED_PAYMENT.name, text=text).clean()
    assert refused.value.message_dict == {"text": sentences}


def test_a_known_placeholder_is_accepted():
    MailWording(name=FAILED_PAYMENT.name, text="Hello {name}, about {number}").clean()
