"""A provider of mails with an API over HTTP, on a free local port: it speaks Postmark's."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from autovise.settings.mailers import mailers

TOKEN = "a-token"


class _Request(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append(message)
        if self.headers["X-Postmark-Server-Token"] != TOKEN:
            self._answer(401, {"ErrorCode": 10, "Message": "The token is wrong."})
        elif self.server.fails_with:
            self._answer(self.server.fails_with, {"ErrorCode": 300, "Message": "Refused."})
        else:
            one = {"ErrorCode": 0, "Message": "OK", "MessageID": "1", "To": message["To"]}
            self._answer(200, one)

    def _answer(self, status: int, content: dict) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Write no access log."""


class MailProvider(ThreadingHTTPServer):
    """Takes mails, or answers each with the HTTP status `fails_with`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.fails_with = 0
        self.received: list[dict] = []

    def mailers(self, token: str = TOKEN) -> dict:
        """What the setting MAILERS is to be."""
        url = f"postmark://{token}@?api_url=http://127.0.0.1:{self.server_port}/"
        return mailers(url, folder=Path())


@contextmanager
def mail_provider() -> Iterator[MailProvider]:
    provider = MailProvider()
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
