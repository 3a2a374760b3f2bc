"""What makes a good bundle: checked whichever way a bundle is saved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

FEWEST_PARTS = 3


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One part as the rules see it; `key` tells products apart."""

    key: object
    title: str
    is_pro: bool


def check_parts(parts: Iterable[PartFacts], *, is_pro_bundle: bool) -> None:
    """ValidationError that lists every broken rule, in words for an editor."""
    parts = list(parts)
    times = Counter(part.key for part in parts)
    errors = []
    if len(times) < FEWEST_PARTS:
        errors.append(
            f"A bundle has at least {FEWEST_PARTS} different products; this has {len(times)}."
        )
    for part in {part.key: part for part in parts if times[part.key] > 1}.values():
        errors.append(
            f"“{part.title}” is in the bundle more than once: raise its quantity instead."
        )
    if is_pro_bundle and not any(part.is_pro for part in parts):
        errors.append("A Pro bundle has at least one Pro product.")
    if errors:
        raise ValidationError(errors)
