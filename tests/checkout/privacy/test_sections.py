"""Data export of cart and orders, complete for all tables."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model

from accounts.privacy.registry import sections
from checkout.cart.saved_items import save_item
from checkout.cart.saved_lists import CustomersList
from checkout.orders.fulfilment.delivery_address import change_delivery_address
from checkout.orders.fulfilment.notes import add_note
from checkout.orders.state import SHOP
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import GUEST, a_customer, a_product, a_review
from tests.checkout.privacy.builders import a_paid_order

pytestmark = pytest.mark.django_db

# What staff do in the admin is the shop's history, not a customer's data.
WORK_IN_THE_ADMIN = {
    "catalog.ShopImage",
    "catalog.StockAlertMail",
    "catalog.StockAlertRecipient",
    "checkout.SavedOrderFilter",
    "wagtailadmin.EditingSession",
    "wagtailadmin.FormState",
    "wagtailcore.APIToken",
    "wagtailcore.Comment",
    "wagtailcore.CommentReply",
    "wagtailcore.Page",
    "wagtailcore.PageSubscription",
    "wagtailcore.Revision",
    "wagtailcore.TaskState",
    "wagtailcore.UploadedFile",
    "wagtailcore.WorkflowState",
    "wagtaildocs.Document",
    "wagtailimages.Image",
    "wagtailusers.UserProfile",
}


def orders_in_copy_of(user) -> list[dict]:
    [section] = [section for section in sections() if section.title == "Orders"]
    return section.collect(user)


def test_an_order_is_exported_with_lines_savings_refunds_and_timeline(stripe_server):
    customer = a_customer("sam@example.com")
    order = a_paid_order(stripe_server, customer, (a_product(1299, title="Wax"), 2))
    request_refund(
        order=order,
        request=RefundRequest(amount_pence=100),
        reason="goodwill",
        note="Sorry, Sam",
        by=SHOP,
    )
    [exported] = orders_in_copy_of(customer)
    assert (exported["number"], exported["state"]) == (order.number, "Paid")
    assert (exported["name"], exported["postcode"], exported["phone"]) == (
        "Sam Shopper",
        "LS1 4AP",
        "07700 900123",
    )
    assert exported["total_pence"] == order.total_pence
    assert [(line["title"], line["quantity"]) for line in exported["lines"]] == [("Wax", 2)]
    assert [saving["kind"] for saving in exported["savings"]] == [s.kind for s in order.savings]
    assert [(r["amount_pence"], r["note"]) for r in exported["refunds"]] == [(100, "Sorry, Sam")]
    assert exported["timeline"][0]["what"].startswith("Placed for")
    assert exported["holds_the_first_order_saving"] is True


def test_a_guest_order_is_exported_to_the_owner_of_the_verified_address(stripe_server):
    order = a_paid_order(stripe_server, GUEST)
    unproven = a_customer("sam@example.com", is_verified=False)
    assert orders_in_copy_of(unproven) == []
    unproven.emailaddress_set.update(verified=True)
    assert [exported["number"] for exported in orders_in_copy_of(unproven)] == [order.number]


def test_orders_of_other_users_are_not_exported(stripe_server):
    a_paid_order(stripe_server, a_customer("sam@example.com"))
    a_paid_order(stripe_server, a_customer("other@example.com"))
    assert orders_in_copy_of(a_customer("kim@example.com")) == []


def exported(user, title: str) -> list[dict]:
    [section] = [section for section in sections() if section.title == title]
    return section.collect(user)


def test_saved_items_and_reviews_are_exported_to_their_owner_only():
    sam, kim = a_customer("sam@example.com"), a_customer("kim@example.com")
    wax = a_product(1299, title="Wax")
    a_review(wax, author=sam, stars=4, text="It shines.")
    save_item(saved=CustomersList(sam), sku=wax.sku)
    [saved], [review] = exported(sam, "Saved for later"), exported(sam, "Reviews")
    assert (saved["sku_id"], saved["title_shown"], saved["quantity"]) == (wax.sku, "Wax", 1)
    assert (review["stars"], review["text"], review["state"]) == (4, "It shines.", "Approved")
    assert exported(kim, "Saved for later") == exported(kim, "Reviews") == []


def test_the_deletion_page_announces_retained_reviews():
    [section] = [section for section in sections() if section.title == "Reviews"]
    sam = a_customer("sam@example.com")
    assert section.retained(sam) == []
    a_review(a_product(), author=sam)
    assert section.retained(sam) == [
        "Your reviews stay, as reviews by “A customer”. Delete them first if you prefer."
    ]


def test_addresses_devices_and_second_factors_are_exported_without_secrets():
    sam = a_customer("sam@example.com")
    sam.addresses.create(name="Sam", line1="1 High Street", city="Leeds", postcode="ls1 4ap")
    Authenticator.objects.create(user=sam, type="totp", data={"secret": "JBSWY3DP"})
    [address], [factor] = (
        exported(sam, "Delivery addresses"),
        exported(sam, "Second factors"),
    )
    assert (address["line1"], address["postcode"]) == ("1 High Street", "ls1 4ap")
    assert factor["type"] == Authenticator.Type.TOTP.label
    assert "JBSWY3DP" not in str(factor)


def test_every_table_with_a_user_is_in_a_section_or_excluded():
    exported = {table._meta.label for section in sections() for table in section.tables}
    naming = {r.related_model._meta.label for r in get_user_model()._meta.related_objects}
    assert naming - exported - WORK_IN_THE_ADMIN == set()


def test_notes_and_changed_addresses_are_in_the_copy(stripe_server):
    customer = a_customer("sam@example.com")
    order = a_paid_order(stripe_server, customer)
    address = {"name": "Sam", "line1": "2 Low Street", "line2": "", "city": "York"}
    change_delivery_address(order=order, address=address | {"postcode": "YO1 7HH"}, by=SHOP)
    add_note(order=order, text="Sam rang", by=SHOP)
    [exported] = orders_in_copy_of(customer)
    assert exported["notes"] == [{"text": "Sam rang"}]
    [change] = exported["address_changes"]
    assert change["after"] == ["Sam", "2 Low Street", "York", "YO1 7HH"]
