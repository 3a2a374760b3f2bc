"""Carriers and the links to their tracking pages, which the owner edits."""

import re
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

PLACEHOLDER = "{number}"
_EXAMPLE = "AB123456789GB"


def validate_link_pattern(pattern: str) -> None:
    """Raise ValidationError unless the pattern is an https link with one placeholder."""
    if pattern.count(PLACEHOLDER) != 1 or re.search(r"[{}]", pattern.replace(PLACEHOLDER, "")):
        raise ValidationError(
            f"Write {PLACEHOLDER} once, where the tracking number belongs, and no other braces."
        )
    if not pattern.startswith("https://"):
        raise ValidationError("The link must begin with https://.")
    try:
        host = urlsplit(pattern).netloc
    except ValueError:
        host = ""
    if PLACEHOLDER in host or not re.fullmatch(r"([\w-]+\.)+[A-Za-z]{2,}(:\d+)?", host):
        raise ValidationError("Write the carrier’s own address, such as https://track.example/….")
    models.URLField().run_validators(pattern.replace(PLACEHOLDER, _EXAMPLE))


class Carrier(models.Model):
    """A carrier. `link_pattern`: its page of a parcel, with `{number}` for the tracking number."""

    name = models.CharField(max_length=60, help_text="As shown to the buyer: Royal Mail.")
    link_pattern = models.CharField(
        "tracking link",
        max_length=200,
        blank=True,
        validators=[validate_link_pattern],
        help_text="The carrier’s page of a parcel, with {number} for the tracking number: "
        "https://track.example/parcels/{number}. Leave it empty if there is none.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="carrier_once",
                violation_error_message="There is a carrier of this name.",
            ),
            models.CheckConstraint(
                condition=Q(link_pattern="")
                | (Q(link_pattern__startswith="https://") & Q(link_pattern__contains=PLACEHOLDER)),
                name="carrier_link_is_https_with_number",
                violation_error_message="A tracking link begins with https:// and has {number}.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def tracking_link(self, number: str) -> str:
        """Return the page of a parcel; empty without a pattern or a number."""
        if not (self.link_pattern and number):
            return ""
        return self.link_pattern.replace(PLACEHOLDER, quote(number, safe=""))
