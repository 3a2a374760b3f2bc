"""Forms of the checkout: contact details, delivery address, age limit; and initial values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from accounts.models import DeliveryAddress, User
from accounts.profile.forms import AddressForm
from accounts.profile.uk_fields import PhoneField, usual_spelling
from catalog.safety import AGES
from checkout.models import Order, OrderState
from checkout.models.order_state import UNPAID_CLOSED
from sitewide.email_addresses import MailableEmailField
from sitewide.postal_address import POSTAL_FIELDS

ANOTHER_ADDRESS = "another"


@dataclass(frozen=True, slots=True)
class Contact:
    """Contact details and delivery address, named like the fields of Order."""

    email: str
    name: str
    line1: str
    line2: str
    city: str
    postcode: str
    phone: str


class ContactForm(AddressForm):
    """Checkout form. `shown_total_pence` is only compared with the order's total, never charged.

    `addresses` are the customer's saved addresses; choosing one replaces the address fields.
    """

    email = MailableEmailField(
        label="Email",
        help_text="We send your confirmation to this address.",
        error_messages={"required": "Please enter your email address."},
    )
    phone = PhoneField()
    save_address = forms.BooleanField(label="Save this address", required=False)
    shown_total_pence = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "Please check the total again before you pay."
        ),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        addresses: Sequence[DeliveryAddress] = (),
        initial: Mapping[str, object] | None = None,
    ) -> None:
        data = with_chosen_address(data, addresses) if data is not None else None
        super().__init__(data, initial=dict(initial or {}))
        self.addresses = addresses
        if addresses:
            self.fields["address"] = _address_field(addresses)
        self.order_fields(("email", "phone", "address", *POSTAL_FIELDS, "save_address"))

    def contact(self) -> Contact:
        """Return the validated contact, with the postcode in its usual spelling."""
        values = {name: self.cleaned_data[name] for name in Contact.__slots__}
        return Contact(**values | {"postcode": usual_spelling(values["postcode"])})

    def address_to_save(self) -> dict[str, str]:
        """Return the address fields to save in the address book; empty if not ticked."""
        if not self.cleaned_data["save_address"]:
            return {}
        return {name: self.cleaned_data[name] for name in POSTAL_FIELDS}


class AgeForm(forms.Form):
    """Tick box beside the pay button; without an age limit it has no field and is valid.

    `limit` is the cart's age limit now. A box that was ticked for another one does not count.
    """

    def __init__(self, limit: int | None, data: QueryDict | None = None) -> None:
        is_of_this_limit = data is None or data.get("age_asked") == str(limit)
        super().__init__(data if is_of_this_limit else QueryDict())
        self.limit = limit
        if limit:
            self.fields["age_confirmed"] = forms.BooleanField(
                label=f"I am {limit} or over.",
                error_messages={"required": f"Please confirm that you are {limit} or over."},
            )


def confirmed_age(data: QueryDict) -> int | None:
    """Return the years that the buyer confirmed by the box of an `AgeForm`; None without a tick."""
    asked = data.get("age_asked", "")
    is_ticked = forms.CheckboxInput().value_from_datadict(data, MultiValueDict(), "age_confirmed")
    return int(asked) if is_ticked and asked in {str(age) for age in AGES} else None


def with_chosen_address(data: QueryDict, addresses: Sequence[DeliveryAddress]) -> QueryDict:
    """Return the form data with the address fields replaced by the chosen saved address."""
    chosen = next((a for a in addresses if str(a.pk) == data.get("address")), None)
    if chosen is None:
        return data
    filled = data.copy()
    for name in POSTAL_FIELDS:
        filled[name] = getattr(chosen, name)
    return filled


def _address_field(addresses: Sequence[DeliveryAddress]) -> forms.ChoiceField:
    choices = [(str(address.pk), address.as_one_line) for address in addresses]
    gone = "This address no longer exists. Please choose another of your addresses."
    return forms.ChoiceField(
        label="Delivery address",
        choices=[*choices, (ANOTHER_ADDRESS, "Another address")],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gone},
    )


def checkout_initial(
    user: User | AnonymousUser, addresses: Sequence[DeliveryAddress], last: Order | None
) -> dict[str, object]:
    """Initial values of the checkout form. `last`: the order that this browser placed last.

    If `last` is unpaid, the shopper comes back from the payment page and finds what was typed.
    Otherwise a customer finds the profile and the default address, or the address of the last paid
    order if none is saved.
    """
    typed = _contact_of_unpaid_order(last)
    return _initial_of_customer(user, addresses) | typed | _choice_of_typed(typed, addresses)


def _initial_of_customer(
    user: User | AnonymousUser, addresses: Sequence[DeliveryAddress]
) -> dict[str, object]:
    if not user.is_authenticated:
        return {}
    last = {} if addresses else _contact_of_last_order(user)
    profile = user.profile
    return {
        "name": user.get_full_name(),
        **last,
        "email": user.email,
        "phone": profile.phone or last.get("phone", ""),
        "save_address": profile.keeps_addresses,
        "address": str(addresses[0].pk) if addresses else "",
    }


def _choice_of_typed(
    typed: Mapping[str, object], addresses: Sequence[DeliveryAddress]
) -> dict[str, object]:
    """Return the saved address that equals the typed one, or the choice of another address."""
    if not (typed and addresses):
        return {}
    for address in addresses:
        saved = {name: getattr(address, name) for name in POSTAL_FIELDS}
        saved["postcode"] = usual_spelling(saved["postcode"])
        if all(saved[name] == typed[name] for name in POSTAL_FIELDS):
            return {"address": str(address.pk)}
    return {"address": ANOTHER_ADDRESS}


def _contact_of_unpaid_order(order: Order | None) -> dict[str, object]:
    if order is None or order.state not in (OrderState.AWAITING_PAYMENT, *UNPAID_CLOSED):
        return {}
    return {name: getattr(order, name) for name in Contact.__slots__}


def _contact_of_last_order(user: User) -> dict[str, str]:
    return Order.objects.paid().filter(user=user).values(*POSTAL_FIELDS, "phone").first() or {}
