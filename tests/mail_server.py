"""A mail server that refuses recipients or hangs, on a free local port."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SMTP = "django.core.mail.backends.smtp.EmailBackend"
REFUSES = b"550 5.1.1 no such user"


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.server.sessions += 1
        if self.server.hangs:
            self.server.released.wait()
            return
        self._say(b"220 ready")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"RCPT" and self.server.refused in line:
                self._say(REFUSES + b" " + line.strip())
            elif word == b"DATA":
                self._say(b"354 go on")
                self._take_message()
            elif word == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 fine")

    def _take_message(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.messages.append(b"".join(lines))
        self._say(b"250 taken")

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """Refuses recipients that contain `refused`, and takes the rest; or hangs."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, *, refused: bytes = b"\0", hangs: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.refused, self.hangs = refused, hangs
        self.released = threading.Event()
        self.messages: list[bytes] = []
        self.sessions = 0

    def mailers(self, *, timeout: float = 10) -> dict:
        """What the setting MAILERS is to be."""
        host, port = self.server_address
        options = {"host": host, "port": port, "timeout": timeout}
        return {"default": {"BACKEND": SMTP, "OPTIONS": options}}


@contextmanager
def mail_server(**behaviour) -> Iterator[MailServer]:
    server = MailServer(**behaviour)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()


SMTP = "django.core.mail.backends.smtp.EmailBackend"


NO_MAIL = {"default": {"BACKEND": SMTP, "OPTIONS": {"host": "127.0.0.1", "port": 9}}}
