"""After any change, every page from the cache equals the page that is rendered."""

import os
import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Revision

from autovise.publish_scheduled import publish_scheduled
from catalog.models import (
    BundlePage,
    Category,
    ProductPage,
    ProductType,
    Review,
    ShopImage,
    ShopRules,
    Stock,
)
from catalog.models.stock import OutOfStock, StockMove, add_stock, hold_stock
from catalog.reviews import approve_reviews, reject_reviews
from home.models import ContentPage, HomePage
from sitewide.trader import Trader
from tests.autovise.page_cache.public_shop import (
    CACHED,
    a_small_shop,
    public_urls,
    read,
    read_uncached,
    shown,
)
from tests.builders import a_picture, a_review

PAGES_OF_WORDS = 2
STEPS = int(os.environ.get("STEPS", "25"))  # `make soak`: 500


class Walk:
    """Random changes of a small shop, as editors, customers and the clock make them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        a_small_shop()
        for page in ContentPage.objects.live().order_by("path")[PAGES_OF_WORDS:]:
            page.unpublish()
        # Pages that are public at one time and gone at another are read at both.
        self.urls = public_urls()
        self.changes: list[Callable[[], object]] = [
            self.publish, self.publish_later, self.unpublish, self.save_draft, self.publish_bundle,
            self.change_price, self.add_goods, self.hold_goods, self.release_goods,
            self.write_review, self.decide_review, self.change_picture, self.lose_picture,
            self.rename_category, self.rename_type, self.change_rules, self.rename_trader,
            self.change_home, self.restrict, self.rename_author,
        ]  # fmt: skip

    def step(self) -> str:
        change = self.random.choice(self.changes)
        change()
        return change.__name__

    def product(self) -> ProductPage:
        return self.random.choice(list(ProductPage.objects.order_by("pk")))

    def word(self) -> str:
        return self.random.choice(("Amber", "Basalt", "Cedar", "Delta", "Ember")) + str(
            self.random.randrange(1000)
        )

    def publish(self) -> None:
        page = self.product()
        page.title = self.word()
        page.go_live_at = None
        page.save_revision().publish()

    def publish_later(self) -> None:
        page = self.product()
        page.title = self.word()
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
        past = timezone.now() - timedelta(minutes=1)
        for revision in Revision.objects.filter(
            object_id=page.pk, approved_go_live_at__isnull=False
        ):
            revision.content |= {"go_live_at": past.isoformat()}
            revision.approved_go_live_at = past
            revision.save()
        publish_scheduled()

    def unpublish(self) -> None:
        self.product().unpublish()

    def save_draft(self) -> None:
        page = self.product()
        page.title = self.word()
        page.save_revision()

    def publish_bundle(self) -> None:
        page = BundlePage.objects.get()
        page.discount_percentage = self.random.choice((None, 0, 25))
        page.save_revision().publish()

    def change_price(self) -> None:
        page = self.product()
        page.price_pence = self.random.randrange(100, 9000)
        page.save_revision().publish()

    def add_goods(self) -> None:
        pieces = self.random.choice((1, 2, 5, 40))
        add_stock(self.product().sku, pieces, reason=StockMove.Reason.DELIVERY)

    def hold_goods(self) -> None:
        try:
            hold_stock({self.product().sku: self.random.choice((1, 3, 7))})
        except OutOfStock:
            self.add_goods()

    def release_goods(self) -> None:
        Stock.objects.filter(pk=self.product().sku, held__gt=0).update(held=F("held") - 1)

    def write_review(self) -> None:
        stars = self.random.randint(1, 5)
        a_review(self.product(), stars=stars, text=self.word(), approved=False)

    def decide_review(self) -> None:
        review = Review.objects.order_by("?").first()
        seen = [(review.pk, review.version)]
        if self.random.random() < 0.7:
            approve_reviews(seen, by=None)
        else:
            reject_reviews(seen, reason="Not about this.", by=None)

    def rename_author(self) -> None:
        author = Review.objects.exclude(author=None).order_by("?").first().author
        author.first_name = self.word()
        author.save()

    def change_picture(self) -> None:
        page = self.product()
        page.image = self.random.choice((None, a_picture(self.word())))
        page.save_revision().publish()

    def lose_picture(self) -> None:
        ShopImage.objects.filter(pk=self.product().image_id).update(served={})

    def rename_category(self) -> None:
        Category.objects.update(name=self.word())

    def rename_type(self) -> None:
        ProductType.objects.update(name=self.word())

    def change_rules(self) -> None:
        rules = ShopRules.load()
        rules.delivery_pence = self.random.randrange(100, 900)
        rules.bundle_saving_percent = self.random.randrange(5, 30)
        rules.save()

    def rename_trader(self) -> None:
        trader = Trader.load()
        trader.name = self.word()
        trader.save()

    def change_home(self) -> None:
        home = HomePage.objects.get()
        home.heading = self.word()
        home.save_revision().publish()

    def restrict(self) -> None:
        page = Page.objects.get(pk=self.product().pk)
        found, is_new = PageViewRestriction.objects.get_or_create(
            page=page, restriction_type="login"
        )
        if not is_new:
            found.delete()


def check_every_page(walk: Walk, change: str) -> None:
    for url in walk.urls:
        with CACHED:
            from_cache = shown(read(url))
        assert from_cache == shown(read_uncached(url)), f"{url} after {change}"


@pytest.mark.parametrize("steps", [6, pytest.param(STEPS, marks=pytest.mark.slow)])
def test_no_page_is_older_than_the_last_change(steps):
    walk = Walk(seed=steps)
    for number in range(steps):
        change = walk.step()
        check_every_page(walk, f"{change}, step {number}")
