"""Details of the trader that the law asks a shop to show: a Wagtail setting of the owner.

They are shown in the footer of every page and mail, on invoices and in structured data
(docs/uk-rules.md).
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from sitewide.email_addresses import validate_mailable
from sitewide.logged_settings import LoggedSetting
from sitewide.postal_address import (
    MAX_CITY_LENGTH,
    MAX_LINE_LENGTH,
    MAX_NAME_LENGTH,
    MAX_POSTCODE_LENGTH,
    POSTAL_FIELDS,
    PostalAddress,
    postal_lines,
)

REQUIRED = ("legal_name", "line1", "city", "postcode", "email")
COMPANY = ("company_number",)


class Register(models.TextChoices):
    """Part of the United Kingdom in which a company is registered."""

    ENGLAND_AND_WALES = "England and Wales", "England and Wales"
    SCOTLAND = "Scotland", "Scotland"
    NORTHERN_IRELAND = "Northern Ireland", "Northern Ireland"


@register_setting(icon="home")
class Trader(PostalAddress, LoggedSetting):
    """Setting of the owner: who trades here."""

    # The owner may fill in the rest later: the first page of the admin names what is missing.
    name = models.CharField("trading name", max_length=MAX_NAME_LENGTH, default="Autovise")
    legal_name = models.CharField(
        "legal name",
        max_length=MAX_NAME_LENGTH,
        blank=True,
        help_text="The full name of the company, such as “Example Ltd”, or of the person who "
        "owns the shop.",
    )
    registered_in = models.CharField(
        "company registered in",
        max_length=20,
        choices=Register,
        blank=True,
        help_text="Empty if the trader is not a registered company.",
    )
    company_number = models.CharField(
        max_length=20, blank=True, help_text="As Companies House shows it."
    )
    line1 = models.CharField(
        "address",
        max_length=MAX_LINE_LENGTH,
        blank=True,
        help_text="Of a company: its registered office.",
    )
    city = models.CharField("town or city", max_length=MAX_CITY_LENGTH, blank=True)
    postcode = models.CharField(max_length=MAX_POSTCODE_LENGTH, blank=True)
    email = models.EmailField(
        blank=True,
        validators=[validate_mailable],
        help_text="Shown on every page. Replies to our emails and messages from the contact form "
        "go to this address too.",
    )
    phone = models.CharField(max_length=30, blank=True, help_text="Optional.")
    vat_number = models.CharField(
        "VAT number", max_length=20, blank=True, help_text="If empty, no VAT number is shown."
    )

    log_action = "autovise.trader"
    panels = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "name", "legal_name", "registered_in", "company_number", "vat_number",
                )
            ],
            heading="Business",
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in POSTAL_FIELDS if name != "name"], heading="Address"
        ),
        MultiFieldPanel([FieldPanel("email"), FieldPanel("phone")], heading="Contact"),
    ]  # fmt: skip

    class Meta:
        verbose_name = "trader"

    def __str__(self) -> str:
        return self.name

    @property
    def cancellation_form(self) -> list[str]:
        """The lines of the model cancellation form, addressed to the trader, without its heading.

        Source: Consumer Contracts Regulations 2013, Schedule 3 B.
        """
        name = f"{self.legal_name} ({self.name})" if self.legal_name else self.name
        addressed = ", ".join(part for part in (name, self.address_line, self.email) if part)
        return [
            f"To {addressed}:",
            "I/We [*] hereby give notice that I/We [*] cancel my/our [*] contract of sale of the "
            "following goods [*]:",
            "Ordered on [*]/received on [*]:",
            "Order number:",
            "Name of consumer(s):",
            "Address of consumer(s):",
            "Signature of consumer(s) (only if this form is notified on paper):",
            "Date:",
            "[*] Delete as appropriate.",
        ]

    @property
    def company_line(self) -> str:
        return company_line(vars(self))

    @property
    def address_line(self) -> str:
        """The postal address without the name, on one line."""
        return ", ".join(postal_lines(vars(self) | {"name": ""}))

    @property
    def lines(self) -> list[str]:
        """All details that are set, as lines of a footer. Empty if nothing is set."""
        vat = f"VAT number {self.vat_number}" if self.vat_number else ""
        found = [self.company_line, self.address_line, vat, self.email, self.phone]
        return [line for line in found if line]

    @property
    def missing(self) -> list[str]:
        """The names of the fields that the law asks for and that are empty."""
        asked = REQUIRED + (COMPANY if self.registered_in else ())
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # no relation
            for name in asked
            if not getattr(self, name)
        ]


def company_line(values: Mapping[str, Any]) -> str:
    """Return the legal name, and of a company its register and number; "" without legal name.

    `values`: fields of a Trader, perhaps those that an invoice has kept.
    """
    legal_name = values.get("legal_name", "")
    if not legal_name:
        return ""
    register, number = values.get("registered_in", ""), values.get("company_number", "")
    registered = f", registered in {register}" if register else ""
    numbered = f", company number {number}" if number else ""
    return f"{legal_name}{registered}{numbered}"


def current_trader() -> Trader:
    """Return the trader; an unsaved one with defaults if the owner has saved none. One query."""
    return Trader.objects.first() or Trader()
