from django import forms

from checkout.models import OrderRequest


class RequestForm(forms.Form):
    """Why an order should not be sent, or goes back. `kind` is what the page offered."""

    kind = forms.ChoiceField(choices=OrderRequest.Kind, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What is the reason?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Please give the reason in a few words."},
    )
