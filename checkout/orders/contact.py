"""Who an order is for, and where it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from accounts.models import DeliveryAddress
from accounts.profile.forms import AddressForm
from accounts.profile.uk_fields import PhoneField, usual_spelling
from checkout.models import Order, OrderState
from checkout.models.order_state import UNPAID_CLOSED
from sitewide.mail import MailableEmailField

ANOTHER_ADDRESS = "another"
_ADDRESS = tuple(AddressForm.base_fields)


@dataclass(frozen=True, slots=True)
class Contact:
    email: str
    name: str
    line1: str
    line2: str
    city: str
    postcode: str
    phone: str


class ContactForm(AddressForm):
    """The checkout's fields. The total that the page showed is compared, never charged.

    `addresses` are what the customer has saved: one of them may be chosen in place of typing.
    """

    email = MailableEmailField(
        label="Email",
        help_text="Your confirmation goes here.",
        error_messages={"required": "Please give your email address."},
    )
    phone = PhoneField()
    save_address = forms.BooleanField(label="Save this address", required=False)
    shown_total_pence = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "Please look at the total once more before you pay."
        ),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        addresses: Sequence[DeliveryAddress] = (),
        initial: Mapping[str, object] | None = None,
    ):
        data = with_chosen_address(data, addresses) if data is not None else None
        super().__init__(data, initial=initial)
        self.addresses = addresses
        if addresses:
            self.fields["address"] = _choice_of(addresses)
            self.use_required_attribute = False  # what is not shown cannot be filled in

    def contact(self) -> Contact:
        """What was typed, with the postcode in its usual spelling."""
        asked = {name: self.cleaned_data[name] for name in Contact.__slots__}
        return Contact(**asked | {"postcode": usual_spelling(asked["postcode"])})

    def address_to_save(self) -> dict[str, str]:
        """If it is to be kept; else nothing. One that was chosen is in the book already."""
        if not self.cleaned_data["save_address"]:
            return {}
        return {name: self.cleaned_data[name] for name in _ADDRESS}


def with_chosen_address(data: QueryDict, addresses: Sequence[DeliveryAddress]) -> QueryDict:
    """The same, with the chosen address in place of what stands in its fields."""
    chosen = next((a for a in addresses if str(a.pk) == data.get("address")), None)
    if chosen is None:
        return data
    filled = data.copy()
    for name in _ADDRESS:
        filled[name] = getattr(chosen, name)
    return filled


def _choice_of(addresses: Sequence[DeliveryAddress]) -> forms.ChoiceField:
    choices = [(str(address.pk), address.in_a_line) for address in addresses]
    gone = "Please choose one of your addresses: this one is not there any more."
    return forms.ChoiceField(
        label="Where to",
        choices=[*choices, (ANOTHER_ADDRESS, "To another address")],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gone},
    )


def known_contact(user, addresses: Sequence[DeliveryAddress]) -> dict[str, object]:
    """From the profile and the default address; where there is no address, the last order's."""
    if not user.is_authenticated:
        return {}
    last = {} if addresses else _of_last_order(user)
    profile = user.profile
    return {
        "name": user.get_full_name(),
        **last,
        "email": user.email,
        "phone": profile.phone or last.get("phone", ""),
        "save_address": profile.keeps_addresses,
        "address": str(addresses[0].pk) if addresses else "",
    }


def contact_of_unpaid(order: Order | None) -> dict[str, object]:
    """What a guest typed for the order that this browser placed last and has not paid: nobody who
    comes back from the payment page types it again."""
    if order is None or order.state not in (OrderState.AWAITING_PAYMENT, *UNPAID_CLOSED):
        return {}
    return {name: getattr(order, name) for name in Contact.__slots__}


def _of_last_order(user) -> dict[str, str]:
    fields = ("name", "line1", "line2", "city", "postcode", "phone")
    return Order.objects.paid().filter(user=user).values(*fields).first() or {}
