"""Concurrent changes of one offer: the read table shows what was committed last."""

import pytest

from catalog.models import ProductPage, ProductType, ShopRules
from catalog.offers.check import differences
from catalog.reviews import approve_reviews
from tests.builders import a_bundle, a_product, a_review, change
from tests.concurrency.at_once import at_once

pytestmark = pytest.mark.slow

ROUNDS = 8


def test_a_price_the_money_rules_and_a_review_are_changed_at_once(postgres_only):
    kit = a_product(1000, is_kit=True)
    a_bundle(a_product(), (a_product(), 2), a_product())

    def change_the_price():
        page = ProductPage.objects.get(pk=kit.pk)
        change(page, price_pence=page.price_pence + 100)

    def change_the_rules():
        rules = ShopRules.load()
        rules.bundle_saving_percent += 1
        rules.save()

    def save_the_type():
        ProductType.objects.get(pk=kit.product_type_id).save()

    for _ in range(ROUNDS):
        review = a_review(kit, approved=False)
        seen = [(review.pk, review.version)]
        at_once(
            change_the_price,
            change_the_rules,
            save_the_type,
            lambda seen=seen: approve_reviews(seen, by=None),
        )
        assert list(differences()) == []


def test_a_bundle_is_right_after_all_its_parts_change_at_once(postgres_only):
    parts = [a_product(1000) for _ in range(4)]
    a_bundle(*parts)

    def change_a_part(part):
        page = ProductPage.objects.get(pk=part.pk)
        change(page, price_pence=page.price_pence + 1, title=f"{page.title}!")

    for _ in range(ROUNDS):
        at_once(*(lambda part=part: change_a_part(part) for part in parts))
        assert list(differences()) == []
