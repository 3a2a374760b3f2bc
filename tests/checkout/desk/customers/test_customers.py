"""Customers in the admin: list, page, copy of their data."""

from urllib.parse import quote

import pytest

from accounts.consent.records import record_choice
from accounts.models import ConsentKind, DataDownload, DeliveryAddress
from checkout.desk import record_list
from checkout.models import Cart
from checkout.orders.requests import create_request
from checkout.orders.state import SHOP
from checkout.refunds.request import RefundRequest, request_refund
from sitewide.templatetags.money import pounds
from tests.builders import CONTACT, a_cart, a_customer, a_member, a_product, a_user

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"


def shown(desk, query: str = "") -> list:
    return list(desk.get(f"{LIST}?{query}").context["object_list"])


def page_of(customer) -> str:
    return f"{LIST}inspect/{customer.pk}/"


def test_staff_are_not_listed(desk, owner):
    a_member("Catalog Editors")
    a_user(is_staff=True)
    customer = a_customer("jo@example.com")
    assert shown(desk) == [customer]
    assert "<h1" in desk.get(LIST).text
    text = desk.get(LIST).text
    assert "Customers" in text
    assert "1 customer" in " ".join(text.split())
    assert "Search customers" in text
    assert "Back to customer list" in " ".join(desk.get(page_of(customer)).text.split())


def test_a_member_of_staff_has_no_customer_s_page(desk):
    editor = a_member("Catalog Editors")
    assert desk.get(page_of(editor)).status_code == 404
    assert desk.post(f"/admin/customers/{editor.pk}/data/").status_code == 404
    assert not DataDownload.objects.exists()


def test_a_row_shows_paid_orders_spend_last_order_and_consents(desk, paid):
    customer = a_customer("jo@example.com")
    first = paid(a_product(5000), user=customer)
    Cart.objects.filter(user=customer).delete()
    second = paid(a_product(4000), user=customer)
    request_refund(
        order=second, request=RefundRequest(amount_pence=500), reason="goodwill", note="", by=SHOP
    )
    record_choice(user=customer, kind=ConsentKind.CART_REMINDERS, is_given=True, page="/")
    [row] = shown(desk)
    assert row.order_count == 2
    assert row.spend_pence == first.paid_pence + second.paid_pence - 500
    assert row.last_order_at == second.placed_at
    text = desk.get(LIST).text
    assert "reminders" in text
    assert "newsletter" not in text.partition('class="listing')[2].partition("</table>")[0]


def test_a_withdrawn_consent_does_not_count(desk):
    customer = a_customer()
    for is_given in (True, False):
        record_choice(user=customer, kind=ConsentKind.NEWSLETTER, is_given=is_given, page="/")
    assert shown(desk, "agrees=newsletter") == []


def test_customers_are_filtered_by_orders_and_consent(desk, paid):
    buyer, other = a_customer(), a_customer()
    paid(user=buyer)
    record_choice(user=other, kind=ConsentKind.NEWSLETTER, is_given=True, page="/")
    assert shown(desk, "orders=yes") == [buyer]
    assert shown(desk, "orders=no") == [other]
    assert shown(desk, "agrees=newsletter") == [other]
    assert shown(desk, "agrees=cart_reminders") == []


@pytest.mark.parametrize("words", ["jo@exam", "Joan", "Smith", "LS1"])
def test_customers_are_searched_by_email_name_and_postcode(desk, words):
    joan = a_customer("jo@example.com")
    joan.first_name, joan.last_name = "Joan", "Smith"
    joan.save()
    DeliveryAddress.objects.create(
        user=joan, name="Joan Smith", line1="1 High St", city="Leeds", postcode="LS1 4AP"
    )
    a_customer("sam@example.com")
    assert shown(desk, f"q={words}") == [joan]


def test_the_page_shows_orders_requests_addresses_cart_and_consents(desk, paid):
    customer = a_customer("jo@example.com")
    order = paid(user=customer)
    create_request(order=order, kind="cancellation", reason="Changed my mind")
    DeliveryAddress.objects.create(
        user=customer, name="Jo", line1="1 High St", city="Leeds", postcode="LS1 4AP"
    )
    record_choice(user=customer, kind=ConsentKind.NEWSLETTER, is_given=True, page="/welcome/")
    text = desk.get(page_of(customer)).text
    for words in (
        "jo@example.com",
        order.number,
        "Cancellation of",
        "1 High St",
        f"/admin/checkout/cart/inspect/{order.cart_id}/",
        "Newsletter given (/welcome/)",
    ):
        assert words in text, words


def test_the_page_sums_paid_orders_and_names_those_of_a_guest_with_the_same_address(desk, paid):
    customer = a_customer(CONTACT.email)
    customer.emailaddress_set.update(verified=False)  # else the guest's orders are the customer's
    mine, guests = paid(user=customer), paid(a_product(2599))
    text = " ".join(desk.get(page_of(customer)).text.split())
    assert f"1 paid order, {pounds(mine.paid_pence)} without refunds." in text
    assert "As a guest with the same address</a>: 1 paid order," in text
    assert f"{pounds(guests.paid_pence)} without refunds." in text
    assert f"?q={quote(CONTACT.email)}&amp;buyer=guest" in text


def test_the_owner_lets_a_copy_of_the_data_be_made_once(desk):
    customer = a_customer()
    for _ in range(2):
        desk.post(f"/admin/customers/{customer.pk}/data/")
    assert DataDownload.objects.get().user == customer
    assert "Copy asked for on" in desk.get(page_of(customer)).text


def test_a_get_makes_no_copy(desk):
    assert desk.get(f"/admin/customers/{a_customer().pk}/data/").status_code == 405
    assert not DataDownload.objects.exists()


def test_queries_do_not_grow_with_the_customers(desk, django_assert_max_num_queries):
    for _ in range(12):
        a_cart(a_product(), user=a_customer())
    with django_assert_max_num_queries(12):
        desk.get(LIST)


@pytest.mark.parametrize("most", [0, 1_000])
def test_a_customer_with_two_matching_addresses_is_listed_once(desk, monkeypatch, most):
    monkeypatch.setattr(record_list, "MAX_KEYS", most)
    jo, al = a_customer("jo@example.com"), a_customer("al@example.com")
    for customer in (jo, jo, al):
        DeliveryAddress.objects.create(
            user=customer, name="Jo", line1="1 High St", city="Leeds", postcode="LS1 4AP"
        )
    a_customer("no-address@example.com")
    assert shown(desk, "q=LS1") == [al, jo]
