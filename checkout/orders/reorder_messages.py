"""Flash messages shown after "Buy again"."""

from django.contrib import messages
from django.http import HttpRequest

from checkout.cart.lines import MAX_LINES
from checkout.orders.reorder import NewPrice, ReorderResult
from sitewide.templatetags.money import pounds


def add_reorder_messages(request: HttpRequest, result: ReorderResult) -> None:
    """Add a message for each kind of outcome, with titles and prices."""
    if result.added:
        messages.success(request, f"Added to your cart: {_names(result.added)}.")
    if result.gone:
        messages.warning(request, f"No longer for sale: {_names(result.gone)}.")
    for short in result.short:
        messages.warning(
            request,
            f"There is not enough stock of “{short.title}”. "
            f"We added {short.added} of {short.wanted}.",
        )
    if result.did_not_fit:
        limit = f"a cart holds up to {MAX_LINES} different items"
        messages.warning(request, f"Not added, because {limit}: {_names(result.did_not_fit)}.")
    for price in result.price_raised:
        messages.warning(request, _price(price, "up"))
    for price in result.price_lowered:
        messages.info(request, _price(price, "down"))


def _price(price: NewPrice, direction: str) -> str:
    then, now = pounds(price.then_pence), pounds(price.now_pence)
    return f"The price of “{price.title}” has gone {direction} from {then} to {now}."


def _names(titles: list[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)
