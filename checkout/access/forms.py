"""Form to find an order by its number and email address."""

from django import forms

from sitewide.email_addresses import MailableEmailField


class FindOrderForm(forms.Form):
    """Order number and email address."""

    number = forms.CharField(
        label="Order number",
        max_length=20,
        help_text="It begins with AV- and is in your confirmation email.",
        error_messages={"required": "Please enter the order number."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    email = MailableEmailField(
        label="Email",
        help_text="The address you ordered with.",
        error_messages={"required": "Please enter the email address you ordered with."},
    )

    def clean_number(self) -> str:
        return self.cleaned_data["number"].upper()
