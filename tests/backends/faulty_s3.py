"""A proxy between the shop and its storage server that fails as networks and servers do."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from django.conf import settings

from tests.services import free_port

HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}
# Long enough for a busy machine to answer; only a silent server is waited for.
TIMEOUT_SECONDS = 3
WRONG_KEYS = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>InvalidAccessKeyId</Code><Message>The key does not exist.</Message></Error>"""
BROKEN = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>"""


class Fault(Enum):
    NONE = "none"
    REFUSED = "refused connection"
    SILENT = "no answer"
    BROKEN = "status 500"
    WRONG_KEYS = "wrong keys"
    CUT_OFF = "cut-off body"
    GARBLED = "a wrong byte"


FAULTS = [Fault.REFUSED, Fault.SILENT, Fault.BROKEN, Fault.WRONG_KEYS, Fault.CUT_OFF]


class _Request(BaseHTTPRequestHandler):
    server: "FaultyServer"
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.server.requests.append(f"{self.command} {self.path}")
        fault = self.server.fault_of(self.command, self.path)
        length = int(self.headers.get("Content-Length", 0))
        if fault is Fault.CUT_OFF and length:
            self.rfile.read(length // 2)
            self.close_connection = True
            return
        body = self.rfile.read(length)
        if fault is Fault.SILENT:
            self.server.reached.set()
            self.server.released.wait()
            self.close_connection = True
        elif fault is Fault.BROKEN:
            self._send(500, {}, BROKEN)
        elif fault is Fault.WRONG_KEYS:
            self._send(403, {}, WRONG_KEYS)
        else:
            is_garbled = fault is Fault.GARBLED
            status, headers, content = self._forward(_garbled(body) if is_garbled else body)
            content = _garbled(content) if is_garbled else content
            self._send(status, headers, content, is_cut_off=fault is Fault.CUT_OFF)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer  # noqa: N815

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.server.upstream, timeout=60)
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        headers = dict(answer.getheaders())
        content = answer.read()
        connection.close()
        return answer.status, headers, content

    def _send(
        self, status: int, headers: dict[str, str], content: bytes, *, is_cut_off: bool = False
    ) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        is_head = self.command == "HEAD"
        length = headers.get("Content-Length", "0") if is_head else len(content)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if not is_head:
            self.wfile.write(content[: len(content) // 2] if is_cut_off else content)
        self.close_connection = self.close_connection or is_cut_off
        self.wfile.flush()

    def log_message(self, *_arguments: object) -> None:
        """Write nothing; `requests` of the server has them."""


def _garbled(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + b"#" + content[middle + 1 :] if content else content


class FaultyServer(ThreadingHTTPServer):
    """Forwards to `upstream`. `fault_of(method, path)` chooses what fails."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.upstream = upstream
        self.requests: list[str] = []
        self.reached, self.released = threading.Event(), threading.Event()
        self.refuses = False
        self.fault_of: Callable[[str, str], Fault] = lambda method, path: Fault.NONE

    @property
    def url(self) -> str:
        port = free_port() if self.refuses else self.server_address[1]
        return f"http://127.0.0.1:{port}"

    def fail(self, fault: Fault) -> None:
        """Fail each request from now on."""
        self.refuses = fault is Fault.REFUSED
        self.fault_of = lambda method, path: fault

    def handle_error(self, *_arguments: object) -> None:
        """Clients that gave up waiting are expected."""


@contextmanager
def faulty_s3() -> Iterator[FaultyServer]:
    """A proxy in front of the bucket of the settings."""
    endpoint = settings.STORAGES["default"]["OPTIONS"]["endpoint_url"]
    server = FaultyServer(urlsplit(endpoint).netloc)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()


def storages_at(url: str) -> dict:
    """The setting STORAGES with another server, and short timeouts."""
    changes = {
        "endpoint_url": url,
        "connect_timeout": TIMEOUT_SECONDS,
        "read_timeout": TIMEOUT_SECONDS,
        "max_attempts": 1,
    }
    return settings.STORAGES | {
        name: settings.STORAGES[name] | {"OPTIONS": settings.STORAGES[name]["OPTIONS"] | changes}
        for name in ("default", "private")
    }
