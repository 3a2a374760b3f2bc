"""Rules for the parts of a bundle, checked on every save."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

MIN_PARTS = 3
MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class BundlePart:
    """Part of a bundle. `key` identifies its product; a kit already has the bundle saving."""

    key: object
    title: str
    is_pro: bool
    is_kit: bool = False


def check_parts(parts: Iterable[BundlePart], *, is_pro_bundle: bool) -> None:
    """Raise ValidationError with a message for each broken rule."""
    parts = list(parts)
    times = Counter(part.key for part in parts)
    errors = []
    if len(times) < MIN_PARTS:
        errors.append(
            f"A bundle needs at least {MIN_PARTS} different products; this one has {len(times)}."
        )
    for part in {part.key: part for part in parts if times[part.key] > 1}.values():
        errors.append(
            f"“{part.title}” is in the bundle more than once. Increase its quantity instead."
        )
    for part in {part.key: part for part in parts if part.is_kit}.values():
        errors.append(
            f"“{part.title}” is a kit and already has the bundle saving: a kit cannot be part of "
            "a bundle."
        )
    if is_pro_bundle and not any(part.is_pro for part in parts):
        errors.append("A Pro bundle needs at least one Pro product.")
    if errors:
        raise ValidationError(errors)


def check_in_no_bundle(titles: Iterable[str], *, becoming_kits: str) -> None:
    """Raise ValidationError if any bundle (`titles`) has parts that would become kits."""
    titles = sorted(set(titles))
    if titles:
        more = f" and {len(titles) - MAX_NAMED} more" if len(titles) > MAX_NAMED else ""
        named = ", ".join(f"“{title}”" for title in titles[:MAX_NAMED]) + more
        raise ValidationError(
            f"{becoming_kits}, and a kit cannot be part of a bundle. Remove it from {named} first."
        )
