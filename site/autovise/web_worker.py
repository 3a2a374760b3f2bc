"""A gunicorn worker that serves HTTP with waitress.

Each of gunicorn's own threads reads one request to its end, so as many slow connections as there
are threads block the shop. waitress reads all connections in one loop and passes only complete
requests to threads. gunicorn still manages processes and signals.
"""

import os
import time
from copy import copy
from typing import Any

import waitress.server
from gunicorn.sock import BaseSocket
from gunicorn.workers.base import Worker
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

MAX_CONNECTIONS = 900  # below the usual limit of 1,024 open files per process
IDLE_CONNECTION_SECONDS = 20
MAX_HEADER_BYTES = 64 * 1024
# waitress stores a whole body on disk before the user is authenticated. So large bodies are
# accepted only at the upload URLs of the admin, where an import's images may have 1 GB.
MAX_BODY_BYTES = 3_000_000
MAX_UPLOAD_BYTES = 1_100_000_000
UPLOAD_PATHS = ("/admin/catalogue/import/", "/admin/images/", "/admin/documents/")
LOOP_SECONDS = 1.0


class RequestParser(HTTPRequestParser):
    """Accept large bodies only at `UPLOAD_PATHS`."""

    adj: Any  # waitress.adjustments.Adjustments

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.path.startswith(UPLOAD_PATHS):
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = MAX_UPLOAD_BYTES


class Channel(HTTPChannel):
    parser_class = RequestParser


class WaitressWorker(Worker):
    """Serve gunicorn's sockets, with `--threads` threads for the application."""

    def run(self) -> None:
        self._map: dict[int, Any] = {}
        servers = [self._serve(listener) for listener in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self._loop_once()
        self._finish(servers)

    def _serve(self, listener: BaseSocket) -> waitress.server.BaseWSGIServer:
        listener.setblocking(False)
        server = waitress.server.create_server(
            self.wsgi,
            map=self._map,
            sockets=[listener.sock],
            threads=self.cfg.threads,
            ident=None,
            connection_limit=MAX_CONNECTIONS,
            channel_timeout=IDLE_CONNECTION_SECONDS,
            cleanup_interval=5,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            # Django decides which proxy headers to trust (BEHIND_PROXY).
            clear_untrusted_proxy_headers=False,
            url_scheme="http",
            asyncore_use_poll=True,
        )
        server.channel_class = Channel
        return server

    def _loop_once(self) -> None:
        self.notify()
        waitress.server.wasyncore.loop(LOOP_SECONDS, True, self._map, count=1)

    def _finish(self, servers: list[waitress.server.BaseWSGIServer]) -> None:
        """Accept no more connections, and answer the requests that have arrived."""
        deadline = time.monotonic() + self.cfg.graceful_timeout
        for server in servers:
            server.accepting = False
            server.del_channel(self._map)
        while time.monotonic() < deadline and any(_is_busy(server) for server in servers):
            self._loop_once()
        for server in servers:
            server.task_dispatcher.shutdown(cancel_pending=False, timeout=1)


def _is_busy(server: waitress.server.BaseWSGIServer) -> bool:
    """Whether the server has unanswered requests or unsent bytes."""
    return any(c.requests or c.total_outbufs_len for c in server.active_channels.values())
