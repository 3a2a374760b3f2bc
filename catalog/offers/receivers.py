"""Refresh the read table when something that offers show is changed outside of their pages."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from wagtail.models import Page, Site
from wagtail.signals import post_page_move

from catalog.models import (
    BundlePage,
    Category,
    ListedOffer,
    ProductPage,
    ProductType,
    ShopImage,
    ShopRules,
    Subcategory,
    Tag,
)
from catalog.offers.refresh import (
    bundles_of,
    offers_with_picture,
    refresh_all_offers,
    refresh_offers,
    refresh_offers_of,
    refresh_priced_by_rules,
)

# An attribute of the deleted object: keys of pages whose offers change with its deletion.
_AFFECTED = "_offers_affected"


def connect() -> None:
    for model, receiver in (
        (ShopRules, _rules_saved),
        (Category, _category_saved),
        (Subcategory, _subcategory_saved),
        (ProductType, _type_saved),
        (Tag, _tag_saved),
        (ShopImage, _image_saved),
        (Site, _site_saved),
    ):
        post_save.connect(receiver, sender=model, dispatch_uid=f"offers of a saved {model}")
    for model in (ProductPage, ShopImage, Tag):
        pre_delete.connect(_before_deletion, sender=model, dispatch_uid=f"offers before {model}")
        post_delete.connect(_after_deletion, sender=model, dispatch_uid=f"offers after {model}")
    post_page_move.connect(_page_moved, dispatch_uid="offers of a moved page")
    post_migrate.connect(_fill_empty_table, dispatch_uid="offers after a migration")


def _rules_saved(raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        refresh_priced_by_rules()


def _category_saved(instance: Category, created: bool, **kwargs: Any) -> None:
    if not created:
        refresh_offers_of(Q(category=instance.pk))


def _subcategory_saved(instance: Subcategory, created: bool, **kwargs: Any) -> None:
    if not created:
        refresh_offers_of(Q(subcategory=instance.pk))


def _type_saved(instance: ProductType, created: bool, **kwargs: Any) -> None:
    if not created:
        refresh_offers_of(Q(product_type=instance.pk))


def _tag_saved(instance: Tag, created: bool, **kwargs: Any) -> None:
    if not created:
        refresh_offers_of(Q(tags=instance.pk))


def _image_saved(instance: ShopImage, created: bool, **kwargs: Any) -> None:
    if not created:
        refresh_offers(offers_with_picture(instance.pk))


def _site_saved(**kwargs: Any) -> None:
    """Refresh all URLs if the root page has changed.

    Wagtail's own receiver, which clears its cache, runs later.
    """
    Site.clear_site_root_paths_cache()
    row = ListedOffer.objects.select_related("page").first()
    if row and row.url != row.page.get_url():
        refresh_all_offers()


def _before_deletion(instance: models.Model, **kwargs: Any) -> None:
    setattr(instance, _AFFECTED, _affected_by(instance))


def _after_deletion(instance: models.Model, **kwargs: Any) -> None:
    refresh_offers(getattr(instance, _AFFECTED))


def _affected_by(instance: models.Model) -> list[int]:
    match instance:
        case ProductPage():
            family = ProductPage.objects.filter(family=instance.family).exclude(family="")
            siblings = family.exclude(pk=instance.pk).values_list("pk", flat=True)
            return [*bundles_of([instance.pk]), *siblings]
        case ShopImage():
            return offers_with_picture(instance.pk)
        case Tag():
            return list(instance.products.values_list("pk", flat=True))
    raise TypeError(type(instance))


def _page_moved(instance: Page, **kwargs: Any) -> None:
    """The URLs of all pages below it are others now."""
    below = Page.objects.descendant_of(instance, inclusive=True)
    refresh_offers(below.type(ProductPage, BundlePage).values_list("pk", flat=True))


def _fill_empty_table(using: str, **kwargs: Any) -> None:
    """Fill the table of a shop that had its pages before the table."""
    if kwargs["sender"].label != "catalog" or using != "default":
        return
    if not ListedOffer.objects.exists():
        refresh_all_offers()
