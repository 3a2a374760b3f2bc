from django import forms
from django.db import transaction

from accounts.models import User, UserProfile
from accounts.profile.uk_fields import DeliveredPostcodeField, PhoneField, text_field


class AddressForm(forms.Form):
    """Who a parcel is for and where it goes, in the order of an envelope."""

    name = text_field("Full name", 120, "name")
    line1 = text_field("Address", 120, "address-line1")
    line2 = text_field("Address, second line", 120, "address-line2", required=False)
    city = text_field("Town or city", 80, "address-level2")
    postcode = DeliveredPostcodeField()


class KeptAddressForm(AddressForm):
    """An address of the customer's address book."""

    is_default = forms.BooleanField(label="Send parcels here by default", required=False)


class ProfileForm(forms.Form):
    """What customers say of themselves, and how they like to be served."""

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
    def of(cls, user: User) -> "ProfileForm":
        return cls(initial=_of_user(user) | _of_profile(user.profile))

    @transaction.atomic
    def keep(self, user: User) -> None:
        asked = self.cleaned_data
        User.objects.filter(pk=user.pk).update(**{n: asked[n] for n in _of_user(user)})
        profile = UserProfile.objects.filter(user=user)
        profile.update(**{n: asked[n] for n in _of_profile(user.profile)})


def _of_user(user: User) -> dict:
    return {"first_name": user.first_name, "last_name": user.last_name}


def _of_profile(profile: UserProfile) -> dict:
    names = ("phone", "keeps_addresses", "wants_dispatch_mail")
    return {name: getattr(profile, name) for name in names}
