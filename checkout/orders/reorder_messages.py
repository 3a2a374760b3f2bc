"""What a buyer is told after buying an order again, by name and in pounds."""

from django.contrib import messages
from django.http import HttpRequest

from checkout.cart.lines import MAX_LINES
from checkout.orders.reorder import NewPrice, ReorderResult
from sitewide.templatetags.money import pounds


def add_reorder_messages(request: HttpRequest, told: ReorderResult) -> None:
    if told.added:
        messages.success(request, f"In your cart again: {_names(told.added)}.")
    if told.gone:
        messages.warning(request, f"No longer for sale: {_names(told.gone)}.")
    for short in told.short:
        put = f"{short.added} of {short.wished} put in your cart"
        messages.warning(request, f"Not enough left of “{short.title}”: {put}.")
    if told.did_not_fit:
        most = f"a cart holds up to {MAX_LINES} different things"
        messages.warning(request, f"Left out, because {most}: {_names(told.did_not_fit)}.")
    for price in told.dearer:
        messages.warning(request, _price(price, "dearer"))
    for price in told.cheaper:
        messages.info(request, _price(price, "cheaper"))


def _price(price: NewPrice, word: str) -> str:
    then, now = pounds(price.then_pence), pounds(price.now_pence)
    return f"“{price.title}” is {word} than then: it was {then} and is now {now}."


def _names(titles: list[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)
