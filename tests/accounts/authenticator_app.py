"""An authenticator app (RFC 6238): six digits, changed every 30 seconds."""

import base64
import hashlib
import hmac
import struct
import time


class AuthenticatorApp:
    def __init__(self, key: str) -> None:
        self.key = key

    def shows(self) -> str:
        half_minutes = struct.pack(">Q", int(time.time()) // 30)
        digest = hmac.digest(base64.b32decode(self.key), half_minutes, hashlib.sha1)
        start = digest[-1] & 15
        number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06d}"
