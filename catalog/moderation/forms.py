"""Forms to moderate one review or several at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import Review

APPROVE, REJECT, ANSWER = "approve", "reject", "answer"
WHY = "The author sees the reason beside the review. Shoppers do not see it."
NEEDS_REASON = "Give a reason: the author will see it."


class ModerationForm(forms.ModelForm):
    """Form to decide on one review. `version` is the version that was shown."""

    decision = forms.ChoiceField(
        choices=[(APPROVE, "Approve"), (REJECT, "Reject"), (ANSWER, "Save the answer")],
        widget=forms.HiddenInput,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=200, required=False, label="Reason, if rejected")

    class Meta:
        model = Review
        fields = ["answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = WHY
        self.fields["answer"].widget.attrs["rows"] = 4
        self.fields["answer"].help_text = "Shown publicly below the review. May be empty."
        self.initial["version"] = self.instance.version
        self.initial["reason"] = self.instance.rejection_reason

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("decision") == REJECT and not self.cleaned_data.get("reason"):
            self.add_error("reason", NEEDS_REASON)
        return self.cleaned_data


class SeenForm(forms.Form):
    """Reviews on the confirmation page, each with the version shown there."""

    seen = forms.JSONField(widget=forms.HiddenInput)

    def clean_seen(self) -> dict[int, int]:
        try:
            return {int(pk): int(version) for pk, version in self.cleaned_data["seen"].items()}
        except (AttributeError, TypeError, ValueError):
            raise ValidationError("Please go back to the list and choose again.") from None


class RejectForm(SeenForm):
    reason = forms.CharField(
        max_length=200, label="Reason", help_text=WHY, error_messages={"required": NEEDS_REASON}
    )
