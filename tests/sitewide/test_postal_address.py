import pytest

from accounts.models import DeliveryAddress
from accounts.profile.forms import AddressForm
from checkout.models import Order
from checkout.orders.contact import Contact
from sitewide.postal_address import POSTAL_FIELDS, PostalAddress, postal_lines
from sitewide.trader import Trader

SAM = {
    "name": "Sam Shopper",
    "line1": "1 High Street",
    "line2": "Flat 2",
    "city": "Leeds",
    "postcode": "LS1 4AP",
}


def columns(model: type[PostalAddress]) -> dict[str, tuple[int, bool]]:
    fields = (model._meta.get_field(name) for name in POSTAL_FIELDS)
    return {field.name: (field.max_length, field.blank) for field in fields}


def test_the_lines_are_those_of_an_envelope():
    assert postal_lines(SAM) == ["Sam Shopper", "1 High Street", "Flat 2", "Leeds", "LS1 4AP"]


def test_an_empty_line_is_not_printed():
    assert postal_lines(SAM | {"line2": "", "city": ""}) == [
        "Sam Shopper", "1 High Street", "LS1 4AP",
    ]  # fmt: skip


@pytest.mark.parametrize("model", [Order, DeliveryAddress, Trader])
def test_every_model_prints_the_same_lines(model):
    assert model(**SAM).postal_lines == list(SAM.values())


@pytest.mark.parametrize("model", [Order, DeliveryAddress])
def test_an_order_and_an_address_book_require_all_but_the_second_line(model):
    assert columns(model) == {
        "name": (120, False),
        "line1": (120, False),
        "line2": (120, True),
        "city": (80, False),
        "postcode": (10, False),
    }


def test_a_seller_may_leave_all_but_the_name_empty():
    assert columns(Trader) == {
        "name": (120, False),
        "line1": (120, True),
        "line2": (120, True),
        "city": (80, True),
        "postcode": (10, True),
    }


def test_the_address_form_asks_for_the_same_fields_with_the_same_lengths():
    assert tuple(AddressForm.base_fields) == POSTAL_FIELDS
    for name in ("name", "line1", "line2", "city"):
        field = Order._meta.get_field(name)
        assert AddressForm.base_fields[name].max_length == field.max_length


def test_the_contact_of_an_order_has_every_field():
    assert set(POSTAL_FIELDS) < set(Contact.__slots__)
