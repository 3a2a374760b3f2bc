"""Warnings before publishing: each rule, in the form and for moderators."""

import html
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from catalog.desk.pages.publish_warnings import DraftSummary, summarise_draft, warnings_about
from catalog.models import BundlePage, ProductPage, ProductPicture, ShopImage
from tests.builders import a_bundle, a_picture, a_product, a_type, a_user, a_visitor

SUMMER = datetime(2040, 6, 1, 11, 30, tzinfo=UTC)  # half past twelve in London
GOOD = DraftSummary(
    has_image=True,
    alternative_text="A bottle of glass cleaner",
    is_image_ready=True,
    has_description=True,
    price_pence=1299,
    live_price_pence=1299,
    is_live=True,
)


def test_a_valid_draft_has_no_warnings():
    assert warnings_about(GOOD) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"has_image": False}, "no picture"),
        ({"alternative_text": ""}, "The picture has no alternative text"),
        ({"alternative_text": "IMG_1234"}, "file name as alternative text (“IMG_1234”)"),
        ({"gallery_texts": ("The lid", "")}, "Further picture 2 has no alternative text"),
        ({"gallery_texts": ("lid.jpg", "The lid")}, "Further picture 1 has a file name"),
        ({"is_image_ready": False}, "not marked as ready"),
        ({"has_description": False}, "no description"),
        ({"lacks_net_quantity": True}, "no net quantity"),
        ({"lacks_hazard_statements": True}, "a signal word but no hazard statement"),
        ({"price_pence": 0}, "£0 or missing"),
        ({"price_pence": None}, "£0 or missing"),
        ({"price_pence": 1949}, "£12.99 → £19.49"),
        ({"price_pence": 649}, "£12.99 → £6.49"),
        ({"parts_pence": 1298}, "but its parts bought separately cost £12.98"),
        ({"is_live": False, "live_price_pence": None, "free_pieces": 3}, "3 are in stock"),
        (
            {"expires_at": SUMMER, "affected_bundles": ("First Wash", "Glass Care")},
            "expires on 1 June 2040, 12:30. These bundles can then not be sold either: "
            "“First Wash”, “Glass Care”.",
        ),
        ({"replaces_change_of": SUMMER}, "Another version goes live on 1 June 2040, 12:30:"),
    ],
)
def test_each_rule_gives_its_warning(fields, words):
    [text] = warnings_about(replace(GOOD, **fields))
    assert words in text


def test_a_product_that_expires_without_bundles_gives_no_warning():
    assert warnings_about(replace(GOOD, expires_at=SUMMER)) == []
    assert warnings_about(replace(GOOD, affected_bundles=("First Wash",))) == []


@pytest.mark.parametrize("pence", [1948, 650])
def test_a_price_change_of_half_gives_no_warning(pence):
    assert warnings_about(replace(GOOD, price_pence=pence)) == []


@pytest.mark.django_db
def test_an_older_bundle_with_kits_can_cost_more_than_its_parts():
    bundle = a_bundle(*[a_product(1000) for _ in range(3)], discount=0)
    ProductPage.objects.update(product_type=a_type("Kit", is_bundle_type=True))
    draft = summarise_draft(BundlePage.objects.get(pk=bundle.pk))
    assert (draft.price_pence, draft.parts_pence) == (3000, 2700)


@pytest.mark.django_db
def test_the_draft_s_price_is_compared_with_the_live_one():
    wax = a_product(1000, image=a_picture())
    wax.price_pence = 2000
    draft = summarise_draft(wax)
    assert (draft.price_pence, draft.live_price_pence) == (2000, 1000)
    assert (draft.has_image, draft.alternative_text) == (True, "")


@pytest.mark.django_db
def test_a_further_picture_has_its_own_text_or_that_of_its_image():
    lid, tin, back = a_picture("lid"), a_picture("tin"), a_picture("back")
    ShopImage.objects.filter(pk=tin.pk).update(description="A tin")
    wax = a_product()
    wax.more_pictures = [
        ProductPicture(image=lid, alt_text="The open lid"),
        ProductPicture(image=tin),
        ProductPicture(image=back),
    ]
    assert summarise_draft(wax).gallery_texts == ("The open lid", "A tin", "")


@pytest.mark.django_db
def test_moderators_see_the_warnings_when_they_approve(owner):
    moderator = a_user()
    moderator.groups.add(Group.objects.get(name="Moderators"))
    wax = a_product(1000)
    wax.price_pence = 2000
    wax.save_revision()
    wax.get_workflow().start(wax, owner)
    page = a_visitor(moderator).get(reverse("wagtailadmin_pages:edit", args=[wax.pk]))
    text = html.unescape(page.content.decode())
    assert "£10.00 → £20.00. Is this intended?" in text
    assert "Approve" in text


@pytest.mark.django_db
def test_the_warning_of_an_expiring_part_names_the_affected_bundles(owner):
    parts = [a_product() for _ in range(3)]
    a_bundle(*parts, title="First Wash")
    parts[0].expire_at = SUMMER
    parts[0].save_revision()
    page = a_visitor(owner).get(reverse("wagtailadmin_pages:edit", args=[parts[0].pk]))
    text = html.unescape(page.content.decode())
    assert "It expires on 1 June 2040, 12:30" in text
    assert "“First Wash”" in text


@pytest.mark.django_db
def test_a_signal_word_alone_lacks_its_hazard_statements():
    product = a_product(signal_word="warning")
    assert summarise_draft(product).lacks_hazard_statements
    product.hazard_statements = "H319 Causes serious eye irritation."
    assert not summarise_draft(product).lacks_hazard_statements
    assert not summarise_draft(a_product()).lacks_hazard_statements
