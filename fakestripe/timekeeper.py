"""Background thread that carries out due changes."""

import logging
import threading

from fakestripe.account import Account
from fakestripe.due import carry_out_due

_CHECK_EVERY_S = 1.0

log = logging.getLogger(__name__)


class Timekeeper:
    """A thread that checks every second."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="timekeeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            count = carry_out_due(self._account)
            if count:
                log.info("%d due change(s) carried out", count)
            self._stop.wait(_CHECK_EVERY_S)
