"""Address book: one default address, and no access for other users."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import DeliveryAddress
from accounts.profile.address_book import MAX_ADDRESSES, add_address
from tests.accounts.profile.addresses import HOME, WORK
from tests.builders import a_customer, a_user, a_visitor

pytestmark = pytest.mark.django_db

BOOK = "/users/addresses/"


def book_of(customer) -> list[tuple[str, bool]]:
    return list(customer.addresses.order_by("pk").values_list("line1", "is_default"))


@pytest.fixture
def browser(shopper):
    return a_visitor(shopper)


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_the_first_address_is_the_default_and_is_stored_as_typed(browser, shopper):
    answer = browser.post(f"{BOOK}add/", HOME, follow=True)
    assert answer.redirect_chain == [(BOOK, 302)]
    assert said(answer) == ["Address saved."]
    kept = DeliveryAddress.objects.get()
    assert {name: getattr(kept, name) for name in HOME} == HOME
    assert (kept.user, kept.is_default) == (shopper, True)
    assert shopper.profile.address == kept


def test_the_second_address_is_the_default_only_on_request(browser, shopper):
    browser.post(f"{BOOK}add/", HOME)
    browser.post(f"{BOOK}add/", WORK)
    assert book_of(shopper) == [("1 High Street", True), ("2 Mill Lane", False)]
    browser.post(f"{BOOK}add/", HOME | {"line1": "3 New Road", "is_default": "on"})
    assert book_of(shopper) == [
        ("1 High Street", False),
        ("2 Mill Lane", False),
        ("3 New Road", True),
    ]


def test_the_same_address_is_stored_once(shopper):
    assert add_address(user=shopper, **HOME) == add_address(user=shopper, **HOME)
    assert DeliveryAddress.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Please enter your full name."),
        ("line1", "", "Please enter your address."),
        ("city", "", "Please enter your town or city."),
        ("postcode", "nonsense", "Please enter a UK postcode such as SW1A 1AA."),
        ("postcode", "JE2 3AB", "but not yet to Jersey."),
        ("postcode", "GY1 1AA", "but not yet to Guernsey."),
        ("postcode", "IM1 1AA", "but not yet to the Isle of Man."),
        ("line1", "x" * 121, "at most 120 characters"),
    ],
)
@pytest.mark.parametrize("where", ["add", "change"])
def test_an_invalid_address_is_refused_and_not_stored(browser, shopper, where, field, typed, words):
    kept = add_address(user=shopper, **WORK)
    path = f"{BOOK}add/" if where == "add" else f"{BOOK}{kept.pk}/"
    answer = browser.post(path, HOME | {field: typed})
    assert answer.status_code == 400
    assert words in answer.text
    assert book_of(shopper) == [("2 Mill Lane", True)]


def test_a_full_address_book_refuses_another_address(browser, shopper):
    for number in range(MAX_ADDRESSES):
        add_address(user=shopper, **HOME | {"line1": f"{number} High Street"})
    answer = browser.post(f"{BOOK}add/", WORK, follow=True)
    assert said(answer) == ["You have 20 addresses, the maximum. Please delete one first."]
    assert shopper.addresses.count() == MAX_ADDRESSES


def test_changing_an_address_keeps_the_default(browser, shopper):
    home, work = add_address(user=shopper, **HOME), add_address(user=shopper, **WORK)
    assert 'value="2 Mill Lane"' in browser.get(f"{BOOK}{work.pk}/").text
    browser.post(f"{BOOK}{work.pk}/", WORK | {"line1": "2a Mill Lane"})
    browser.post(f"{BOOK}{home.pk}/", HOME | {"city": "York"})
    assert book_of(shopper) == [("1 High Street", True), ("2a Mill Lane", False)]
    home.refresh_from_db()
    assert home.city == "York"


def test_another_can_be_made_the_default(browser, shopper):
    add_address(user=shopper, **HOME)
    work = add_address(user=shopper, **WORK)
    browser.post(f"{BOOK}{work.pk}/default/")
    assert book_of(shopper) == [("1 High Street", False), ("2 Mill Lane", True)]


def test_when_the_default_is_deleted_the_newest_becomes_the_default(browser, shopper):
    home = add_address(user=shopper, **HOME)
    add_address(user=shopper, **WORK)
    add_address(user=shopper, **HOME | {"line1": "3 New Road"})
    browser.post(f"{BOOK}{home.pk}/remove/")
    assert book_of(shopper) == [("2 Mill Lane", False), ("3 New Road", True)]


def test_deleting_the_last_leaves_an_empty_book(browser, shopper):
    home = add_address(user=shopper, **HOME)
    browser.post(f"{BOOK}{home.pk}/remove/")
    assert book_of(shopper) == []
    assert "You have not saved an address yet." in browser.get(BOOK).text


def test_the_database_allows_one_default_for_each_customer(shopper):
    add_address(user=shopper, **HOME)
    add_address(user=a_customer(), **HOME)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryAddress.objects.create(user=shopper, is_default=True, **WORK)


@pytest.mark.parametrize("action", ["remove/", "default/"])
def test_a_get_changes_nothing(browser, shopper, action):
    add_address(user=shopper, **HOME)
    work = add_address(user=shopper, **WORK)
    assert browser.get(f"{BOOK}{work.pk}/{action}").status_code == 405
    assert book_of(shopper) == [("1 High Street", True), ("2 Mill Lane", False)]


@pytest.mark.parametrize("action", ["", "remove/", "default/"])
def test_a_form_from_another_site_changes_nothing(shopper, action):
    add_address(user=shopper, **HOME)
    work = add_address(user=shopper, **WORK)
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(shopper)
    assert forged.post(f"{BOOK}{work.pk}/{action}", HOME).status_code == 403
    assert book_of(shopper) == [("1 High Street", True), ("2 Mill Lane", False)]


@pytest.mark.parametrize("action", ["", "remove/", "default/"])
def test_addresses_of_other_customers_give_a_404(shopper, owner, action):
    add_address(user=shopper, **HOME)
    work = add_address(user=shopper, **WORK)
    before = book_of(shopper)
    path = f"{BOOK}{work.pk}/{action}"
    for stranger in (a_customer(), owner, a_user(is_staff=True)):
        browser = a_visitor(stranger)
        assert browser.post(path, HOME | {"city": "Elsewhere"}).status_code == 404
        assert browser.get(f"{BOOK}{work.pk}/").status_code == 404
        assert "Mill Lane" not in browser.get(BOOK).text
    anonymous = a_visitor()
    assert anonymous.post(path, HOME)["Location"] == f"/accounts/login/?next={path}"
    assert anonymous.get(BOOK)["Location"] == f"/accounts/login/?next={BOOK}"
    assert book_of(shopper) == before


def test_the_address_book_makes_a_fixed_number_of_queries(browser, shopper):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(BOOK).status_code == 200
        return len(captured)

    add_address(user=shopper, **HOME)
    queries()
    before = queries()
    for number in range(5):
        add_address(user=shopper, **HOME | {"line1": f"{number} Low Street"})
    assert queries() == before <= 6
