"""Formats of the files that can be imported."""

from django.db import models


class ImportFormat(models.TextChoices):
    """Format of a catalogue file. `catalog/imports/sources.py:READERS` reads those of others."""

    AUTOVISE = "autovise", "Autovise's own"
    SHOPIFY = "shopify", "Shopify"
    WOOCOMMERCE = "woocommerce", "WooCommerce"
