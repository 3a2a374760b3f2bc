"""SKUs: each is given once, to one page, and outlives it (docs/design.md, law 2)."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

SKU_PATTERN = RegexValidator(
    r"^[A-Z0-9]+(-[A-Z0-9]+)*\Z",
    "A SKU is capital letters and digits, in groups joined by hyphens.",
)


class Sku(models.Model):
    """The claim of a SKU: the primary key is the SKU itself, so it can be given only once."""

    code = models.CharField("SKU", primary_key=True, max_length=40, validators=[SKU_PATTERN])
    page = models.OneToOneField(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="sku_claim"
    )
    claimed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]
        verbose_name = "SKU"

    def __str__(self):
        return self.code


class SkuTaken(ValidationError):
    """The SKU belongs, or once belonged, to another page."""

    def __init__(self, code: str):
        super().__init__(
            {"sku": f"SKU {code} has been given before. Each SKU belongs to one page for good."}
        )


def check_never_given(code: str) -> None:
    """SkuTaken when some page has, or once had, this SKU."""
    if Sku.objects.filter(pk=code).exists():
        raise SkuTaken(code)
