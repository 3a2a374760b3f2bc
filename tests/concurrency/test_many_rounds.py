"""Everything that writes, mixed, many times: nobody waits for each other in a circle, and in the
end the books are in order. `make soak` runs a thousand rounds."""

import logging
import os
import random
from datetime import timedelta

import pytest
from django.utils import timezone
from tqdm import tqdm

from checkout.models import Order
from checkout.payments.reconciliations import reconcile
from tests.concurrency.at_once import at_once
from tests.concurrency.books import check_books, check_invoices, check_money
from tests.concurrency.mixed_actions import REFUSALS, MixedActions

pytestmark = pytest.mark.postgres

ROUNDS = int(os.environ.get("ROUNDS", "100"))
AT_ONCE = 4
PIECES = ROUNDS * AT_ONCE * 3


@pytest.fixture
def nothing_logged():
    """Suppress the log, which would hide the progress bar."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("postgres_only", "nothing_logged")
def test_many_mixed_rounds_leave_consistent_records(stripe_server):
    mixed_actions = MixedActions(stripe_server, random.Random(20261123), pieces=PIECES)  # noqa: S311
    for _ in tqdm(range(ROUNDS), desc="Rounds", disable=None):
        at_once(*[mixed_actions.something() for _ in range(AT_ONCE)], refused_by=REFUSALS)
    assert reconcile(since=timezone.now() - timedelta(days=1), fix=True).left == 0
    assert reconcile(since=timezone.now() - timedelta(days=1), fix=False).findings == []
    for page in (mixed_actions.wax, mixed_actions.cloth):
        check_books(page, pieces_at_first=PIECES)
    check_money(stripe_server)
    check_invoices()
    assert Order.objects.paid().count() > ROUNDS // 10
