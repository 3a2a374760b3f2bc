"""History of a cart: every change of a line is recorded, whoever writes it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkout.cart.history import history_of
from checkout.cart.merge import merge_carts
from checkout.cart.reminders import REMINDER
from checkout.models import Cart, CartEvent, CartLine
from outbox.mails import store_mail
from tests.builders import a_cart, a_customer, a_product
from tests.checkout.builders import an_open_order

pytestmark = pytest.mark.django_db


def words(cart: Cart) -> list[str]:
    return [entry.words for entry in history_of(cart)]


def test_lines_that_are_added_changed_and_removed_are_recorded():
    wax = a_product(title="Wax", sku="AUT-CC-901")
    cart = a_cart((wax, 2))
    CartLine.objects.filter(cart=cart).update(quantity=3)
    CartLine.objects.filter(cart=cart).delete()
    assert words(cart) == [
        "3 × Wax (AUT-CC-901) removed",
        "Wax (AUT-CC-901): quantity 2 → 3",
        "2 × Wax (AUT-CC-901) added",
        "Cart created",
    ]
    now = timezone.now()
    assert all(cart.created_at <= entry.happened_at <= now for entry in history_of(cart))


def test_a_write_that_leaves_the_quantity_alone_is_not_recorded():
    cart = a_cart(a_product())
    CartLine.objects.filter(cart=cart).update(price_shown_pence=1)
    assert CartEvent.objects.filter(cart=cart).count() == 1


def test_merges_reminders_and_orders_are_part_of_the_history(stripe_server):
    customer = a_customer()
    merge_carts(guest=a_cart(a_product(title="Mitt", sku="AUT-CC-902")), user=customer)
    cart = Cart.objects.get(user=customer)
    reminder = store_mail(REMINDER, cart)
    assert "Reminder sent" not in words(cart)
    type(reminder).objects.filter(pk=reminder.pk).update(
        claimed_at=timezone.now(), sent_at=timezone.now()
    )
    assert words(cart) == [
        "Reminder sent",
        "Merged with the cart of a guest at log-in",
        "1 × Mitt (AUT-CC-902) added",
        "Cart created",
    ]


def test_the_order_that_a_cart_became_is_named(stripe_server):
    order = an_open_order(a_product())
    [entry] = [entry for entry in history_of(order.cart) if entry.order]
    assert (entry.order, entry.words) == (order.pk, f"Became order {order.number}")
    assert entry.happened_at == order.placed_at


def test_a_deleted_cart_takes_its_history_along():
    cart = a_cart(a_product())
    cart.delete()
    assert not CartEvent.objects.exists()


def test_an_event_of_a_line_names_its_product():
    with pytest.raises(IntegrityError), transaction.atomic():
        CartEvent.objects.create(cart=a_cart(), kind="added", happened_at=timezone.now())


def test_the_history_takes_four_queries(django_assert_num_queries):
    cart = a_cart(*(a_product() for _ in range(5)), user=a_customer())
    with django_assert_num_queries(4):
        assert len(history_of(cart)) == 6
