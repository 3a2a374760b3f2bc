"""The server: HTTP, webhooks and due changes, each in threads of its own."""

import logging
import threading
import time

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from fakestripe.account import Account
from fakestripe.api.keys_in_use import KeysInUse
from fakestripe.app import make_app
from fakestripe.chaos.rules import Rules
from fakestripe.clock import Clock, OwnClock
from fakestripe.settings import SettingRefused, Settings
from fakestripe.store import Store
from fakestripe.timekeeper import Timekeeper
from fakestripe.webhooks.delivery import WebhookSender

log = logging.getLogger(__name__)

# A call that hangs on purpose occupies one.
_HTTP_THREADS = 16
_STOP_TIMEOUT_S = 0.5


class Server:
    """Binds to 127.0.0.1 when created, and responds after `start`.

    Raises SettingRefused if the port is in use.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self._store = Store(settings.database_path)
        clock = clock or OwnClock()
        self._courier = WebhookSender(self._store, settings, clock)
        # The account needs the port, which the system may choose. So the socket is bound first and
        # the application is set afterwards.
        self._sockets: dict[int, wasyncore.dispatcher] = {}
        self._http = _bound_server(settings.port, self._sockets)
        self.port: int = self._http.effective_port
        self.account = Account(
            store=self._store,
            clock=clock,
            public_url=settings.public_url or f"http://localhost:{self.port}",
            api_version=settings.api_version,
            sends_webhooks=bool(settings.webhook_url),
            rules=Rules(),
            keys_in_use=KeysInUse(),
            sender=self._courier,
        )
        self._http.application = make_app(self.account)
        self._timekeeper = Timekeeper(self.account)
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="http", daemon=True)

    def start(self) -> None:
        self._courier.start()
        self._timekeeper.start()
        self._thread.start()
        log.info("ready at %s", self.account.public_url)

    def stop(self) -> None:
        """Stop within a second. Finishes responses; webhooks are sent after the next start.

        Closes sockets only after all threads that could use their file descriptors have ended.
        """
        if self._is_stopping.is_set():
            return
        self.account.rules.clear()
        self._http.task_dispatcher.shutdown(cancel_pending=True, timeout=_STOP_TIMEOUT_S)
        self._is_stopping.set()
        self._http.pull_trigger()
        self._thread.join()
        wasyncore.close_all(self._sockets)
        self._timekeeper.stop()
        self._courier.stop()
        self._store.close()

    def delete_test_data(self) -> None:
        """Delete all objects and rules, as Stripe's dashboard offers for a sandbox.

        Waits for running calls, at most half a second: they belong to the data from before.
        """
        self.account.rules.clear()
        give_up_at = time.monotonic() + _STOP_TIMEOUT_S
        while self._http.task_dispatcher.active_count and time.monotonic() < give_up_at:
            time.sleep(0.001)
        self._store.clear()

    def _serve(self) -> None:
        while not self._is_stopping.is_set():
            wasyncore.loop(timeout=1, map=self._sockets, count=1)


def _bound_server(port: int, sockets: dict[int, wasyncore.dispatcher]) -> BaseWSGIServer:
    try:
        return create_server(
            _not_ready,
            map=sockets,
            host="127.0.0.1",
            port=port,
            threads=_HTTP_THREADS,
            ident=None,
        )
    except OSError as error:
        raise SettingRefused(f"FAKESTRIPE_PORT {port} cannot be used: {error.strerror}") from None


def _not_ready(environ: object, start_response: object) -> list[bytes]:
    raise RuntimeError("a request arrived before the application was set")
