"""An order whose mail cannot be sent does not stop worker and clock."""

import pytest

from checkout.models import Order
from jobs.models import FailedJob
from jobs.tasks import MAX_TRIES
from tests.builders import a_product, a_user, a_visitor
from tests.faults.killable_shop import let_time_pass
from tests.faults.paid_orders import wait_until_paid
from tests.waits import wait_for

pytestmark = pytest.mark.slow

UNMAILABLE = "jane@\ue000.com"


def buy(shop, a_shopper, *, email: str = "") -> Order:
    shopper = a_shopper()
    shopper.puts_in_cart(a_product(1299))
    order = shopper.goes_to_pay()
    if email:
        Order.objects.filter(pk=order.pk).update(email=email)
    shop.stripe.pays(order)
    wait_until_paid(order)
    return order


def tries() -> int:
    return sum(FailedJob.objects.values_list("tries", flat=True))


def test_one_mail_that_cannot_be_sent_stops_neither_worker_nor_clock(shop, a_shopper):
    poisoned = buy(shop, a_shopper, email=UNMAILABLE)
    wait_for(lambda: tries() == 1, "the worker's try")
    first = buy(shop, a_shopper)
    wait_for(lambda: shop.mails_about(first), "the next buyer's mail")
    let_time_pass(hours=3)
    shop.start("clock")
    wait_for(lambda: tries() == 2, "the clock's try")
    assert shop.is_running("clock")
    assert shop.stop_process("clock") == 0
    for _ in range(MAX_TRIES):
        let_time_pass(hours=3)
        assert shop.manage("run_clock", "--once") == 0
    failed = FailedJob.objects.get()
    assert (failed.row, failed.tries) == (poisoned.pk, MAX_TRIES)
    assert failed.given_up_at is not None
    second = buy(shop, a_shopper)
    wait_for(lambda: shop.mails_about(second), "the mail of a buyer after all that")
    assert shop.is_running("worker")
    assert shop.is_running("web")

    Order.objects.filter(pk=poisoned.pk).update(email="jane@example.com")
    owner = a_user(is_staff=True, is_superuser=True)
    a_visitor(owner).post(f"/admin/jobs/{failed.pk}/again/")
    shop.recover()
    assert shop.mails_about(poisoned) == [f"Your Autovise order {poisoned.number}"]
    assert not FailedJob.objects.exists()
