"""Requests sent twice with one key (docs.stripe.com/api/idempotent_requests).

The first answer is kept "regardless of whether it succeeds or fails", but only
"after the execution of an endpoint begins": parameters that fail validation
keep nothing. Keys are at most 255 characters and are forgotten after 24 hours.
"""

import json
from dataclasses import dataclass
from typing import Any

from fakestripe.account import Account
from fakestripe.errors import IdempotencyKeyReused, InvalidRequest

LONGEST_KEY = 255
KEPT_FOR_S = 24 * 60 * 60


@dataclass(frozen=True)
class KeptAnswer:
    request_id: str
    status: int
    body: str


@dataclass(frozen=True)
class KeyedRequest:
    key: str
    path: str
    parameters: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        return json.dumps(self.parameters, sort_keys=True)


def recall(account: Account, request: KeyedRequest) -> KeptAnswer | None:
    """Raises IdempotencyKeyReused if the key came with another path or other parameters."""
    if len(request.key) > LONGEST_KEY:
        raise InvalidRequest(f"Idempotency keys may be at most {LONGEST_KEY} characters")
    account.store.execute("DELETE FROM answers WHERE created < ?", (account.now() - KEPT_FOR_S,))
    rows = account.store.execute("SELECT * FROM answers WHERE idempotency_key = ?", (request.key,))
    if not rows:
        return None
    kept = rows[0]
    _refuse_another_request(request, kept["path"], kept["parameters"])
    return KeptAnswer(kept["request_id"], kept["status"], kept["body"])


def _refuse_another_request(request: KeyedRequest, path: str, fingerprint: str) -> None:
    """Messages: fjordllc/bootcamp#3928 (parameters), stripe/stripe-ruby#598 (endpoint)."""
    if request.path != path:
        what = f"for the same endpoint they were first used for ('{request.path}' vs '{path}')"
    elif request.fingerprint != fingerprint:
        what = "with the same parameters they were first used with"
    else:
        return
    raise IdempotencyKeyReused(
        f"Keys for idempotent requests can only be used {what}. Try using a key other than "
        f"'{request.key}' if you meant to execute a different request."
    )


def keep(account: Account, request: KeyedRequest, answer: KeptAnswer) -> None:
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
