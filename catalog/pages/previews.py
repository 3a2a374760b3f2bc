"""Preview modes of product and bundle drafts: the page, and modes that other apps register.

An app above the catalogue adds a mode with `register("cart-line", "Cart line", render)`, where
`render(page, request)` returns a response.
"""

from collections.abc import Callable

PAGE = ("", "Page")
_registered: dict[str, tuple[str, Callable]] = {}


def register(name: str, label: str, render: Callable) -> None:
    _registered[name] = (label, render)


def modes() -> list[tuple[str, str]]:
    return [PAGE, *((name, label) for name, (label, _) in sorted(_registered.items()))]


def renderer(name: str) -> Callable | None:
    _, render = _registered.get(name, ("", None))
    return render
