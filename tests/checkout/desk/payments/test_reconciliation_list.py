"""Admin list and page of reconciliations."""

import pytest
from django.utils import timezone

from checkout.models import Reconciliation

pytestmark = pytest.mark.django_db

LIST = "/admin/checkout/reconciliation/"


def a_reconciliation(*findings, **fields) -> Reconciliation:
    now = timezone.now()
    values = [
        {"order": order, "stripe_id": "cs_1", "what": what, "is_fixed": is_fixed}
        for order, what, is_fixed in findings
    ]
    left = sum(1 for finding in values if not finding["is_fixed"])
    return Reconciliation.objects.create(
        since=now, ended_at=now, compared=5, findings=values, left=left, **fields
    )


def test_its_page_shows_differences_and_which_were_fixed(desk, paid):
    order = paid()
    run = a_reconciliation(
        (order.number, "£17.98 paid at Stripe, and awaiting payment here", True),
        ("", "£5.00 paid at Stripe for no order of ours", False),
    )
    page = desk.get(f"{LIST}inspect/{run.pk}/").text
    assert f'href="/admin/checkout/order/inspect/{order.pk}/">{order.number}</a>' in page
    assert "£5.00 paid at Stripe for no order of ours" in page
    assert page.count(">Fixed</span>") == 1
    assert page.count(">Check</span>") == 1
    assert "1 to check" in page


def test_a_reconciliation_without_differences_says_so(desk):
    page = desk.get(f"{LIST}inspect/{a_reconciliation().pk}/").text
    assert "None. Stripe’s records and ours are the same." in page
    assert "Nothing to check" in page


def test_reconciliations_can_be_filtered_by_remaining_differences(desk):
    a_reconciliation(hour=timezone.now())
    open_one = a_reconciliation(("", "odd", False))
    assert list(desk.get(f"{LIST}?left=yes").context["object_list"]) == [open_one]
    assert len(desk.get(f"{LIST}?left=no").context["object_list"]) == 1
