"""Status of a page's picture: whether there is one, and whether an editor has approved it.

A picture is approved by the page's field `image_ready`. Lists, filters and counts of the admin use
these conditions, so that they agree.
"""

from django.db.models import Case, Q, TextChoices, Value, When


class PictureStatus(TextChoices):
    """The alphabet sorts the values by urgency."""

    MISSING = "missing", "None yet"
    PENDING = "pending", "Needs a look"
    READY = "ready", "Ready"

    @property
    def condition(self) -> Q:
        """Condition on products or bundles: those with this status."""
        return _CONDITIONS[self]


_CONDITIONS = {
    PictureStatus.MISSING: Q(image__isnull=True),
    PictureStatus.PENDING: Q(image__isnull=False, image_ready=False),
    PictureStatus.READY: Q(image__isnull=False, image_ready=True),
}
UNFINISHED = PictureStatus.MISSING.condition | PictureStatus.PENDING.condition
# Annotate it as `picture_status`.
STATUS_OF_PICTURE = Case(*(When(status.condition, then=Value(status)) for status in PictureStatus))
