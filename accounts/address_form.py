from django import forms

from accounts.uk_fields import DeliveredPostcodeField, text_field


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
