"""Limit on the number of files that run in a purchase, up to the confirmation mail."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from checkout.models import Order
from tests.builders import a_product
from tests.checkout.shopping import ADDRESS, FROM_OUR_PAGES, add, figures

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
NOT_COUNTED = (".venv", "tests", "fakestripe")
MAX_FILES = 35


def files_run_by(*steps: Callable[[], object]) -> set[str]:
    """Return the project's files whose functions are called during these steps."""
    called: set[str] = set()

    def note(frame, event, argument) -> None:
        if event == "call":
            called.add(frame.f_code.co_filename)

    for step in steps:
        sys.setprofile(note)
        try:
            step()
        finally:
            sys.setprofile(None)
    names = [Path(file).relative_to(ROOT) for file in called if Path(file).is_relative_to(ROOT)]
    return {str(name) for name in names if name.parts[0] not in NOT_COUNTED}


def buy(stripe_server, deliver, run_tasks) -> set[str]:
    """The files that run in a purchase, from the form to the mail."""
    client = Client(headers=FROM_OUR_PAGES)
    add(client, a_product(1299))
    form = ADDRESS | {"shown_total_pence": figures(client.get("/checkout/"))["total"]}
    files = files_run_by(lambda: client.post("/checkout/", form))
    order = Order.objects.latest("pk")
    stripe_server.pays(order)
    event = stripe_server.event_of(order)
    return files | files_run_by(lambda: deliver(event), run_tasks)


@pytest.mark.slow
def test_a_purchase_runs_few_files(stripe_server, deliver, run_tasks):
    buy(stripe_server, deliver, run_tasks)  # so that nothing is imported any more
    files = buy(stripe_server, deliver, run_tasks)
    assert len(mail.outbox) == 2
    assert len(files) <= MAX_FILES, "\n".join([f"{len(files)} files:", *sorted(files)])
