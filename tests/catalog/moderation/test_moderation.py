"""Moderation of reviews: permissions, and decisions only on the version that was read."""

import json
import re

import pytest
from django.contrib.auth.models import Group

from catalog.models import Review, ReviewState
from catalog.offers import offers_for
from catalog.reviews import write_review
from tests.autovise.admin.roles_table import MODERATORS, OWNER, ROLES, at, client_as
from tests.builders import a_product, a_review, a_user, a_visitor

pytestmark = pytest.mark.django_db

LIST = "/admin/reviews/"
STAFF = "plain staff"
OTHERS = [role for role in (*ROLES, STAFF) if role not in (OWNER, MODERATORS)]


@pytest.fixture
def moderator():
    user = a_user()
    user.groups.add(Group.objects.get(name=MODERATORS))
    return a_visitor(user)


@pytest.fixture
def waiting():
    author = a_user("kim@example.com", first_name="Kim", last_name="Doe")
    return a_review(a_product(), author=author, stars=4, text="It shines.", approved=False)


def visitor(role: str):
    return a_visitor(a_user(is_staff=True)) if role == STAFF else client_as(role)


def page_of(review: Review) -> str:
    return at(f"{LIST}edit/{review.pk}/", "reviews:edit")


def decision(review: Review, decision: str, **changes) -> dict:
    return {"decision": decision, "version": review.version, "answer": "", "reason": ""} | changes


def bulk(action: str, *reviews: Review) -> str:
    ids = "&".join(f"id={review.pk}" for review in reviews)
    return f"/admin/bulk/catalog/review/{action}/?{ids}&next={LIST}"


def seen(*reviews: Review) -> str:
    return json.dumps({str(review.pk): review.version for review in reviews})


def state_of(review: Review) -> str:
    return Review.objects.get(pk=review.pk).state


@pytest.mark.parametrize("role", [OWNER, MODERATORS])
def test_owner_and_moderators_see_list_and_page_and_no_personal_data(waiting, role):
    browser = client_as(role)
    for address in (at(LIST, "reviews:index"), page_of(waiting)):
        text = browser.get(address).text
        assert "It shines." in text
        assert "Kim" in text
        assert "kim@example.com" not in text
        assert "Doe" not in text
        assert '<svg width="40" ' in text  # four of five stars
    assert '/admin/reviews/?state=waiting"' in browser.get("/admin/").text


@pytest.mark.parametrize("role", OTHERS)
def test_other_users_cannot_see_or_decide_anything(waiting, role):
    browser = visitor(role)
    for address in (LIST, f"{LIST}results/", page_of(waiting), bulk("approve", waiting)):
        answer = browser.get(address)
        assert answer.status_code in (200, 302, 403, 404)
        assert "It shines." not in answer.text, address
    browser.post(page_of(waiting), decision(waiting, "approve", answer="Mine"))
    browser.post(bulk("approve", waiting), {"seen": seen(waiting)})
    browser.post(bulk("reject", waiting), {"seen": seen(waiting), "reason": "No"})
    review = Review.objects.get()
    assert (review.state, review.answer, review.moderated_by) == (ReviewState.WAITING, "", None)


@pytest.mark.parametrize("path", ["new/", "delete/{pk}/", "copy/{pk}/", "add/", "history/{pk}/"])
def test_the_admin_cannot_add_delete_or_copy_reviews(waiting, owner, path):
    browser = a_visitor(owner)
    address = LIST + path.format(pk=waiting.pk)
    assert browser.get(address).status_code == 404
    assert browser.post(address).status_code == 404
    assert Review.objects.count() == 1


def test_a_review_is_approved_and_shown(waiting, moderator):
    response = moderator.post(page_of(waiting), decision(waiting, "approve"))
    assert response["Location"] == LIST
    assert state_of(waiting) == ReviewState.APPROVED
    assert offers_for([waiting.sku_id])[waiting.sku_id].rating.tenths == 40


def test_rejecting_a_review_requires_a_reason(waiting, moderator):
    refused = moderator.post(page_of(waiting), decision(waiting, "reject"))
    assert refused.status_code == 200
    assert "Give a reason: the author will see it." in refused.text
    assert state_of(waiting) == ReviewState.WAITING
    moderator.post(page_of(waiting), decision(waiting, "reject", reason="It is an advert."))
    review = Review.objects.get()
    assert (review.state, review.rejection_reason) == (ReviewState.REJECTED, "It is an advert.")


def test_an_answer_is_stored_with_or_without_a_decision(waiting, moderator):
    moderator.post(page_of(waiting), decision(waiting, "answer", answer="Thank you!"))
    assert state_of(waiting) == ReviewState.WAITING
    moderator.post(page_of(waiting), decision(waiting, "approve", answer="Thank you, Kim!"))
    review = Review.objects.get()
    assert (review.state, review.answer) == (ReviewState.APPROVED, "Thank you, Kim!")


