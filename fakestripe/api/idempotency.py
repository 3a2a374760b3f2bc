"""Idempotency keys (docs.stripe.com/api/idempotent_requests).

The first response is stored "regardless of whether it succeeds or fails", but only "after the
execution of an endpoint begins": nothing is stored if validation fails. Keys have at most 255
characters and expire after 24 hours.
"""

import json
from dataclasses import dataclass
from typing import Any

from fakestripe.account import Account
from fakestripe.errors import IdempotencyKeyReused, InvalidRequest

MAX_KEY_LENGTH = 255
KEPT_FOR_S = 24 * 60 * 60


@dataclass(frozen=True)
class StoredResponse:
    """The response to the first request with a key."""

    request_id: str
    status: int
    body: str


@dataclass(frozen=True)
class KeyedRequest:
    """A request with an idempotency key."""

    key: str
    path: str
    parameters: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        return json.dumps(self.parameters, sort_keys=True)


def recall(account: Account, request: KeyedRequest) -> StoredResponse | None:
    """Return the stored response, or None.

    Raises IdempotencyKeyReused if the key was used with another path or other parameters.
    """
    if len(request.key) > MAX_KEY_LENGTH:
        raise InvalidRequest(f"Idempotency keys may be at most {MAX_KEY_LENGTH} characters")
    account.store.execute("DELETE FROM answers WHERE created < ?", (account.now() - KEPT_FOR_S,))
    rows = account.store.execute("SELECT * FROM answers WHERE idempotency_key = ?", (request.key,))
    if not rows:
        return None
    row = rows[0]
    _refuse_another_request(request, row["path"], row["parameters"])
    return StoredResponse(row["request_id"], row["status"], row["body"])


def _refuse_another_request(request: KeyedRequest, path: str, fingerprint: str) -> None:
    """Messages: fjordllc/bootcamp#3928 (parameters), stripe/stripe-ruby#598 (endpoint)."""
    if request.path != path:
        use = f"for the same endpoint they were first used for ('{request.path}' vs '{path}')"
    elif request.fingerprint != fingerprint:
        use = "with the same parameters they were first used with"
    else:
        return
    raise IdempotencyKeyReused(
        f"Keys for idempotent requests can only be used {use}. Try using a key other than "
        f"'{request.key}' if you meant to execute a different request."
    )


def store(account: Account, request: KeyedRequest, answer: StoredResponse) -> None:
    """Store the response to the first request with a key."""
    account.store.execute(
        "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            request.key,
            request.path,
            request.fingerprint,
            answer.request_id,
            answer.status,
            answer.body,
            account.now(),
        ),
    )
