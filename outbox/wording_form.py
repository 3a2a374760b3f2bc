"""Form of the words of a mail: shows the standard words and which placeholders there are."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm


class MailWordingForm(WagtailAdminModelForm):
    """Words that equal the standard ones, or are empty, are stored as unchanged."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wording = self.instance.wording
        for part in self.instance.WORDS:
            self.initial[part] = self.initial.get(part) or getattr(wording, part)
        self.fields["text"].help_text = _help_about(wording.placeholders)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for part in self.instance.WORDS:
            standard = getattr(self.instance.wording, part)
            words = cleaned.get(part, "").replace("\r\n", "\n").strip()
            cleaned[part] = "" if words == standard else words
        return cleaned


def _help_about(placeholders: dict[str, str]) -> str:
    named = "; ".join(f"{{{name}}}: {meaning}" for name, meaning in placeholders.items())
    usable = f"Placeholders: {named}." if named else "This mail has no placeholders."
    return f"An empty line begins a paragraph. {usable} An empty field has the standard words."