def test_the_form_changes_neither_text_nor_stars(waiting, moderator):
    slipped = {"text": "Awful.", "stars": "1", "author": "", "sku": "X"}
    moderator.post(page_of(waiting), decision(waiting, "approve") | slipped)
    review = Review.objects.get()
    assert (review.text, review.stars, review.author.first_name) == ("It shines.", 4, "Kim")


def test_a_review_edited_since_it_was_read_is_shown_again(waiting, moderator):
    write_review(sku=waiting.sku_id, author=waiting.author, stars=1, text="Call 020 7946 0018.")
    fields = decision(waiting, "approve", answer="Thank you!")
    response = moderator.post(page_of(waiting), fields, follow=True)
    assert "edited the review meanwhile" in response.text
    assert "Call 020 7946 0018." in response.text
    review = Review.objects.get()
    assert (review.state, review.answer) == (ReviewState.WAITING, "")


@pytest.mark.parametrize(
    "wrong", [{"decision": "publish"}, {"version": "x"}, {"answer": "x" * 2001}]
)
def test_an_unknown_decision_changes_nothing(waiting, moderator, wrong):
    assert moderator.post(page_of(waiting), decision(waiting, "approve") | wrong).status_code == 200
    assert state_of(waiting) == ReviewState.WAITING


def test_a_get_changes_nothing(waiting, moderator):
    moderator.get(page_of(waiting) + "?decision=approve&version=1")
    moderator.get(bulk("approve", waiting))
    assert state_of(waiting) == ReviewState.WAITING


def test_the_list_is_filtered_by_state_stars_answer_and_text(moderator):
    wax, mat = a_product(title="Wax", sku="AUT-CC-801"), a_product(title="Mat")
    a_review(wax, stars=5, text="Shines a lot.")
    a_review(mat, stars=1, text="It slips.", approved=False)
    Review.objects.filter(stars=5).update(answer="Thank you!")

    def found(query: str) -> tuple[bool, bool]:
        text = moderator.get(f"{LIST}?{query}").text
        return "Shines a lot." in text, "It slips." in text

    assert found("") == (True, True)
    assert found("state=waiting") == found("stars=1") == found("answered=no") == (False, True)
    assert found("state=approved") == found("answered=yes") == (True, False)
    assert found("q=shines") == found("q=CC-801") == found("q=wax") == (True, False)


def test_the_list_makes_a_fixed_number_of_queries(moderator, django_assert_max_num_queries):
    wax = a_product()
    for _ in range(12):
        a_review(wax, author=a_user(first_name="Kim"))
    moderator.get(LIST)
    with django_assert_max_num_queries(20):
        assert moderator.get(LIST).text.count("Just right.") == 12


def test_several_reviews_are_approved_as_shown_on_the_confirmation_page(moderator):
    wax = a_product()
    author = a_user()
    good = a_review(wax, stars=4, text="Good.", approved=False)
    edited = a_review(wax, author=author, stars=5, text="Fine.", approved=False)
    fields = moderator.get(bulk("approve", good, edited))
    assert "Good." in fields.text
    [hidden] = re.findall(r'name="seen" value="([^"]+)"', fields.text)
    write_review(sku=wax.sku, author=author, stars=1, text="Not so fine.")
    done = moderator.post(
        bulk("approve", good, edited), {"seen": hidden.replace("&quot;", '"')}, follow=True
    )
    assert "Approve: 1 done." in done.text
    assert "1 unchanged" in done.text
    assert (state_of(good), state_of(edited)) == (ReviewState.APPROVED, ReviewState.WAITING)
    assert offers_for([wax.sku])[wax.sku].rating.count == 1


def test_several_reviews_are_rejected_with_one_required_reason(moderator):
    wax = a_product()
    reviews = [a_review(wax, approved=False) for _ in range(2)]
    fields = {"seen": seen(*reviews)}
    assert moderator.post(bulk("reject", *reviews), fields).status_code == 200
    assert Review.objects.waiting().count() == 2
    moderator.post(bulk("reject", *reviews), fields | {"reason": "Adverts"})
    assert set(Review.objects.values_list("state", "rejection_reason")) == {
        (ReviewState.REJECTED, "Adverts")
    }


@pytest.mark.parametrize("wrong", ["", "x", "[]", '{"a": 1}', '{"1": "x"}', "{}"])
def test_a_bulk_form_without_the_versions_shown_changes_nothing(waiting, moderator, wrong):
    assert moderator.post(bulk("approve", waiting), {"seen": wrong}).status_code in (200, 302)
    assert state_of(waiting) == ReviewState.WAITING


@pytest.mark.parametrize("ids", ["id=all", "id=x", "id=999999", ""])
def test_a_bulk_action_without_selected_reviews_changes_nothing(waiting, moderator, ids):
    address = f"/admin/bulk/catalog/review/approve/?{ids}"
    assert moderator.get(address).status_code == 200
    moderator.post(address, {"seen": seen(waiting)})
    assert state_of(waiting) == ReviewState.WAITING
