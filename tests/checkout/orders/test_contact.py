"""Initial values of the checkout form: profile, saved addresses, last order."""

import pytest

from accounts.models import DeliveryAddress, User, UserProfile
from accounts.profile.address_book import MAX_ADDRESSES, add_address
from checkout.models import Order
from checkout.payments.expiry import release_stale_orders
from tests.accounts.profile.addresses import HOME, WORK
from tests.builders import a_customer, a_product
from tests.checkout.buyers import an_order, messages_of
from tests.checkout.shopping import (
    ADDRESS,
    add,
    check_out,
    client,
    client_of_another,
    figures,
    page_after,
)

__all__ = ["client", "client_of_another"]

pytestmark = pytest.mark.django_db

TYPED = {name: ADDRESS[name] for name in ("name", "line1", "line2", "city", "postcode")}


@pytest.fixture
def customer(client, shopper):
    client.force_login(shopper)
    add(client, a_product(1299))
    return shopper


def filled_in(client) -> dict:
    form = client.get("/checkout/").context["form"]
    return {name: form[name].value() for name in form.fields}


def test_the_profile_fills_in_name_email_and_phone(client, customer):
    User.objects.update(first_name="Sam", last_name="Shopper")
    UserProfile.objects.update(phone="020 7946 0018", keeps_addresses=True)
    form = filled_in(client)
    assert (form["name"], form["email"], form["phone"], form["save_address"]) == (
        "Sam Shopper",
        customer.email,
        "020 7946 0018",
        True,
    )
    assert "address" not in form


def test_without_a_saved_address_the_last_order_s_is_used(client, customer, stripe_server):
    an_order(stripe_server, user=customer, line1="9 Old Road", phone="020 7946 0000")
    form = filled_in(client)
    assert (form["line1"], form["phone"]) == ("9 Old Road", "020 7946 0000")


def test_saved_addresses_are_offered_with_the_default_chosen(client, customer, stripe_server):
    an_order(stripe_server, user=customer, line1="9 Old Road")
    add_address(user=customer, **HOME)
    work = add_address(user=customer, is_default=True, **WORK)
    page = client.get("/checkout/")
    assert [label for _, label in page.context["form"].fields["address"].choices] == [
        "Sam Shopper, 2 Mill Lane, Leeds, LS2 7EE",
        "Sam Shopper, 1 High Street, Leeds, ls1 4ap",
        "Another address",
    ]
    assert page.text.count('name="address"') == 3
    assert f'value="{work.pk}" checked' in page.text
    assert "9 Old Road" not in page.text


def test_the_order_has_the_chosen_address(client, customer, stripe_server):
    add_address(user=customer, **WORK)
    home = add_address(user=customer, **HOME)
    shown = figures(client.get("/checkout/"))["total"]
    fields = {"email": customer.email, "address": home.pk, "shown_total_pence": shown}
    answer = client.post("/checkout/", fields)
    order = Order.objects.get()
    assert answer["Location"] == stripe_server.session_of(order).url
    assert (order.name, order.line1, order.city, order.postcode) == (
        "Sam Shopper",
        "1 High Street",
        "Leeds",
        "LS1 4AP",
    )


def test_a_chosen_address_overrides_the_address_fields(client, customer, stripe_server):
    home = add_address(user=customer, **HOME)
    check_out(client, address=home.pk, line1="Elsewhere", save_address="on")
    assert Order.objects.get().line1 == "1 High Street"
    assert DeliveryAddress.objects.count() == 1


def test_another_user_s_address_is_refused_and_not_shown(client, customer, stripe_server):
    add_address(user=customer, **HOME)
    theirs = add_address(user=a_customer(), **WORK | {"line1": "7 Secret Lane"})
    for pk in (theirs.pk, 10**6, "x"):
        answer = page_after(client, check_out(client, address=pk))
        assert "This address no longer exists" in answer.text
        assert "Secret" not in answer.text
    assert Order.objects.count() == 0


def test_a_guest_cannot_choose_a_saved_address(client_of_another, stripe_server):
    theirs = add_address(user=a_customer(), **WORK)
    add(client_of_another, a_product(1299))
    check_out(client_of_another, address=theirs.pk)
    assert Order.objects.get().line1 == ADDRESS["line1"]


