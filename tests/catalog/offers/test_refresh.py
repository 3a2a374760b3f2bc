"""The read table: its offers equal those of the page objects, after any change."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, Site

from catalog.images.files import make_files
from catalog.models import (
    BundleIndexPage,
    BundlePage,
    ListedOffer,
    ProductIndexPage,
    ProductPage,
    ShopImage,
    ShopRules,
    Tag,
)
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of, offers_by_page
from catalog.offers.check import check_offers, differences
from catalog.reviews import reject_reviews, withdraw_review
from tests.builders import (
    a_bundle,
    a_category,
    a_picture,
    a_product,
    a_review,
    a_type,
    a_user,
    an_upload,
    change,
)

pytestmark = pytest.mark.django_db


def check_all_offers() -> None:
    """Compare all offers of the read table with those of page objects."""
    rules = current_rules()
    truth = {}
    for model in (ProductPage, BundlePage):
        for page in model.objects.live().with_offer_facts():
            if page.is_on_sale:
                truth[page.pk] = offer_of(page, rules)
    assert offers_by_page(Page.objects.values_list("pk", flat=True)) == truth
    assert list(differences()) == []


@pytest.fixture
def shop(made_shop):
    """Products of two families, a kit, a bundle, pictures and reviews; read for each test."""
    return [model.objects.get(pk=key) for model, key in made_shop]


@pytest.fixture(scope="module")
def made_shop(module_db):
    tag = Tag.objects.create(name="new", slug="new")
    image = a_picture()
    wax = a_product(
        1299, title="Wax – 250 ml", family="wax", net_amount=250, net_measure="ml", image=image
    )
    large = a_product(1999, title="Wax – 500 ml", family="wax", featured=True, tags=[tag])
    mitt = a_product(749, title="Mitt", signal_word="warning", hazard_statements="H319 Irritates.")
    kit = a_product(3999, title="Kit", is_kit=True)
    bundle = a_bundle(
        wax, (mitt, 2), a_product(title="Pad"), title="First Wash", image=a_picture("The set")
    )
    dear = a_bundle(large, mitt, a_product(title="Foam"), discount=25, bundle_type="special")
    a_review(wax, stars=4), a_review(bundle)
    return [(type(page), page.pk) for page in (wax, large, mitt, kit, bundle, dear)]


def test_offers_of_the_table_equal_those_of_pages(shop):
    check_all_offers()


def unpublish(page):
    page.unpublish()


def publish_again(page):
    page.unpublish()
    page.save_revision().publish()


def publish_another_price(page):
    if not page.is_bundle:
        page.price_pence = 555
    page.title += ", improved"
    page.save_revision().publish()


def delete(page):
    page.delete()


def take_the_price(page):
    if not page.is_bundle:
        change(page, price_pence=None)


def leave_the_family(page):
    if not page.is_bundle:
        change(page, family="", featured=False)


def feature(page):
    change(page, featured=True)


def stop_featuring(page):
    change(page, featured=False)


def review(page):
    a_review(page, stars=2)


def reject_the_reviews(page):
    reviews = page.claim.reviews.all() if hasattr(page.claim, "reviews") else []
    reject_reviews([(review.pk, review.version) for review in reviews], reason="No.", by=a_user())


def withdraw_a_review(page):
    author = a_user()
    a_review(page, author=author)
    withdraw_review(sku=page.sku, author=author)


def show_another_picture(page):
    change(page, image=a_picture("Another"))


def show_an_unmade_picture(page):
    change(page, image=an_upload())


def delete_the_picture(page):
    if page.image:
        ShopImage.objects.get(pk=page.image_id).delete()


def describe_the_picture(page):
    if page.image:
        image = ShopImage.objects.get(pk=page.image_id)
        image.description = "A tin, open"
        image.save()


def make_the_files_again(page):
    if page.image:
        image = ShopImage.objects.get(pk=page.image_id)
        image.renditions.all().delete()
        make_files(image)


def lose_a_rendition(page):
    if page.image and (rendition := page.image.renditions.first()):
        rendition.delete()


def price_per_hundred(page):
    category = a_category()
    category.prices_per_hundred = not category.prices_per_hundred
    category.save()


def make_the_type_a_kit(page):
    a_type("Spray").save()
    kit = a_type("Kit")
    kit.is_bundle_type = not kit.is_bundle_type
    kit.save()


def change_the_rules(page):
    rules = ShopRules.load()
    rules.bundle_saving_percent += 7
    rules.delivery_pence += 1
    rules.save()


def rename_the_tag(page):
    if tag := Tag.objects.filter(slug="new").first():
        tag.slug = "old"
        tag.save()


def delete_the_tag(page):
    Tag.objects.filter(slug="new").delete()


def move_the_lists(page):
    for index in (ProductIndexPage.objects.get(), BundleIndexPage.objects.get()):
        index.slug += "-2"
        index.save_revision().publish()


def rename_the_page(page):
    change(page, slug=f"{page.slug}-renamed")


CHANGES = (
    unpublish, publish_again, publish_another_price, delete, take_the_price, leave_the_family,
    feature, stop_featuring, review, reject_the_reviews, withdraw_a_review, show_another_picture,
    show_an_unmade_picture, delete_the_picture, describe_the_picture, make_the_files_again,
    lose_a_rendition, price_per_hundred, make_the_type_a_kit, change_the_rules, rename_the_tag,
    delete_the_tag, move_the_lists, rename_the_page,
)  # fmt: skip


@pytest.mark.parametrize("harm", CHANGES)
def test_a_change_is_in_the_table(shop, harm):
    for page in (shop[0], shop[1], shop[4]):
        if type(page).objects.filter(pk=page.pk).exists():
            harm(type(page).objects.get(pk=page.pk))
    check_all_offers()


@pytest.mark.slow
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 5)), max_size=8))
def test_any_changes_are_in_the_table(shop, steps):
    with transaction.atomic():
        for harm, number in steps:
            page = type(shop[number]).objects.filter(pk=shop[number].pk).first()
            if page:
                # A bundle that lost its parts cannot be published again.
                with suppress(ValidationError), transaction.atomic():
                    harm(page)
            check_all_offers()
        transaction.set_rollback(True)


def test_a_rolled_back_change_is_not_in_the_table(shop):
    with transaction.atomic():
        change(shop[0], price_pence=1)
        transaction.set_rollback(True)
    check_all_offers()
    assert ListedOffer.objects.get(sku=shop[0].sku).price_pence == 1299


def test_a_draft_has_no_row(shop):
    page = a_product(live=False)
    page.title = "Another title"
    page.save_revision()
    assert not ListedOffer.objects.filter(pk=page.pk).exists()


def test_a_draft_of_a_live_page_changes_nothing(shop):
    page = ProductPage.objects.get(pk=shop[0].pk)
    page.price_pence = 1
    page.save_revision()
    assert ListedOffer.objects.get(pk=page.pk).price_pence == 1299


def test_another_root_page_changes_the_urls(shop):
    site = Site.objects.get()
    site.root_page = Page.objects.get(depth=1)
    site.save()
    assert ListedOffer.objects.get(pk=shop[0].pk).url.count("/") == 4
    check_all_offers()


def test_a_moved_page_has_its_new_url(shop):
    other = Page.objects.get(depth=2).add_child(instance=Page(title="Elsewhere"))
    ProductIndexPage.objects.get().move(other, pos="last-child")
    assert ListedOffer.objects.get(pk=shop[0].pk).url.startswith("/elsewhere/products/")
    check_all_offers()


def test_a_missed_change_is_found_and_mended(shop, caplog):
    wax = shop[0]
    ProductPage.objects.filter(pk=wax.pk).update(price_pence=1)
    [own, bundle] = differences()
    assert str(own) == f"{wax.sku}: list_pence, price_pence"
    assert bundle.sku == shop[4].sku
    check_offers()
    assert list(differences()) == []
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "2 offers were not as their pages say, and are mended" in caplog.text


def test_without_differences_nothing_is_logged(shop, caplog):
    check_offers()
    assert caplog.records == []


def test_the_command_names_the_differences_and_fails(shop, capsys):
    ListedOffer.objects.filter(sku=shop[3].sku).delete()
    with pytest.raises(CommandError, match=r"1 offers differ. --mend mends them.") as failure:
        call_command("check_offers")
    assert failure.value.returncode == 1
    assert capsys.readouterr().out.startswith(f"{shop[3].sku}: page_id, sku_id, kind")
    with pytest.raises(CommandError, match="They are mended"):
        call_command("check_offers", mend=True)
    call_command("check_offers")
    assert capsys.readouterr().out.endswith("All offers are as their pages say.\n")


def test_an_empty_table_is_filled_after_a_migration(shop):
    ListedOffer.objects.all().delete()
    call_command("migrate", verbosity=0)
    check_all_offers()
