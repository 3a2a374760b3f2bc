"""Form data of the page forms of products and bundles."""

from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from catalog.models import (
    BundleIndexPage,
    BundlePage,
    ProductIndexPage,
    ProductPage,
)


def create_address(model) -> str:
    index = {ProductPage: ProductIndexPage, BundlePage: BundleIndexPage}[model].objects.get()
    return reverse("wagtailadmin_pages:add", args=["catalog", model._meta.model_name, index.pk])


def bundle_fields(parts, **fields) -> dict:
    rows = [{"product": str(product.pk), "quantity": str(quantity)} for product, quantity in parts]
    return nested_form_data(
        {
            "title": "First Wash",
            "slug": "first-wash",
            "sku": "BND-STD-900",
            "bundle_type": "standard",
            "description": "What a first wash calls for.",
            "discount_percentage": "",
            "parts": inline_formset(rows),
            "body": streamfield([]),
            "questions": streamfield([]),
            "comments": inline_formset([]),
        }
        | fields
    )


PUBLISH = {"action-publish": "action-publish"}
