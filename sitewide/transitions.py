"""Allowed transitions of a row's state, and the one conditional UPDATE that makes a transition.

See docs/design.md, law 4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True, slots=True)
class Transitions[State: models.TextChoices]:
    """The states that may follow each state. The state is stored in the column `state`.

    `allowed` has a key for each state. Raises ValueError if a state that follows is no key.
    """

    allowed: Mapping[State, frozenset[State]]

    def __post_init__(self) -> None:
        followers = frozenset[State]().union(*self.allowed.values())
        if unknown := followers - self.allowed.keys():
            raise ValueError(f"It is not said what may follow {', '.join(sorted(unknown))}.")

    @property
    def final_states(self) -> frozenset[State]:
        """States that no other state follows."""
        return frozenset(state for state, followers in self.allowed.items() if not followers)

    def before(self, to: State) -> tuple[State, ...]:
        """Return the states from which a row may move to this state."""
        return tuple(state for state, followers in self.allowed.items() if to in followers)

    def allows(self, state: State, to: State) -> bool:
        return to in self.allowed[state]

    def move(
        self,
        queryset: models.QuerySet,
        to: State,
        *,
        only_from: Iterable[State] | None = None,
        **columns: object,
    ) -> bool:
        """Move the rows to the state `to` and write `columns` in the same UPDATE.

        Rows move only from the states that allow it, and only from those in `only_from` if it is
        given. Return False, with nothing written, if no row could move.
        """
        possible = set(self.before(to))
        if only_from is not None:
            possible &= set(only_from)
        return bool(queryset.filter(state__in=possible).update(state=to, **columns))
