"""Keep the read table equal to the pages.

Whatever changes an offer calls `refresh_offers` in its own transaction. The claims of the SKUs are
locked before the pages are read: of two concurrent changes to one offer, the second one to commit
reads what the first one wrote.
"""

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from catalog.models.listed_offer import ListedOffer
from catalog.models.shop_rules import current_rules
from catalog.models.sku import Sku
from catalog.offers.rows import row_of
from catalog.prices import MoneyRules

BATCH = 500
_WRITTEN = [field.name for field in ListedOffer._meta.concrete_fields if not field.primary_key]


def refresh_offers(page_ids: Iterable[int]) -> None:
    """Write the rows of these products and bundles, and of the bundles that contain them.

    Rows of pages that are not on sale are deleted. Keys of other pages are ignored.
    """
    for batch in batched(dict.fromkeys(page_ids), BATCH, strict=False):
        with transaction.atomic():
            _refresh_batch(set(batch))


def refresh_all_offers() -> None:
    """Write all rows again."""
    refresh_offers(Sku.objects.filter(page__isnull=False).values_list("page", flat=True))


def refresh_offers_of(products: Q) -> None:
    """Write the rows of the products that meet a condition, and of their bundles."""
    pages = _model("ProductPage").objects.filter(products).order_by("pk")
    refresh_offers(pages.values_list("pk", flat=True))


def refresh_priced_by_rules() -> None:
    """Write the rows whose price depends on the money rules: kits and bundles."""
    bundles = _model("BundlePage").objects.values_list("pk", flat=True)
    kits = _model("ProductPage").objects.filter(product_type__is_bundle_type=True)
    refresh_offers([*bundles, *kits.values_list("pk", flat=True)])


def offers_with_picture(image: int) -> list[int]:
    """Return the keys of pages whose own picture this is, as the read table knows it."""
    return list(ListedOffer.objects.filter(picture=image).values_list("pk", flat=True))


def bundles_of(products: Iterable[int]) -> list[int]:
    """Return the keys of the bundles with one of these products."""
    parts = _model("ProductBundle")._default_manager.filter(product__in=set(products)).order_by()
    return list(parts.values_list("bundle", flat=True).distinct())


def fresh_rows(keys: set[int], rules: MoneyRules) -> list[ListedOffer]:
    """Return the rows of those of these pages that are on sale, as the pages are now."""
    tags = _tags_of(keys)
    rows = [row_of(page, rules, tags.get(page.pk, ())) for page in _pages_on_sale(keys)]
    if names := {row.family for row in rows if row.family}:
        featured = _featured_families(names)
        for row in rows:
            row.featured_first = int(row.is_featured or row.family in featured)
    return rows


def _refresh_batch(keys: set[int]) -> None:
    keys |= set(bundles_of(keys))
    list(Sku.objects.select_for_update(no_key=True).filter(page__in=keys).order_by("pk"))
    stored = ListedOffer.objects.filter(pk__in=keys)
    families = {*stored.exclude(family="").values_list("family", flat=True)}
    rows = fresh_rows(keys, current_rules())
    families |= {row.family for row in rows if row.family}
    if rows:
        ListedOffer.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["page"], update_fields=_WRITTEN
        )
    if gone := keys - {row.page_id for row in rows}:
        stored.filter(pk__in=gone).delete()
    if families:
        _mark_variants(families)


def _pages_on_sale(keys: set[int]) -> Iterator[Any]:
    for name in ("ProductPage", "BundlePage"):
        pages: Any = _model(name).objects.on_sale().filter(pk__in=keys)
        yield from pages.with_page_facts().order_by("pk")


def _tags_of(keys: set[int]) -> dict[int, list[str]]:
    """Return the names of the tags of each product."""
    names: dict[int, list[str]] = {}
    tagged = _model("ProductPage").tags.through.objects.filter(productpage__in=keys)
    for key, name in tagged.order_by("tag__name").values_list("productpage", "tag__name"):
        names.setdefault(key, []).append(name)
    return names


def _mark_variants(families: set[str]) -> None:
    """Variants come first on lists if any live variant of their family is featured."""
    featured = _featured_families(families)
    rows = ListedOffer.objects.filter(family__in=families)
    rows.filter(family__in=featured, featured_first=0).update(featured_first=1)
    rows.exclude(family__in=featured).filter(featured_first=1).update(featured_first=0)


def _featured_families(names: set[str]) -> set[str]:
    live = _model("ProductPage").objects.live().filter(family__in=names, featured=True)
    return set(live.values_list("family", flat=True))


def _model(name: str) -> Any:
    return apps.get_model("catalog", name)
