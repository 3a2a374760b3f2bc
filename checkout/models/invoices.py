"""Seller details printed on invoices, and the invoice numbers."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from sitewide.email_addresses import validate_mailable
from sitewide.postal_address import (
    MAX_CITY_LENGTH,
    MAX_LINE_LENGTH,
    MAX_NAME_LENGTH,
    MAX_POSTCODE_LENGTH,
    POSTAL_FIELDS,
    PostalAddress,
)

PRINTED = (*POSTAL_FIELDS, "vat_number", "email")


@register_setting(icon="home")
class Seller(PostalAddress, BaseGenericSetting):
    """Setting of the owner: the seller as printed on invoices."""

    # The owner may fill in the postal address later.
    name = models.CharField("trading name", max_length=MAX_NAME_LENGTH, default="Autovise")
    line1 = models.CharField("address", max_length=MAX_LINE_LENGTH, blank=True)
    city = models.CharField("town or city", max_length=MAX_CITY_LENGTH, blank=True)
    postcode = models.CharField(max_length=MAX_POSTCODE_LENGTH, blank=True)
    email = models.EmailField(
        blank=True,
        validators=[validate_mailable],
        help_text="Printed on invoices, for questions. Replies to our emails go to this address "
        "too.",
    )
    vat_number = models.CharField(
        "VAT number", max_length=20, blank=True, help_text="If empty, no VAT number is printed."
    )

    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldPanel(name) for name in POSTAL_FIELDS if name != "name"], heading="Address"
        ),
        FieldPanel("email"),
        FieldPanel("vat_number"),
    ]

    class Meta:
        verbose_name = "seller on invoices"

    def __str__(self) -> str:
        return self.name


class InvoiceCounter(models.Model):
    """Counter of invoice numbers: a single row, created by a migration."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_invoice_counter"),
        ]

    def __str__(self) -> str:
        return f"Invoice {self.last}"
