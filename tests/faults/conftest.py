"""One shop for all faults, on whichever engine the tests run on, and fakestripe."""

import pytest
from django.test import override_settings

from checkout.stripe import gateway
from fakestripe.clock import OwnClock
from fakestripe.server import Server
from fakestripe.settings import Settings
from tests import databases
from tests.checkout.conftest import StripeServer
from tests.faults.killable_shop import KillableShop, shared_secrets
from tests.faults.shopper import Shopper
from tests.services import free_port

# Stripe goes on for days; here it is as stubborn, and in less of a hurry than the shop's return.
RETRY_DELAYS_S = (0.5,) * 400


@pytest.fixture(scope="package")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="package")
def shared_database(django_db_setup, django_db_blocker):
    """The database of the shop's processes, and of the tests that look into it."""
    with django_db_blocker.unblock(), databases.migrated_copy():
        yield databases.url()


@pytest.fixture(scope="package")
def running_shop(data_dir, shared_database):
    port = free_port()
    secrets = shared_secrets()
    clock = OwnClock()
    account = Settings(
        port=0,
        data_dir=data_dir / "stripe",
        webhook_url=f"http://127.0.0.1:{port}/webhook/stripe/",
        webhook_secret=secrets["STRIPE_WEBHOOK_SECRETS"],
        retry_delays_s=RETRY_DELAYS_S,
    )
    server = Server(account, clock)
    server.start()
    stripe_server = StripeServer(f"http://127.0.0.1:{server.port}", clock, account.database_path)
    ports = {"DATABASE_URL": shared_database, "FAKESTRIPE_PORT": str(server.port)}
    shop = KillableShop(data_dir, port, stripe_server, **secrets, **ports)
    with _tests_as_part_of(shop, data_dir):
        try:
            shop.start()
            yield shop
        finally:
            shop.stop()
            server.stop()


def _tests_as_part_of(shop: KillableShop, data_dir):
    """Commands run by the tests' own process ask the same Stripe, and mail to the same place."""
    gateway._client.cache_clear()
    backend = "django.core.mail.backends.filebased.EmailBackend"
    mails = {"BACKEND": backend, "OPTIONS": {"file_path": str(data_dir / "mail")}}
    return override_settings(
        STRIPE_API_URL=shop.stripe.base, SITE_URL=shop.address, MAILERS={"default": mails}
    )


@pytest.fixture
def shop(running_shop):
    """The shop with all processes running, also after a test that killed some."""
    running_shop.start()
    return running_shop


@pytest.fixture
def a_shopper(shop):
    def make(customer=None, **facts: str) -> Shopper:
        return Shopper(shop.address, customer, **facts)

    return make
