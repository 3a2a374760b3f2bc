"""What a moderator may say about one review, or about many at once."""

from django import forms
from django.core.exceptions import ValidationError

from catalog.models import Review

APPROVE, REJECT, ANSWER = "approve", "reject", "answer"
WHY = "The author sees it beside the review; shoppers do not."
NEEDS_REASON = "Say why: the author is told."


class ModerationForm(forms.ModelForm):
    """`version` is the one that was on the screen: what its author changed since is shown first."""

    decision = forms.ChoiceField(
        choices=[(APPROVE, "Approve"), (REJECT, "Reject"), (ANSWER, "Save the answer")],
        widget=forms.HiddenInput,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=200, required=False, label="Why, if it is rejected")

    class Meta:
        model = Review
        fields = ["answer"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = WHY
        self.fields["answer"].widget.attrs["rows"] = 4
        self.fields["answer"].help_text = "Shown below the review, to everybody. May stay empty."
        self.initial |= {"version": self.instance.version}
        self.initial |= {"reason": self.instance.rejection_reason}

    def clean(self):
        asked = super().clean()
        if asked.get("decision") == REJECT and not asked.get("reason"):
            self.add_error("reason", NEEDS_REASON)
        return asked


class SeenForm(forms.Form):
    """The reviews that stood on the confirmation page, each with the version that stood there."""

    seen = forms.JSONField(widget=forms.HiddenInput)

    def clean_seen(self) -> dict[int, int]:
        try:
            return {int(pk): int(version) for pk, version in self.cleaned_data["seen"].items()}
        except (AttributeError, TypeError, ValueError):
            raise ValidationError("Please go back to the list and choose again.") from None


class RejectForm(SeenForm):
    reason = forms.CharField(
        max_length=200, label="Why", help_text=WHY, error_messages={"required": NEEDS_REASON}
    )
