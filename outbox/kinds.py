"""Kinds of mails. Each app registers its own in `AppConfig.ready`; this package knows no app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


def _never(about: models.Model) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class MailKind[Object: models.Model]:
    """A kind of mail about objects of one model, such as the confirmation of an order.

    name: stored with each mail, and shown in the list of failed jobs.
    owed: returns the objects that may be written about now; the mails about others wait.
    mail: sends the mail about an object.
    is_outdated: a mail about an object for which this is true is deleted without sending.
    deletes_object: whether the object exists for the mail only, and is deleted once it is sent.
    label: how logs and the admin name the object; no personal data.
    """

    name: str
    owed: Callable[[], models.QuerySet[Object]]
    mail: Callable[[Object], None]
    is_outdated: Callable[[Object], bool] = _never
    deletes_object: bool = False
    label: Callable[[Object], str] = str


_kinds: dict[str, MailKind[Any]] = {}


def register(*kinds: MailKind[Any]) -> None:
    """Add these kinds. The clock's round sends mails in the order of registration."""
    _kinds.update({kind.name: kind for kind in kinds})


def registered_kinds() -> tuple[MailKind[Any], ...]:
    return tuple(_kinds.values())


def kind_named(name: str) -> MailKind[Any]:
    """Return the kind. Raises KeyError if no app has registered it."""
    return _kinds[name]
