"""Money rules: a Wagtail setting that the owner edits."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from catalog.prices import MoneyRules
from sitewide.kept_values import keep_until_change
from sitewide.logged_settings import LoggedSetting
from sitewide.money_fields import PenceField

DEFAULTS = MoneyRules()
FIGURES = tuple(MoneyRules.__dataclass_fields__)
MAX_UNITS_PER_ORDER = 20


def _percent(label: str, default: int, help_text: str, most: int = 90) -> models.Field:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MaxValueValidator(most)], help_text=help_text
    )


@register_setting(icon="calculator")
class ShopRules(LoggedSetting):
    log_action = "autovise.money_rules"
    bundle_saving_percent = _percent(
        "bundle saving (%)",
        DEFAULTS.bundle_saving_percent,
        "For bundles without a discount of their own, and for kits.",
    )
    first_order_saving_percent = _percent(
        "first-order saving (%)",
        DEFAULTS.first_order_saving_percent,
        "Taken off the price after bundle savings. Each customer gets it once.",
    )
    free_delivery_from_pence = PenceField(
        "free delivery from (£)",
        default=DEFAULTS.free_delivery_from_pence,
        help_text="Compared with the goods at list price, before savings.",
    )
    delivery_pence = PenceField("delivery (£)", default=DEFAULTS.delivery_pence)
    delivery_days = models.PositiveSmallIntegerField(
        "promised delivery (days)", default=DEFAULTS.delivery_days
    )
    delivers_to_forces = models.BooleanField(
        "delivers to British Forces Post Offices (BFPO)",
        default=False,
        help_text="Most couriers do not: ask yours first. BFPO postcodes begin with BF.",
    )
    vat_percent = _percent("VAT (%)", DEFAULTS.vat_percent, "Prices include VAT.", most=100)

    most_units_per_order = models.PositiveSmallIntegerField(
        "maximum pieces of one product in an order",
        default=MAX_UNITS_PER_ORDER,
        db_default=MAX_UNITS_PER_ORDER,
        validators=[MinValueValidator(1)],
        help_text="Unpaid orders hold stock. Without a limit, one visitor could hold all of it. A "
        "product can have a limit of its own, set in the stock form.",
    )
    held_alarm_percent = models.PositiveSmallIntegerField(
        "warn when unpaid orders hold (%)",
        default=25,
        db_default=25,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Percentage of all pieces in stock. The warning is shown on the first page of "
        "the admin and written to the log.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("bundle_saving_percent"), FieldPanel("first_order_saving_percent")],
            heading="Savings",
        ),
        MultiFieldPanel(
            [
                FieldPanel("free_delivery_from_pence"),
                FieldPanel("delivery_pence"),
                FieldPanel("delivery_days"),
                FieldPanel("delivers_to_forces"),
            ],
            heading="Delivery",
        ),
        MultiFieldPanel([FieldPanel("vat_percent")], heading="Tax"),
        MultiFieldPanel(
            [FieldPanel("most_units_per_order"), FieldPanel("held_alarm_percent")],
            heading="Unpaid orders",
        ),
    ]

    class Meta:
        verbose_name = "money rules"

    def __str__(self) -> str:
        return "Money rules"

    def as_rules(self) -> MoneyRules:
        return MoneyRules(**{name: getattr(self, name) for name in FIGURES})


def current_rules() -> MoneyRules:
    """Return the shop's current money rules (one query)."""
    return ShopRules.load().as_rules()


def shown_rules() -> MoneyRules:
    """Return the same for public pages: no query until the catalogue changes."""
    return keep_until_change("money rules", current_rules)
