"""Facts of a product that shoppers compare: sizes, contents, safety."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from wagtail.fields import StreamField

from catalog.dimensions import MAX_G, MAX_MM, Dimensions
from catalog.pages.blocks import FactBlock
from catalog.safety import AGES
from catalog.text_lines import LinesValidator

if TYPE_CHECKING:
    from wagtail.models import Page as PageBase
else:
    PageBase = models.Model

MAX_FACTS = 30
MAX_RELATED = 8
BOX_LINES = LinesValidator(20, 120)
INSTRUCTION_LINES = LinesValidator(20, 300)
HAZARD_LINES = LinesValidator(12, 200)
RELATED_LINES = LinesValidator(MAX_RELATED, 40)
HAZARD_WITHOUT_SIGNAL_WORD = "Hazard statements need a signal word: Warning or Danger."


class SignalWord(models.TextChoices):
    """Signal word of a label under the GB CLP Regulation."""

    WARNING = "warning", "Warning"
    DANGER = "danger", "Danger"


def _side(name: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        f"{name} (mm)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_MM)],
    )


class ProductFacts(PageBase):
    """Mixin of the product page with the facts of a product."""

    specification = StreamField(
        [("fact", FactBlock())],
        blank=True,
        max_num=MAX_FACTS,
        help_text="A table of facts, such as “Cable length: 1.2 m”.",
    )
    length_mm = _side("length")
    width_mm = _side("width")
    height_mm = _side("height")
    weight_g = models.PositiveIntegerField(
        "weight (g)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_G)],
        help_text="In grams, with what is in the box.",
    )
    box_contents = models.TextField(
        "what is in the box",
        blank=True,
        validators=[BOX_LINES],
        help_text="One thing a line, such as “2 × microfibre cloth”.",
    )
    instructions = models.TextField(
        blank=True, validators=[INSTRUCTION_LINES], help_text="One step a line, in order."
    )
    signal_word = models.CharField(
        max_length=7,
        blank=True,
        choices=SignalWord,
        help_text="As on the label. Empty if the product is not classified as hazardous.",
    )
    hazard_statements = models.TextField(
        blank=True,
        validators=[HAZARD_LINES],
        help_text="As on the label, one a line, such as “H319 Causes serious eye irritation.”",
    )
    minimum_age = models.PositiveSmallIntegerField(
        "age limit",
        null=True,
        blank=True,
        choices=[(age, str(age)) for age in AGES],
        help_text="Buyers confirm at the checkout that they are this old.",
    )
    related_skus = models.TextField(
        "related products",
        blank=True,
        validators=[RELATED_LINES],
        help_text=(
            "SKUs of products, one a line, in the order in which they are shown. If empty, "
            "similar products are shown."
        ),
    )

    class Meta:
        abstract = True

    @property
    def dimensions(self) -> Dimensions | None:
        """Length, width and height; None if they are not known."""
        if self.length_mm and self.width_mm and self.height_mm:
            return Dimensions(self.length_mm, self.width_mm, self.height_mm)
        return None

    @dimensions.setter
    def dimensions(self, dimensions: Dimensions | None) -> None:
        self.length_mm = dimensions.length_mm if dimensions else None
        self.width_mm = dimensions.width_mm if dimensions else None
        self.height_mm = dimensions.height_mm if dimensions else None


FACT_CONSTRAINTS = [
    models.CheckConstraint(
        condition=(
            Q(length_mm__isnull=True, width_mm__isnull=True, height_mm__isnull=True)
            | Q(
                length_mm__isnull=False,
                width_mm__isnull=False,
                height_mm__isnull=False,
                length_mm__gt=0,
                width_mm__gt=0,
                height_mm__gt=0,
            )
        ),
        name="dimensions_all_or_none",
        violation_error_message=(
            "Dimensions are length, width and height, each above 0: enter all three or none."
        ),
    ),
    models.CheckConstraint(
        condition=Q(weight_g__isnull=True) | Q(weight_g__gt=0),
        name="weight_above_zero",
        violation_error_message="A weight must be more than 0 g.",
    ),
    models.CheckConstraint(
        condition=Q(hazard_statements="") | Q(signal_word__in=SignalWord.values),
        name="hazard_statements_have_signal_word",
        violation_error_message=HAZARD_WITHOUT_SIGNAL_WORD,
    ),
    models.CheckConstraint(
        condition=Q(signal_word="") | Q(signal_word__in=SignalWord.values),
        name="signal_word_is_known",
        violation_error_message="A signal word is Warning or Danger.",
    ),
    models.CheckConstraint(
        condition=Q(minimum_age__isnull=True) | Q(minimum_age__in=AGES),
        name="age_limit_is_16_or_18",
        violation_error_message="An age limit is 16 or 18.",
    ),
]
