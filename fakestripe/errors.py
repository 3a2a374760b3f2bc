"""Errors in Stripe's format. Format and status codes: docs.stripe.com/api/errors."""

from typing import Any


class StripeRefusal(Exception):
    """A request that Stripe refuses."""

    status = 400
    type = "invalid_request_error"

    def __init__(self, message: str, *, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        error["message"] = self.message
        if self.param:
            error["param"] = self.param
        error["type"] = self.type
        return {"error": error}


class InvalidRequest(StripeRefusal):
    """A parameter is unknown, missing, of a wrong type, or not allowed now."""


class NoSuchObject(StripeRefusal):
    """The path names an object that does not exist (404)."""

    status = 404

    def __init__(self, kind: str, object_id: str, param: str) -> None:
        super().__init__(f"No such {kind}: '{object_id}'", code="resource_missing", param=param)


class NamedObjectMissing(NoSuchObject):
    """A parameter names an object that does not exist (400)."""

    status = 400


class NotAuthenticated(StripeRefusal):
    status = 401


class UnrecognizedUrl(StripeRefusal):
    status = 404

    def __init__(self, method: str, path: str) -> None:
        super().__init__(
            f"Unrecognized request URL ({method}: {path}). If you are trying to list objects, "
            "remove the trailing slash. If you are trying to retrieve an object, make sure you "
            "passed a valid (non-empty) identifier in your code."
        )


class IdempotencyKeyReused(StripeRefusal):
    type = "idempotency_error"
