"""Forms of the profile page and the address book."""

from typing import Any

from django import forms
from django.db import transaction

from accounts.models import User, UserProfile
from accounts.profile.uk_fields import DeliveredPostcodeField, PhoneField, text_field
from sitewide.postal_address import MAX_CITY_LENGTH, MAX_LINE_LENGTH, MAX_NAME_LENGTH

USER_FIELDS = ("first_name", "last_name")
PROFILE_FIELDS = ("phone", "keeps_addresses", "wants_dispatch_mail")


class AddressForm(forms.Form):
    """Name and postal address of a delivery, in the order of an envelope."""

    name = text_field("Full name", MAX_NAME_LENGTH, "name")
    line1 = text_field("Address", MAX_LINE_LENGTH, "address-line1")
    line2 = text_field("Address, second line", MAX_LINE_LENGTH, "address-line2", required=False)
    city = text_field("Town or city", MAX_CITY_LENGTH, "address-level2")
    postcode = DeliveredPostcodeField()


class SavedAddressForm(AddressForm):
    """An address of the customer's address book."""

    is_default = forms.BooleanField(label="Use as my default address", required=False)


class ProfileForm(forms.Form):
    """The customer's name and phone, and their choices for addresses and mails."""

    first_name = text_field("First name", 150, "given-name", required=False)
    last_name = text_field("Last name", 150, "family-name", required=False)
    phone = PhoneField()
    keeps_addresses = forms.BooleanField(
        label="Save the addresses I type at checkout", required=False
    )
    wants_dispatch_mail = forms.BooleanField(
        label="Email me when an order is on its way", required=False
    )

    @classmethod
    def for_user(cls, user: User) -> "ProfileForm":
        """Return the form with the user's stored values."""
        return cls(initial=_values(user, USER_FIELDS) | _values(user.profile, PROFILE_FIELDS))

    @transaction.atomic
    def save(self, user: User) -> None:
        """Store the submitted values in the user and the profile."""
        values = self.cleaned_data
        User.objects.filter(pk=user.pk).update(**{name: values[name] for name in USER_FIELDS})
        profile = UserProfile.objects.filter(user=user)
        profile.update(**{name: values[name] for name in PROFILE_FIELDS})


def _values(row: User | UserProfile, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
