"""Validate parameters against the types of the `stripe` package.

`stripe.params` has a TypedDict for every call. Each is rewritten into one that pydantic validates
strictly: unknown keys are errors, form-encoded strings are converted to integers, booleans and
lists, and enums that the package leaves open (`Literal[…] | str`) are closed.
"""

import re
import sys
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    ForwardRef,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
)

from pydantic import AfterValidator, BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from stripe._request_options import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import TypedDict, is_typeddict

from fakestripe.api.form_data import bracketed
from fakestripe.api.refusal_texts import empty, missing
from fakestripe.errors import InvalidRequest

_WHOLE_NUMBER = re.compile(r"-?\d+")


def checked(params_type: type, given: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters converted to their types. Raises InvalidRequest in Stripe's words."""
    try:
        return _adapter(params_type).validate_python(given)
    except ValidationError as invalid:
        raise _refusal(invalid.errors(include_url=False), given) from None


@cache
def _adapter(params_type: type) -> TypeAdapter[dict[str, Any]]:
    return TypeAdapter(_strict(params_type))


def _whole_number(value: Any) -> int:
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value):
        return int(value)
    raise PydanticCustomError("stripe_integer", "Invalid integer: {value}", {"value": value})


def _boolean(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    raise PydanticCustomError("stripe_boolean", "Invalid boolean: {value}", {"value": value})


def _not_empty(value: str) -> str:
    if value == "":
        raise PydanticCustomError("stripe_empty", "empty")
    return value


def _indexed(value: Any) -> Any:
    """Convert a decoded list, `{"0": …, "1": …}`, to a list."""
    if isinstance(value, Mapping) and all(key.isdigit() for key in value):
        return [value[key] for key in sorted(value, key=int)]
    return value


_INTEGER = Annotated[int, BeforeValidator(_whole_number)]
_BOOLEAN = Annotated[bool, BeforeValidator(_boolean)]
_STRING = Annotated[str, AfterValidator(_not_empty)]
# Typed Any, because their arguments are only known at run time.
_LIST: Any = list
_DICT: Any = dict
_PLAIN = {int: _INTEGER, bool: _BOOLEAN, str: _STRING, float: float, Decimal: Decimal}


@cache
def _strict(params_type: type) -> Any:
    """Return the TypedDict without the request options and with unknown keys forbidden."""
    own = {
        name: _rewritten(annotation, params_type.__module__)
        for name, annotation in params_type.__annotations__.items()
        if name not in RequestOptions.__annotations__
    }
    # A TypedDict built at run time, which mypy cannot know: hence Any.
    make_typed_dict: Any = TypedDict
    strict = make_typed_dict(params_type.__name__, own)
    strict.__pydantic_config__ = ConfigDict(extra="forbid")
    strict.__module__ = __name__
    return strict


def _rewritten(annotation: Any, module: str) -> Any:
    if isinstance(annotation, str | ForwardRef):
        source = annotation if isinstance(annotation, str) else annotation.__forward_arg__
        annotation = eval(source, vars(sys.modules[module]))  # noqa: S307  the package's own text
    if is_typeddict(annotation):
        return _strict(annotation)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (NotRequired, Required):
        return origin[_rewritten(arguments[0], module)]
    if origin is list:
        return Annotated[_LIST[_rewritten(arguments[0], module)], BeforeValidator(_indexed)]
    if origin is dict:
        return _DICT[str, str if arguments[1] is str else _rewritten(arguments[1], module)]
    if origin in (Union, UnionType):
        return _rewritten_union(arguments, module)
    return annotation


def _rewritten_union(arguments: tuple[Any, ...], module: str) -> Any:
    members = [
        _resolved(member, module)
        for member in arguments
        if get_origin(member) is not UntypedStripeObject
    ]
    literals = [v for m in members if get_origin(m) is Literal for v in get_args(m)]
    if str in members and set(literals) == {""}:
        return str  # an empty string unsets the value
    if str in members and literals:
        members.remove(str)
    rewritten = tuple(_rewritten(member, module) for member in members)
    return Union[rewritten]  # noqa: UP007  built from a tuple


def _resolved(member: Any, module: str) -> Any:
    if isinstance(member, ForwardRef):
        return eval(member.__forward_arg__, vars(sys.modules[module]))  # noqa: S307
    return member


def _refusal(errors: list[ErrorDetails], given: dict[str, Any]) -> InvalidRequest:
    """Return the error to report: unknown parameters first, then wrong types, then missing ones."""
    unknown = [_param(error, given) for error in errors if error["type"] == "extra_forbidden"]
    if unknown:
        plural = "s" if len(unknown) > 1 else ""
        return InvalidRequest(
            f"Received unknown parameter{plural}: {', '.join(unknown)}",
            code="parameter_unknown",
            param=unknown[0],
        )
    ill_typed = [error for error in errors if error["type"] != "missing"]
    first = max(ill_typed or errors, key=lambda error: len(_path(error, given)))
    return _worded(first, _param(first, given))


def _worded(error: ErrorDetails, param: str) -> InvalidRequest:
    kind, value = error["type"], error["input"]
    if kind == "missing":
        return missing(param)
    if kind == "stripe_integer":
        return InvalidRequest(error["msg"], code="parameter_invalid_integer", param=param)
    if kind == "stripe_empty":
        return empty(param)
    if kind == "literal_error":
        return InvalidRequest(
            f"Invalid {param}: must be one of {error['ctx']['expected'].replace(chr(39), '')}",
            param=param,
        )
    if kind == "stripe_boolean":
        return InvalidRequest(error["msg"], param=param)
    expected = {"list_type": "array", "string_type": "string", "dict_type": "object"}
    return InvalidRequest(f"Invalid {expected.get(kind, 'number')}: {value}", param=param)


def _param(error: ErrorDetails, given: dict[str, Any]) -> str:
    return bracketed(_path(error, given))


def _path(error: ErrorDetails, given: dict[str, Any]) -> list[str]:
    """Return pydantic's location of an error without the names of union members."""
    path: list[str] = []
    here: Any = given
    for position, step in enumerate(error["loc"]):
        name = str(step)
        is_last = position == len(error["loc"]) - 1
        if isinstance(here, Mapping) and name in here:
            path.append(name)
            here = here[name]
        elif is_last and error["type"] == "missing":
            path.append(name)
    return path
