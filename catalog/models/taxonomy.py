"""Snippets that classify products: category, subcategory, product type and tag."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import StreamField
from wagtail.search import index

from catalog.blocks import CategoryBody
from catalog.bundle_rules import check_in_no_bundle


# django-stubs cannot resolve the managers of pages: Wagtail is untyped.
class Category(index.Indexed, models.Model):  # type: ignore[django-manager-missing]  # see above
    """Category: a section of the shop."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    sort_order = models.PositiveSmallIntegerField(
        default=0, help_text="Sections with a lower number come first."
    )
    landing_text = models.CharField(
        max_length=300,
        blank=True,
        help_text="One or two sentences, shown above the section's products.",
    )
    prices_per_hundred = models.BooleanField(
        "unit prices per 100 ml and 100 g",
        default=False,
        help_text="If not ticked, unit prices are per litre and kilogram.",
    )
    image = models.ForeignKey(
        "catalog.ShopImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(
        CategoryBody(),
        blank=True,
        help_text="Shown below the section's products: advice, and answers to usual questions.",
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["sort_order", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        products = apps.get_model("catalog", "ProductPage").objects
        if product := products.filter(slug=self.slug).first():
            raise ValidationError(
                {"slug": f"The product “{product.title}” has this slug. Please choose another one."}
            )


class Subcategory(index.Indexed, models.Model):  # type: ignore[django-manager-missing]  # see Category
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="subcategories")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    sort_order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("category"),
    ]

    class Meta:
        ordering = ["category__sort_order", "category__name", "sort_order", "name"]
        verbose_name_plural = "subcategories"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "slug"],
                name="subcategory_slug_once_per_category",
                violation_error_message="This category already has a subcategory with that slug.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.category.name} › {self.name}"


class ProductType(index.Indexed, models.Model):  # type: ignore[django-manager-missing]  # see Category
    """Product type, such as spray, mount or dash camera."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    is_bundle_type = models.BooleanField(
        "is a bundle type",
        default=False,
        help_text="Products of this type are kits: each is sold as one product, with the usual "
        "bundle saving.",
    )
    sort_order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not self.pk or not self.is_bundle_type:
            return
        if not ProductType.objects.filter(pk=self.pk, is_bundle_type=True).exists():
            parts = apps.get_model("catalog", "ProductBundle").objects
            titles = parts.filter(product__product_type=self).values_list(
                "bundle__title", flat=True
            )
            check_in_no_bundle(
                titles, becoming_kits=f"Products of the type “{self}” would become kits"
            )


class Tag(index.Indexed, models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    sort_order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name
