"""Builders of test objects, each with defaults for all arguments."""

from io import BytesIO
from itertools import count
from unittest.mock import patch
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from wagtail.models import Page, Revision
from wagtail.search.index import insert_or_update_object
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from catalog.deferred_index import DeferredIndex, deferring_index
from catalog.images.files import make_files
from catalog.models import (
    BundleIndexPage,
    BundlePage,
    Category,
    ProductBundle,
    ProductIndexPage,
    ProductPage,
    ProductType,
    Review,
    ShopImage,
    StockMove,
)
from catalog.models.shop_rules import current_rules
from catalog.models.stock import add_stock
from catalog.offers.rows import row_of
from catalog.reviews import approve_reviews, write_review
from checkout.cart.lines import add_to_cart
from checkout.models import Cart
from checkout.orders.contact import Contact

GUEST = AnonymousUser()
CONTACT = Contact(
    email="guest@example.com",
    name="Sam Guest",
    line1="1 High Street",
    line2="",
    city="Leeds",
    postcode="LS1 4AP",
    phone="",
)
# Fields of a product whose offer is more than the page itself, or is not as a test writes it.
READ_AGAIN = {"family", "tags", "net_amount", "net_measure", "image", "body", "questions"}
# Tests that give a SKU of their own take one of three digits.
_numbers = count(1000)


def a_category(slug: str = "cleaning-care", name: str = "") -> Category:
    name = name or slug.replace("-", " ").capitalize()
    return Category.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def a_type(name: str = "Spray", *, is_bundle_type: bool = False) -> ProductType:
    slug = name.lower().replace(" ", "-")
    defaults = {"slug": slug, "is_bundle_type": is_bundle_type}
    return ProductType.objects.get_or_create(name=name, defaults=defaults)[0]


def a_product(
    pence: int | None = 1299, *, stock: int = 50, is_kit: bool = False, live: bool = True, **fields
) -> ProductPage:
    """A published product at this list price, with this stock."""
    number = next(_numbers)
    fields = {
        "title": f"Glass Cleaner {number}",
        "sku": f"AUT-CC-{number:03d}",
        "category": a_category(),
        "product_type": a_type("Kit", is_bundle_type=True) if is_kit else a_type(),
        "description": "Cleans glass, and leaves no streaks.",
        "image_type": "C1",
    } | fields
    page = ProductPage(price_pence=pence, live=live, **fields)
    if READ_AGAIN.isdisjoint(fields):
        no_refresh = patch("catalog.pages.sku_page.refresh_offers")
        with no_refresh, disable_reference_index_auto_update():
            _add_page(ProductIndexPage.objects.get(), page)
        _add_offer(page)
    else:
        _add_page(ProductIndexPage.objects.get(), page)
    if stock:
        add_stock(page.sku, stock, reason=StockMove.Reason.OPENING)
    return page


def a_bundle(*parts, discount: int | None = None, live: bool = True, **fields) -> BundlePage:
    """A published bundle of products, or (product, quantity); none: 10.00 + 12.50 + 7.49."""
    parts = parts or tuple(a_product(pence) for pence in (1000, 1250, 749))
    number = next(_numbers)
    fields = {
        "title": f"Starter Set {number}",
        "sku": f"BND-STD-{number:03d}",
        "description": "What a first wash calls for.",
    } | fields
    page = BundlePage(discount_percentage=discount, live=live, **fields)
    page.parts = [
        ProductBundle(product=product, quantity=quantity, sort_order=order)
        for order, (product, quantity) in enumerate(
            part if isinstance(part, tuple) else (part, 1) for part in parts
        )
    ]
    _add_page(BundleIndexPage.objects.get(), page)
    return page


def change(page: Page, **values) -> None:
    """Save other values on a published page, also values that editors cannot enter."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save(clean=False)


def _add_offer(product: ProductPage) -> None:
    """Add the row of the read table, as `refresh_offers` would if it read the new page again.

    A new product is in no bundle and has no reviews, and it refers to a category and a type alone,
    which Wagtail's reference index need not know. Both together are half of the time of
    `a_product`, which is a third of the time of all tests.
    """
    if product.is_on_sale:
        product.is_new = False
        row_of(product, current_rules()).save(force_insert=True)
        del product.is_new


def _add_page(parent: Page, page: Page) -> None:
    """Add the page with its first revision.

    `save_revision` would check, save and index the page a second time, which is half of the time of
    most tests. SKU and parts are saved after the page, and indexed with it. The fields of a live
    page are checked as little as those of a draft: the arguments are the test's own.
    """
    page.locale_id = parent.locale_id
    page.full_clean = page.minimal_clean
    with deferring_index(DeferredIndex()):
        parent.add_child(instance=page)
    del page.full_clean
    insert_or_update_object(page)
    page.latest_revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.latest_revision_created_at = page.latest_revision.created_at
    page.draft_title = page.title
    page.has_unpublished_changes = True
    Page.objects.filter(pk=page.pk).update(
        latest_revision=page.latest_revision,
        latest_revision_created_at=page.latest_revision_created_at,
        draft_title=page.draft_title,
        has_unpublished_changes=True,
    )


def a_user(email: str = "", password: str | None = "correct horse", **fields) -> User:
    return User.objects.create_user(email or f"u{next(_numbers)}@example.com", password, **fields)


def a_member(group: str, **fields) -> User:
    """A user in one of the admin's groups."""
    user = a_user(**fields)
    user.groups.add(Group.objects.get(name=group))
    return user


def a_customer(email: str = "", *, is_verified: bool = True) -> User:
    user = a_user(email)
    EmailAddress.objects.create(user=user, email=user.email, verified=is_verified, primary=True)
    return user


def a_review(
    page, *, author: User | None = None, stars: int = 5, text: str = "Just right.", approved=True
) -> Review:
    """A review of this page, approved by default."""
    review = write_review(sku=page.sku, author=author or a_user(), stars=stars, text=text)
    if approved:
        approve_reviews([(review.pk, review.version)], by=None)
    review.refresh_from_db()
    return review


def a_cart(*lines, user=None) -> Cart:
    """A cart of these pages; a line is a page, or (page, quantity)."""
    cart = Cart.objects.create(user=user)
    for line in lines:
        page, quantity = line if isinstance(line, tuple) else (line, 1)
        add_to_cart(cart=cart, sku=page.sku, quantity=quantity)
    return cart


def a_visitor(user: User | None = None) -> Client:
    """A browser at the shop's own address, logged in or not."""
    address = urlsplit(settings.SITE_URL)
    visitor = Client(SERVER_NAME=address.hostname, SERVER_PORT=str(address.port or 80))
    if user:
        visitor.force_login(user)
    return visitor


def an_upload(title: str = "A bottle", *, width: int = 40, height: int = 30) -> ShopImage:
    """An uploaded image, before the worker makes the files in which pages show it."""
    file = BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    upload = ContentFile(file.getvalue(), name=f"picture-{next(_numbers)}.png")
    return ShopImage.objects.create(title=title, file=upload)


def a_picture(title: str = "A bottle", *, width: int = 40, height: int = 30) -> ShopImage:
    """An uploaded image, with the files in which pages show it."""
    image = an_upload(title, width=width, height=height)
    make_files(image)
    return image
