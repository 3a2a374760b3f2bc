"""All forms refuse addresses to which no mail can be sent."""

import email.policy

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import Subscriber, User
from checkout.models import Order
from sitewide.email_addresses import NOT_MAILABLE, MailableEmailField, validate_mailable
from sitewide.trader import Trader
from tests.builders import a_customer, a_product, a_visitor
from tests.checkout.shopping import ADDRESS, figures, page_after

PRIVATE_USE_LETTER = "jane@\ue000.com"
TOO_LONG_A_LABEL = "jane@" + "ü" * 60 + ".com"
CONTROL_IN_QUOTES = '"jane\x08doe"@example.com'
UNMAILABLE = [
    PRIVATE_USE_LETTER,
    TOO_LONG_A_LABEL,
    CONTROL_IN_QUOTES,
    '"jane\\\x01"@example.com',
    "jane@" + "ü." * 125 + "com",
    "jane@xn--a.com",
    "jane@xn--\ue000.com",
    "jane@a\u200db.com",
    "jane@[127.0.0.1]",
    "jane@straße.de",  # IDNA 2003 encodes it as strasse.de, which is another domain
]
MAILABLE = [
    "jane@example.com",
    "jane.o'brien+shop@mail.example.co.uk",
    "jane@münchen.de",
    "jane@xn--mnchen-3ya.de",
    "JANE@EXAMPLE.COM",
    "a" * 64 + "@example.com",
]
letters = st.characters(exclude_categories=["Cs"])
# Domains of letters from anywhere are what Django lets through and IDNA may refuse.
typed = st.one_of(
    st.emails(),
    st.builds("{}@{}.com".format, st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.text(letters)),
    st.builds('"{}"@example.com'.format, st.text(letters)),
)


@pytest.mark.parametrize("address", UNMAILABLE)
def test_an_address_that_cannot_be_mailed_is_refused(address):
    with pytest.raises(ValidationError, match=NOT_MAILABLE):
        validate_mailable(address)


@pytest.mark.parametrize("address", MAILABLE)
def test_a_mailable_address_is_accepted_as_typed(address):
    assert MailableEmailField().clean(address) == address


@given(typed)
@example(PRIVATE_USE_LETTER)
@example(TOO_LONG_A_LABEL)
@example(CONTROL_IN_QUOTES)
def test_every_accepted_address_can_be_sent_to_a_mail_server(address):
    try:
        taken = MailableEmailField().clean(address)
    except ValidationError:
        return
    message = EmailMessage(to=[taken]).message(policy=email.policy.SMTP)
    assert b"\nTo:" in b"\n" + message.as_bytes()  # a long address is folded to the next line
    handed_over = EmailBackend(alias="default", host="127.0.0.1").prep_address(taken)
    assert handed_over.isascii()


@pytest.fixture
def visitor(db):
    return a_visitor()


@pytest.mark.parametrize("address", [PRIVATE_USE_LETTER, TOO_LONG_A_LABEL])
@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/accounts/signup/", {"password1": "a long way home", "password2": "a long way home"}),
        ("/accounts/password/reset/", {}),
        ("/accounts/login/code/", {}),
        ("/newsletter/", {"agrees": "on"}),
        ("/checkout/find/", {"number": "AV-1"}),
    ],
)
def test_every_public_form_shows_an_error_and_writes_nothing(visitor, page, fields, address):
    response = visitor.post(page, fields | {"email": address})
    assert response.status_code in (200, 400)
    assert NOT_MAILABLE in response.text
    assert not User.objects.exists()
    assert not Subscriber.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("address", [PRIVATE_USE_LETTER, TOO_LONG_A_LABEL])
def test_the_checkout_places_no_order_for_an_unmailable_address(visitor, address):
    visitor.post(
        "/cart/add/",
        {"sku": a_product().sku, "quantity": 1},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    shown = figures(visitor.get("/checkout/"))["total"]
    response = visitor.post("/checkout/", ADDRESS | {"email": address, "shown_total_pence": shown})
    assert NOT_MAILABLE in page_after(visitor, response).text
    assert not Order.objects.exists()


def test_a_customer_cannot_change_to_an_unmailable_address(db):
    customer = a_customer()
    visitor = a_visitor(customer)
    visitor.post("/accounts/reauthenticate/", {"password": "correct horse"})
    response = visitor.post("/accounts/email/", {"email": PRIVATE_USE_LETTER, "action_add": ""})
    assert NOT_MAILABLE in response.text
    assert [address.email for address in customer.emailaddress_set.all()] == [customer.email]


def test_the_admin_refuses_an_unmailable_address(owner):
    visitor = a_visitor(owner)
    fields = {"password1": "a long way home", "password2": "a long way home", "first_name": "J"}
    fields |= {"email": PRIVATE_USE_LETTER, "last_name": "Doe"}
    response = visitor.post("/admin/users/new/", fields)
    assert NOT_MAILABLE in response.text
    assert User.objects.get() == owner


@pytest.mark.parametrize("model", [User, Subscriber, Trader])
def test_models_with_a_mailed_address_validate_it(model):
    with pytest.raises(ValidationError, match=NOT_MAILABLE):
        model(email=PRIVATE_USE_LETTER).clean_fields()
