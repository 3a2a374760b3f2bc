"""Texts about the fields that a rule or an order of the control API may not have."""

from pydantic import ValidationError


def describe_invalid(invalid: ValidationError, *, whole: str) -> str:
    """Return each field with what is wrong. `whole` names the object, if no field is at fault."""
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or whole}: {problem['msg']}"
        for problem in invalid.errors(include_url=False)
    )
