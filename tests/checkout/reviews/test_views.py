"""Views of a customer's reviews: for buyers only, by POST, with a CSRF token."""

import pytest
from django.test import Client

from catalog.models import Review, ReviewState
from catalog.offers import offers_for
from checkout.models import Order
from checkout.payments.settle import settle
from tests.builders import a_customer, a_product, a_review, a_visitor
from tests.checkout.builders import an_open_order, session_at_stripe

pytestmark = pytest.mark.django_db

GOOD = {"stars": "4", "text": "It shines for weeks."}


@pytest.fixture
def wax(stripe_server, shopper):
    """Product that the shopper has bought."""
    page = a_product(1299, title="Wax")
    order = an_open_order(page, user=shopper)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    return page


@pytest.fixture
def buyer(shopper):
    return a_visitor(shopper)


def address_of(page, action: str = "") -> str:
    return f"/users/reviews/{page.sku}/{action}"


def test_a_new_review_waits_for_moderation(wax, buyer, shopper):
    assert 'value="4"' in buyer.get(address_of(wax)).text
    response = buyer.post(address_of(wax), GOOD, follow=True)
    assert response.redirect_chain == [("/users/reviews/", 302)]
    assert "once we have checked it" in response.text
    assert "Waiting for moderation" in response.text
    review = Review.objects.get()
    assert (review.author, review.sku_id, review.stars) == (shopper, wax.sku, 4)
    assert (review.text, review.state) == ("It shines for weeks.", ReviewState.WAITING)
    assert "It shines" not in a_visitor().get(wax.url).text


def test_a_changed_review_waits_for_moderation_again(wax, buyer, shopper):
    a_review(wax, author=shopper, stars=5, text="At first sight good.")
    page = buyer.get(address_of(wax))
    assert "At first sight good." in page.text
    assert "Change your review" in page.text
    buyer.post(address_of(wax), GOOD)
    review = Review.objects.get()
    assert (review.stars, review.state) == (4, ReviewState.WAITING)
    assert offers_for([wax.sku])[wax.sku].rating is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"stars": ""}, "Please choose from 1 to 5 stars."),
        ({"stars": "0"}, "Please choose from 1 to 5 stars."),
        ({"stars": "6"}, "Please choose from 1 to 5 stars."),
        ({"stars": "five"}, "Please choose from 1 to 5 stars."),
        ({"text": " "}, "Please write a sentence or two."),
        ({"text": "x" * 2001}, "The maximum is 2000 characters."),
        ({"text": "x\x00"}, "Null characters are not allowed."),
    ],
)
def test_an_invalid_review_is_refused_with_a_message(wax, buyer, wrong, message):
    response = buyer.post(address_of(wax), GOOD | wrong)
    assert response.status_code == 400
    assert message in response.text
    assert not Review.objects.exists()


def test_a_form_cannot_name_another_author_state_or_sku(wax, buyer, shopper):
    other, cloth = a_customer(), a_product()
    slipped = {
        "author": other.pk,
        "state": "approved",
        "sku": cloth.sku,
        "version": 9,
        "answer": "Ha",
    }
    buyer.post(address_of(wax), GOOD | slipped)
    review = Review.objects.get()
    assert (review.author, review.state, review.sku_id) == (shopper, "waiting", wax.sku)
    assert (review.version, review.answer) == (1, "")


def test_a_customer_who_did_not_buy_the_item_gets_a_403(wax):
    stranger = a_visitor(a_customer())
    for response in (stranger.get(address_of(wax)), stranger.post(address_of(wax), GOOD)):
        assert response.status_code == 403
        assert "Your account has no such purchase" in response.text
        assert "<textarea" not in response.text
    assert not Review.objects.exists()


def test_the_owner_needs_a_purchase_to_review(wax, owner):
    assert a_visitor(owner).post(address_of(wax), GOOD).status_code == 403
    assert not Review.objects.exists()


@pytest.mark.parametrize("address", ["/users/reviews/", "/users/reviews/{sku}/"])
def test_an_anonymous_visitor_is_redirected_to_the_log_in(wax, address):
    address = address.format(sku=wax.sku)
    for response in (a_visitor().get(address), a_visitor().post(address, GOOD)):
        assert response.status_code == 302
        assert response["Location"] == f"/accounts/login/?next={address}"
    assert not Review.objects.exists()


def test_another_user_s_review_cannot_be_seen_or_changed(wax, shopper):
    a_review(wax, author=shopper, text="My own words.", approved=False)
    for visitor in (a_visitor(a_customer()), a_visitor()):
        for address in ("/users/reviews/", address_of(wax)):
            assert "My own words." not in visitor.get(address).text
        visitor.post(address_of(wax), GOOD)
        visitor.post(address_of(wax, "delete/"))
    assert Review.objects.get().text == "My own words."


@pytest.mark.parametrize("sku", ["AUT-XX-999", "nonsense", "a" * 300])
def test_an_unknown_sku_is_not_found(buyer, sku):
    assert buyer.get(f"/users/reviews/{sku}/").status_code == 404
    assert buyer.post(f"/users/reviews/{sku}/delete/").status_code == 404


def test_a_draft_product_is_not_found(buyer):
    assert buyer.get(address_of(a_product(live=False))).status_code == 404


def test_deleting_a_review_requires_a_post_of_its_author(wax, buyer, shopper):
    a_review(wax, author=shopper)
    assert buyer.get(address_of(wax, "delete/")).status_code == 405
    assert Review.objects.count() == 1
    response = buyer.post(address_of(wax, "delete/"), follow=True)
    assert "Your review is deleted." in response.text
    assert not Review.objects.exists()


def test_a_post_without_the_token_changes_nothing(wax, shopper):
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(shopper)
    assert forged.post(address_of(wax), GOOD).status_code == 403
    assert forged.post(address_of(wax, "delete/")).status_code == 403
    assert not Review.objects.exists()


def test_a_rejected_review_shows_the_reason_to_its_author(wax, buyer, shopper):
    review = a_review(wax, author=shopper)
    Review.objects.filter(pk=review.pk).update(
        state=ReviewState.REJECTED, rejection_reason="It names a neighbour."
    )
    assert "Not shown: It names a neighbour." in buyer.get("/users/reviews/").text
    assert "It names a neighbour." not in a_visitor().get(wax.url).text


def test_the_reviews_page_is_not_cached(buyer, wax):
    for address in ("/users/reviews/", address_of(wax)):
        assert "no-store" in buyer.get(address)["Cache-Control"]


def test_the_order_page_links_to_reviews(wax, buyer):
    session = Order.objects.get().stripe_session_id
    page = buyer.get(f"/checkout/success/?session_id={session}")
    assert f'href="{address_of(wax)}"' in page.text
