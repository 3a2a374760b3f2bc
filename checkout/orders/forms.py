"""Form for a cancellation or return request."""

from django import forms

from checkout.models import OrderRequest


class RequestForm(forms.Form):
    """Reason of a cancellation or return request. `kind` is the kind that the page offered."""

    kind = forms.ChoiceField(choices=OrderRequest.Kind, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What is the reason?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Please enter the reason in a few words."},
    )
