"""Rich text editor of the admin."""

from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea


class NamedRichTextArea(DraftailRichTextArea):
    """Draftail with an accessible name, which Wagtail's lacks in a StreamField."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options["ariaLabel"] = "Text"
