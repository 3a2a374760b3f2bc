from django import forms

from sitewide.mail import MailableEmailField


class FindOrderForm(forms.Form):
    number = forms.CharField(
        label="Order number",
        max_length=20,
        help_text="It begins with AV- and stands in your confirmation.",
        error_messages={"required": "Please give the order’s number."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    email = MailableEmailField(
        label="Email",
        help_text="The one you ordered with.",
        error_messages={"required": "Please give the email address you ordered with."},
    )

    def clean_number(self) -> str:
        return self.cleaned_data["number"].upper()
