"""Each change of what public pages show raises the generation, and nothing else does."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.search.index import insert_or_update_object

from autovise.page_cache.watched_tables import UNSHOWN, WATCHED
from catalog.models import Category, ProductBundle, ProductPage, ShopRules, Stock, SynonymGroup
from catalog.models.stock import StockMove, add_stock, hold_stock, mark_stock_yielding
from catalog.reviews import approve_reviews
from home.models import ContentPage, HomePage
from sitewide.generation import read_generation
from sitewide.trader import Trader
from tests.builders import (
    a_bundle,
    a_cart,
    a_picture,
    a_product,
    a_review,
    a_user,
)


def raises(change) -> bool:
    before = read_generation()
    change()
    after = read_generation()
    assert after >= before
    return after > before


def test_every_table_is_watched_or_named_as_not_shown():
    watched = {table.name for table in WATCHED}
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models}
    assert watched & UNSHOWN == set()
    assert tables <= watched | UNSHOWN
    # A model of SQLite only.
    assert (watched | UNSHOWN) - tables <= {"wagtailsearch_indexentry_fts"}


def test_every_watched_table_has_its_triggers():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        with_triggers = {name for (name,) in cursor.fetchall()}
    assert {table.name for table in WATCHED} - with_triggers == set()


def _schedule(page) -> None:
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()


SHOWN = {
    "a price": lambda page: ProductPage.objects.filter(pk=page.pk).update(price_pence=1),
    "a publication": lambda page: page.save_revision().publish(),
    "the end of a publication": lambda page: page.unpublish(),
    "a deletion": lambda page: Page.objects.get(pk=page.pk).delete(),
    "a new product": lambda page: a_product(),
    "a new bundle": lambda page: a_bundle(page, a_product(), a_product()),
    "the home page": lambda page: HomePage.objects.update(heading="Another"),
    "a category": lambda page: Category.objects.update(name="Another"),
    "a new category": lambda page: Category.objects.create(name="New", slug="new"),
    "the money rules": lambda page: ShopRules(pk=1, delivery_pence=5).save(),
    "the trader": lambda page: Trader(pk=1, name="Another").save(),
    "a picture": lambda page: a_picture(),
    "a synonym": lambda page: SynonymGroup.objects.create(words="wax, polish"),
    "a site": lambda page: Site.objects.update(site_name="Another"),
    "a restriction": lambda page: PageViewRestriction.objects.create(page=page),
    "a redirect": lambda page: Redirect.objects.create(old_path="/old", redirect_page=page),
    "a promotion": lambda page: SearchPromotion.objects.create(
        query=Query.get("wax"), page=page, description=""
    ),
    "an approved review": lambda page: a_review(page),
    "the quantity of a part": lambda page: ProductBundle.objects.create(
        bundle=a_bundle(), product=page, quantity=2
    ),
}


@pytest.mark.parametrize("change", SHOWN.values(), ids=SHOWN)
def test_a_change_of_what_pages_show_raises_the_generation(change):
    page = a_product(stock=3)
    assert raises(lambda: change(page))


def _save_draft(page) -> None:
    page.title = "Another title"
    page.save_revision()


UNSEEN = {
    "nothing": lambda page: None,
    "a draft": _save_draft,
    "a page saved as it was": lambda page: ProductPage.objects.get(pk=page.pk).save(),
    "an index written as it was": insert_or_update_object,
    "a review that waits": lambda page: a_review(page, approved=False),
    "a cart": lambda page: a_cart(page),
    "a log-in": lambda page: a_user(last_login=timezone.now()),
    "a warning level": lambda page: Stock.objects.update(low_at=9),
}


@pytest.mark.parametrize("change", UNSEEN.values(), ids=UNSEEN)
def test_a_change_that_no_page_shows_raises_nothing(change):
    page = a_product(stock=50)
    assert not raises(lambda: change(page))


def test_a_review_raises_the_generation_when_it_is_approved_and_when_its_author_is_renamed():
    review = a_review(a_product(), approved=False)
    assert raises(lambda: approve_reviews([(review.pk, review.version)], by=None))
    author = review.author
    author.first_name = "Sam"
    assert raises(author.save)
    author.last_name = "Guest"
    assert not raises(author.save)


@pytest.mark.parametrize(
    ("pieces", "held", "is_shown"),
    [
        (12, 1, False),
        (11, 1, False),
        (10, 1, True),
        (6, 1, True),
        (1, 1, True),
        (50, 40, False),
        (50, 41, True),
    ],
)
def test_stock_of_a_product_counts_up_to_ten_pieces(pieces, held, is_shown):
    page = a_product(stock=pieces)
    assert raises(lambda: hold_stock({page.sku: held})) == is_shown
    assert raises(lambda: mark_stock_yielding({page.sku: held})) == is_shown


@pytest.mark.parametrize(
    ("pieces", "held", "is_shown"), [(61, 1, False), (60, 1, True), (200, 140, False)]
)
def test_stock_of_a_part_counts_up_to_ten_bundles(pieces, held, is_shown):
    page = a_product(stock=pieces)
    a_bundle((page, 6), a_product(), a_product())
    a_bundle((page, 2), a_product(), a_product())
    assert raises(lambda: hold_stock({page.sku: held})) == is_shown


def test_goods_that_arrive_raise_the_generation_if_a_page_says_so():
    page = a_product(stock=0)
    assert raises(lambda: add_stock(page.sku, 20, reason=StockMove.Reason.DELIVERY))
    assert not raises(lambda: add_stock(page.sku, 20, reason=StockMove.Reason.DELIVERY))
    assert not raises(lambda: Stock.objects.update(on_hand=F("on_hand")))


def test_a_change_that_is_rolled_back_raises_nothing():
    page = a_product()

    def change_and_undo() -> None:
        with transaction.atomic():
            ProductPage.objects.filter(pk=page.pk).update(price_pence=1)
            transaction.set_rollback(True)

    assert not raises(change_and_undo)


def test_a_generation_that_was_rolled_back_does_not_come_again():
    page, seen = a_product(), []
    for _ in range(2):
        with transaction.atomic():
            ProductPage.objects.filter(pk=page.pk).update(price_pence=1)
            seen.append(read_generation())
            transaction.set_rollback(True)
    assert seen[0] != seen[1]


def test_a_content_page_raises_the_generation():
    home = HomePage.objects.get()
    assert raises(lambda: home.add_child(instance=ContentPage(title="News", slug="news")))
