"""Draw the pictures of products and bundles, and put them on their pages.

A drawn picture follows from what the page says, so it is no edit: it is set on the page's row and
on its pending revisions in place, and drafts, approvals and schedules stay as they are.
"""

import hashlib
from enum import Enum

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from wagtail.models import ReferenceIndex, Revision

from catalog.images.files import make_files
from catalog.models import BundlePage, ProductPage, ShopImage
from catalog.models.users import AnyUser
from catalog.offers import VARIANT_SEPARATOR
from catalog.offers.refresh import refresh_offers
from catalog.packshots.bundles import draw_bundle
from catalog.packshots.packshot import PICTURE_SIZE, Facts, draw_product, render
from sitewide.trader import current_trader

Page = ProductPage | BundlePage


class Outcome(Enum):
    DRAWN = "drawn"
    UNCHANGED = "unchanged"
    PHOTOGRAPH = "has a photograph"
    CHANGED_MEANWHILE = "changed meanwhile"
    NO_PARTS = "has no parts"


def draw_packshot(page: Page, *, brand: str | None = None, force: bool = False) -> Outcome:
    """Draw the page's picture and show it on the page, unless it has a photograph.

    The same drawing is not drawn again, except with `force`. Raises LayoutError, or the error of
    the media storage; the page then keeps its picture. Do not call it in a transaction: drawing
    takes about a second.
    """
    old = page.image
    if old is not None and not old.is_drawn:
        return Outcome.PHOTOGRAPH
    svg = svg_of(page, brand if brand is not None else current_trader().name)
    if not svg:
        return Outcome.NO_PARTS
    if old is not None and old.drawn_from == _hash_of(svg) and not force:
        return Outcome.UNCHANGED
    image = store_drawing(page, svg)
    make_files(image)
    if not put_on_page(page, old, image, is_ready=False):
        image.delete()
        return Outcome.CHANGED_MEANWHILE
    return Outcome.DRAWN


def svg_of(page: Page, brand: str) -> str:
    """Return the page's packshot as an SVG file; "" for a bundle without parts."""
    if isinstance(page, ProductPage):
        return draw_product(facts_of(page, brand))
    parts = [part.product for part in page.parts.all() if part.product]
    return draw_bundle([facts_of(product, brand) for product in parts]) if parts else ""


def facts_of(product: ProductPage, brand: str) -> Facts:
    return Facts(
        image_type=product.image_type,
        sku=product.sku,
        title=product.title,
        brand=brand,
        name=product.title.partition(VARIANT_SEPARATOR)[0],
        detail=product.variant or str(product.net_quantity or ""),
        is_pro=product.tier == ProductPage.Tier.PRO,
    )


def store_drawing(page: Page, svg: str, *, user: AnyUser | None = None) -> ShopImage:
    """Store the page's packshot as an image of this user. The page need not be saved."""
    drawn_from = _hash_of(svg)
    return ShopImage.objects.create(
        file=ContentFile(render(svg), name=_file_name(page, drawn_from)),
        title=f"{page.title} (drawn)",
        description=f"Drawing of {page.title}",
        drawn_from=drawn_from,
        uploaded_by_user=user,
        focal_point_x=PICTURE_SIZE // 2,
        focal_point_y=PICTURE_SIZE // 2,
        focal_point_width=PICTURE_SIZE * 4 // 5,
        focal_point_height=PICTURE_SIZE * 4 // 5,
    )


def _hash_of(svg: str) -> str:
    return hashlib.sha256(svg.encode()).hexdigest()


def _file_name(page: Page, drawn_from: str) -> str:
    """Return the media path: of the product code, and of the drawing's hash if that is taken."""
    if isinstance(page, ProductPage):
        folder = page.category.slug if page.category else "uncategorised"
        code = page.product_code or page.sku
    else:
        folder, code = "bundles", page.sku
    name = f"catalog/{folder}/{code}.png"
    storage = ShopImage._meta.get_field("file").storage
    return f"catalog/{folder}/{code}-{drawn_from[:8]}.png" if storage.exists(name) else name


@transaction.atomic
def put_on_page(page: Page, old: ShopImage | None, image: ShopImage, *, is_ready: bool) -> bool:
    """Show the image on the page and its pending revisions, if they still show the old one.

    With the same image twice, only its status changes. Return False if the page shows another.
    """
    rows = type(page)._default_manager.filter(pk=page.pk, image=old)
    if not rows.update(image=image, image_ready=is_ready):
        return False
    pending = Q(pk__in=(page.live_revision_id, page.latest_revision_id)) | Q(
        approved_go_live_at__isnull=False
    )
    old_pk = old.pk if old else None
    for revision in Revision.page_revisions.filter(pending, object_id=str(page.pk)):
        if revision.content.get("image") == old_pk:
            revision.content |= {"image": image.pk, "image_ready": is_ready}
            revision.save(update_fields=["content"])
    page.image, page.image_ready = image, is_ready
    refresh_offers([page.pk])
    ReferenceIndex.create_or_update_for_object(page)
    return True
