"""Proposals of SKUs that were never used: the next number of a series."""

import re
from collections import Counter

from django.db.models import QuerySet
from django.db.models.functions import Length

from catalog.models import BundlePage, Category, ProductPage, Sku

MAX_LENGTH = 40
RECENT = 100
_SERIES = re.compile(r"(?P<start>[A-Z0-9-]*-)(?P<number>[0-9]+)")


def propose_product_sku(category: Category | None) -> str:
    """Return the next SKU of the category's usual series, or "" if it has none."""
    return next_sku(ProductPage.objects.filter(category=category)) if category else ""


def propose_bundle_sku(bundle_type: str) -> str:
    """Return the next SKU of the usual series of bundles of this type, or "" if it has none."""
    return next_sku(BundlePage.objects.filter(bundle_type=bundle_type))


def next_sku(pages: QuerySet) -> str:
    """Return the number after the highest one of the series that these pages' last SKUs use most.

    SKUs of deleted pages count too: a SKU is given once (docs/design.md, law 2). Saving claims it.
    """
    recent = Sku.objects.filter(page__in=pages.values("pk")).order_by("-claimed_at", "-code")
    series = Counter(
        found["start"]
        for code in recent.values_list("code", flat=True)[:RECENT]
        if (found := _SERIES.fullmatch(code))
    )
    if not series:
        return ""
    start = series.most_common(1)[0][0]
    claimed = Sku.objects.filter(code__regex=rf"^{re.escape(start)}[0-9]+$")
    last = claimed.order_by(Length("code").desc(), "-code").values_list("code", flat=True)[0]
    digits = last.removeprefix(start)
    code = f"{start}{int(digits) + 1:0{len(digits)}d}"
    return code if len(code) <= MAX_LENGTH else ""
