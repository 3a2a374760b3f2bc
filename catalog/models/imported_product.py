"""Origin of imported SKUs: the product in another shop's file, which may reuse SKUs."""

from django.db import models

from catalog.models.sku import Sku


class ImportedProduct(models.Model):
    sku = models.OneToOneField(
        Sku, primary_key=True, on_delete=models.CASCADE, related_name="imported_product"
    )
    product = models.CharField(
        max_length=300,
        help_text="Name of the other shop, and the product's handle or number there.",
    )
    variant = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.product} {self.variant}".strip()
