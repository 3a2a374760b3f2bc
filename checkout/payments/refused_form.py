"""A checkout form that was refused: kept in the session until the next page shows it.

The response to the form is a redirect, so that no page of the browser's history is the answer to a
POST: "Back" from Stripe would ask to send the form again.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict
from django.utils import timezone

from checkout.orders.contact import ContactForm

REFUSED_KEY = "refused_checkout"
KEPT_FOR = timedelta(minutes=10)
MAX_LENGTH = 500  # more than any field takes, so that its error is the same
FIELDS = (*ContactForm.base_fields, "address", "age_asked", "age_confirmed")


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """What was typed, and why no order was placed: `problem` or `was_pence`, the total shown.

    Without either, the fields themselves have errors.
    """

    fields: QueryDict
    problem: str = ""
    was_pence: int | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the fields have no errors."""
        return bool(self.problem) or self.was_pence is not None


def keep_refused_form(
    session: SessionBase, data: QueryDict, *, problem: str = "", was_pence: int | None = None
) -> None:
    """Keep the fields of the form, and no others, in the session."""
    # Another request of this session may have placed an order since this one began.
    session.update(session.load())
    typed = {name: data[name][:MAX_LENGTH] for name in FIELDS if name in data}
    session[REFUSED_KEY] = {
        "typed": typed,
        "problem": problem,
        "was_pence": was_pence,
        "at": timezone.now().timestamp(),
    }


def take_refused_form(session: SessionBase) -> RefusedForm | None:
    """Return the refused form, once. None if there is none, or if it is older than `KEPT_FOR`."""
    kept: dict[str, Any] | None = session.pop(REFUSED_KEY, None)
    if kept is None or timezone.now().timestamp() - kept["at"] > KEPT_FOR.total_seconds():
        return None
    fields = QueryDict(mutable=True)
    fields.update(kept["typed"])
    return RefusedForm(fields, kept["problem"], kept["was_pence"])
