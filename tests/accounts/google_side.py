"""Google's side of its log-in: the page that people are sent to, and the token that we fetch."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

CLIENT_ID = "client-id"


class GoogleSide:
    """Answers the shop's request for a token, over HTTP, for the current user."""

    def __init__(self) -> None:
        self.person: dict = {}
        self.asked: list[dict] = []
        handler = type("Handler", (_Handler,), {"side": self})
        self._server = HTTPServer(("127.0.0.1", 0), handler)
        self.token_url = f"http://127.0.0.1:{self._server.server_port}/token"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def is_asked_to_log_in(self, address: str) -> dict[str, str]:
        """What the shop sends along with the person."""
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc) == ("https", "accounts.google.com")
        return {name: value for name, [value] in parse_qs(parts.query).items()}

    def token(self) -> dict:
        now = int(time.time())
        about = {
            "iss": "https://accounts.google.com",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 60,
        }
        signed = jwt.encode(about | self.person, "Google's own key, thirty-two bytes", "HS256")
        return {"access_token": "token", "token_type": "Bearer", "id_token": signed}


class _Handler(BaseHTTPRequestHandler):
    side: GoogleSide

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.side.asked.append(parse_qs(self.rfile.read(length).decode()))
        body = json.dumps(self.side.token()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Nobody reads it."""
