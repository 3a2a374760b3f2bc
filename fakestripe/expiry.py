"""Sessions expire by themselves, whether anybody looks or not."""

import logging
import threading

from fakestripe.account import Account
from fakestripe.checkout import expire_due_sessions

_CHECK_EVERY_S = 1.0

log = logging.getLogger(__name__)


class Expirer:
    """A thread that looks each second."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="expirer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            expired = expire_due_sessions(self._account)
            if expired:
                log.info("%d session(s) expired", expired)
            self._stop.wait(_CHECK_EVERY_S)
