"""Run fakestripe until SIGTERM or SIGINT."""

import logging
import signal
import sys
import threading

from fakestripe.server import Server
from fakestripe.settings import SettingRefused, read_settings


def main() -> int:
    """Run the server. Returns the exit status: 2 if a setting is invalid."""
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="fakestripe  %(message)s")
    logging.getLogger("waitress").setLevel(logging.ERROR)
    try:
        server = Server(read_settings(sys.argv[1:]))
    except SettingRefused as refused:
        sys.stderr.write(f"fakestripe: {refused}\n")
        return 2
    stop_asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_asked.set())
    server.start()
    stop_asked.wait()
    server.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