def test_another_address_is_saved_only_if_the_box_is_ticked(client, customer, stripe_server):
    add_address(user=customer, **HOME)
    check_out(client, address="another", line1="3 New Road")
    assert customer.addresses.count() == 1
    check_out(client, address="another", line1="3 New Road", save_address="on")
    saved = customer.addresses.get(is_default=False)
    assert {name: getattr(saved, name) for name in TYPED} == TYPED | {"line1": "3 New Road"}
    assert Order.objects.first().line1 == "3 New Road"


def test_the_first_saved_address_is_the_default(client, customer, stripe_server):
    check_out(client, save_address="on")
    check_out(client, save_address="on")
    saved = DeliveryAddress.objects.get()
    assert (saved.user, saved.is_default, saved.postcode) == (customer, True, "ls1 4ap")


def test_no_address_is_saved_without_an_order(client, customer, stripe_server):
    answer = page_after(client, check_out(client, save_address="on", shown_total_pence=1))
    assert "The total has changed" in answer.text
    assert DeliveryAddress.objects.count() == 0


def test_a_guest_cannot_save_an_address(client_of_another, stripe_server):
    add(client_of_another, a_product(1299))
    assert "save_address" not in client_of_another.get("/checkout/").text
    check_out(client_of_another, save_address="on")
    assert Order.objects.count() == 1
    assert DeliveryAddress.objects.count() == 0


def test_a_full_address_book_does_not_prevent_payment(client, customer, stripe_server):
    for number in range(MAX_ADDRESSES):
        add_address(user=customer, **HOME | {"line1": f"{number} High Street"})
    answer = check_out(client, address="another", save_address="on")
    assert answer["Location"] == stripe_server.session_of(Order.objects.get()).url
    assert customer.addresses.count() == MAX_ADDRESSES
    messages = messages_of(client.get("/cart/"))
    assert messages == ["Your address book is full: this address was not saved."]


# A guest who comes back from the payment page


def test_the_form_of_a_guest_who_returns_unpaid_is_filled_in(client, stripe_server):
    add(client, a_product(1299))
    check_out(client)
    assert client.get("/checkout/cancel/").status_code == 302
    form = filled_in(client)
    typed = {name: form[name] for name in (*TYPED, "email", "phone")}
    assert typed == {name: ADDRESS[name] for name in typed} | {"postcode": "LS1 4AP"}


def test_the_form_is_filled_in_after_the_order_expired(client, stripe_server):
    add(client, a_product(1299))
    check_out(client)
    Order.objects.update(hold_until="2026-01-01T00:00Z")
    release_stale_orders()
    assert filled_in(client)["name"] == ADDRESS["name"]


def test_the_form_is_empty_after_a_paid_order(client, stripe_server):
    add(client, a_product(1299))
    check_out(client)
    stripe_server.pays(Order.objects.get())
    client.get(f"/checkout/success/?session_id={Order.objects.get().stripe_session_id}")
    add(client, a_product(1299))
    assert not filled_in(client)["name"]


def test_the_form_is_empty_in_another_browser(client, client_of_another, stripe_server):
    add(client, a_product(1299))
    check_out(client)
    add(client_of_another, a_product(1299))
    assert not filled_in(client_of_another)["name"]


def test_a_customer_who_comes_back_from_stripe_finds_the_typed_address(
    client, customer, stripe_server
):
    add_address(user=customer, **HOME)
    check_out(client, address="another", line1="5 New Road", phone="020 7946 0099")
    form = client.get("/checkout/").context["form"]
    assert form.initial["line1"] == "5 New Road"
    assert form.initial["phone"] == "020 7946 0099"
    assert form.initial["address"] == "another"


def test_a_customer_who_comes_back_from_stripe_finds_the_chosen_address(
    client, customer, stripe_server
):
    home = add_address(user=customer, **HOME)
    add_address(user=customer, is_default=True, **WORK)
    check_out(client, address=home.pk)
    assert client.get("/checkout/").context["form"].initial["address"] == str(home.pk)


def test_errors_are_listed_in_the_order_of_the_form_and_named_in_the_title(client, customer):
    add_address(user=customer, **HOME)
    wrong = {"email": "x", "name": "", "city": "", "postcode": ""}
    page = page_after(client, check_out(client, address="another", **wrong)).text
    assert "<title>Error: Checkout" in page
    errors = page[page.index('role="alert"') :]
    errors = errors[: errors.index("</div>")]
    places = [errors.index(f"#id_{name}") for name in ("email", "name", "city", "postcode")]
    assert places == sorted(places)
    assert "autofocus" in page


def test_the_title_of_a_form_without_errors_says_checkout(client, customer):
    assert "<title>Checkout" in client.get("/checkout/").text
