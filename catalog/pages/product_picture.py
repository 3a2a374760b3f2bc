"""Pictures of a product beside its main picture."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

MAX_PICTURES = 8
MAX_ALT_TEXT_LENGTH = 160


class ProductPicture(Orderable):
    """A further picture of a product, in the order of its gallery."""

    page = ParentalKey(
        "catalog.ProductPage", on_delete=models.CASCADE, related_name="more_pictures"
    )
    image = models.ForeignKey("catalog.ShopImage", on_delete=models.CASCADE, related_name="+")
    alt_text = models.CharField(
        "alternative text",
        max_length=MAX_ALT_TEXT_LENGTH,
        blank=True,
        help_text="What the picture shows. If empty, that of the image is used.",
    )

    panels = [FieldPanel("image"), FieldPanel("alt_text")]

    class Meta(Orderable.Meta):
        verbose_name = "further picture"
        constraints = [
            models.UniqueConstraint(
                fields=["page", "image"],
                name="picture_once_per_product",
                violation_error_message="This picture is already in the gallery.",
            )
        ]

    def __str__(self) -> str:
        return self.alt_text or f"picture {self.image_id}"
