"""What a draft of a product or bundle can be seen as: its page, and what others register.

An app above the catalogue adds its own view of an offer, as `register("cart-line", "Cart line",
render)`, where `render(page, request)` gives a response.
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
