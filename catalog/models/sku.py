"""SKUs. Each is claimed once, by one page, and outlives that page (docs/design.md, law 2)."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

SKU_PATTERN = RegexValidator(
    r"^[A-Z0-9]+(-[A-Z0-9]+)*\Z",
    "A SKU is capital letters and digits, in groups joined by hyphens.",
)


class Sku(models.Model):
    """Claim of a SKU. The primary key is the SKU, so it can be claimed only once."""

    code = models.CharField("SKU", primary_key=True, max_length=40, validators=[SKU_PATTERN])
    page = models.OneToOneField(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="sku_claim"
    )
    claimed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]
        verbose_name = "SKU"

    def __str__(self) -> str:
        return self.code


class SkuTaken(ValidationError):
    """The SKU is or was used by another page."""

    def __init__(self, code: str) -> None:
        super().__init__(
            {"sku": f"SKU {code} is already in use or was used before. Choose a new one."}
        )


def check_never_used(code: str) -> None:
    """Raise SkuTaken if a page has or had this SKU."""
    if Sku.objects.filter(pk=code).exists():
        raise SkuTaken(code)
