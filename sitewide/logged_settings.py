"""Settings of the owner whose changes are written to Wagtail's log."""

from typing import Any

from django.db import transaction
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.log_actions import LogFormatter, log
from wagtail.models import ModelLogEntry


class LoggedSetting(BaseGenericSetting):
    """Abstract setting. `log_action`: the log action of a change, registered by its app."""

    log_action = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and log each changed field, old → new, in Wagtail's log."""
        with transaction.atomic():
            before = type(self).objects.filter(pk=self.pk).values().first() or {}
            super().save(*args, **kwargs)
            changes = {
                name: [old, getattr(self, name)]
                for name, old in before.items()
                if old != getattr(self, name)
            }
            if changes:
                log(self, self.log_action, data={"changes": changes})


class ChangesFormatter(LogFormatter):
    """Log entry of a changed setting. `lead`: the sentence before the fields."""

    lead = ""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        changes = log_entry.data.get("changes", {}).items()
        texts = (f"{name}: {old} → {new}" for name, (old, new) in changes)
        return f"{self.lead} {', '.join(texts)}"
