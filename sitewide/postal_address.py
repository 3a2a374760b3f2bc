"""Name and postal address as columns of a model, in the order of an envelope."""

from collections.abc import Mapping

from django.db import models

POSTAL_FIELDS = ("name", "line1", "line2", "city", "postcode")
MAX_NAME_LENGTH = 120
MAX_LINE_LENGTH = 120
MAX_CITY_LENGTH = 80
MAX_POSTCODE_LENGTH = 10


class PostalAddress(models.Model):
    """Abstract model of a name and a postal address. All but the second line are required."""

    name = models.CharField("full name", max_length=MAX_NAME_LENGTH)
    line1 = models.CharField("address", max_length=MAX_LINE_LENGTH)
    line2 = models.CharField("address, second line", max_length=MAX_LINE_LENGTH, blank=True)
    city = models.CharField("town or city", max_length=MAX_CITY_LENGTH)
    postcode = models.CharField(max_length=MAX_POSTCODE_LENGTH)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return ", ".join(self.postal_lines)

    @property
    def postal_lines(self) -> list[str]:
        return postal_lines(vars(self))


def postal_lines(values: Mapping[str, str]) -> list[str]:
    """Return the lines to print: name and postal address without empty lines."""
    return [values[name] for name in POSTAL_FIELDS if values[name]]
