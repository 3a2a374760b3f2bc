"""What makes a good bundle: checked whichever way a bundle is saved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

MIN_PARTS = 3
MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One part as the rules see it; `key` tells products apart. A kit has a saving of its own."""

    key: object
    title: str
    is_pro: bool
    is_kit: bool = False


def check_parts(parts: Iterable[PartFacts], *, is_pro_bundle: bool) -> None:
    """ValidationError that lists every broken rule, in words for an editor."""
    parts = list(parts)
    times = Counter(part.key for part in parts)
    errors = []
    if len(times) < MIN_PARTS:
        errors.append(
            f"A bundle has at least {MIN_PARTS} different products; this has {len(times)}."
        )
    for part in {part.key: part for part in parts if times[part.key] > 1}.values():
        errors.append(
            f"“{part.title}” is in the bundle more than once: raise its quantity instead."
        )
    for part in {part.key: part for part in parts if part.is_kit}.values():
        errors.append(
            f"“{part.title}” is a kit, and has the bundle saving already: a kit cannot be part "
            "of a bundle."
        )
    if is_pro_bundle and not any(part.is_pro for part in parts):
        errors.append("A Pro bundle has at least one Pro product.")
    if errors:
        raise ValidationError(errors)


def check_in_no_bundle(titles: Iterable[str], *, becoming_kits: str) -> None:
    """ValidationError that names the bundles with parts that are to become kits."""
    titles = sorted(set(titles))
    if titles:
        more = f" and {len(titles) - MAX_NAMED} more" if len(titles) > MAX_NAMED else ""
        named = ", ".join(f"“{title}”" for title in titles[:MAX_NAMED]) + more
        raise ValidationError(
            f"{becoming_kits}, and a kit cannot be part of a bundle: first take it out of {named}."
        )
