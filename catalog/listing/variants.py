"""Families on lists: the variants of one product are shown as one card.

Among the variants that fit the filters, the cheapest one in stock stands for its family.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from catalog.models.stock import Stock
from catalog.offers import Offer, Variants
from catalog.prices import MoneyRules, delivery_cost

_SIZE = re.compile(
    r"(?:\d+(?:\.\d+)?(?: ?× ?\d+(?:\.\d+)?)* ?(?:ml|l|g|kg|mm|cm|m|inch|tonnes?)\b"
    r"|(?:extra )?(?:small|medium|large)\b|(?:pack|set|box) of \w+|single\b|pair\b|xs\b|s\b|xl\b)",
    re.IGNORECASE,
)
_COLOUR = re.compile(
    r"(?:light |dark |matt |gloss )?(?:black|white|grey|silver|gold|red|blue|green|yellow|orange|"
    r"purple|pink|brown|beige|cream|tan|navy|clear|chrome|carbon)\b",
    re.IGNORECASE,
)
_SCENTED_TYPE = re.compile(r"freshener|diffuser|fragrance|scent|perfume", re.IGNORECASE)


def family_key() -> Combinable:
    """Return the expression for what a row is counted as: its family, or itself.

    No family contains a “#”.
    """
    return Case(When(family="", then=row_key()), default=F("family"), output_field=CharField())


def row_key() -> Combinable:
    """Return the same expression for rows without a family."""
    return Concat(Value("#"), Cast("pk", CharField()), output_field=CharField())


def stock_flag() -> Case:
    """Return 1 if a piece of the row's product is free, else 0.

    It is looked up for the rows that need it: a join would read the stock of all.
    """
    free = Stock.objects.filter(sku=OuterRef("sku"), on_hand__gt=F("held") - F("yielding"))
    return Case(When(Exists(free), then=Value(1)), default=Value(0), output_field=IntegerField())


def one_of_each_family(rows: QuerySet) -> QuerySet:
    """Return the rows that stand for their family, and those without one.

    `rows` have the annotations of `sources.Source`. The database looks for better variants of the
    rows that it reads, so that a page of a long list does not sort the whole list.
    """
    siblings = rows.order_by().exclude(family="").filter(family=OuterRef("family"))
    return rows.filter(Q(family="") | ~Exists(siblings.filter(_is_better())))


def _is_better() -> Q:
    """Return the condition that a variant stands for its family rather than the outer row."""
    condition = Q(pk__lt=OuterRef("pk"))
    for column in ("title", "price_pence"):
        condition = Q(**{f"{column}__lt": OuterRef(column)}) | (
            Q(**{column: OuterRef(column)}) & condition
        )
    same_stock = Q(has_stock=OuterRef("has_stock"))
    return Q(has_stock__gt=OuterRef("has_stock")) | (same_stock & condition)


def with_variants(offers: Sequence[Offer], rows: QuerySet, rules: MoneyRules) -> list[Offer]:
    """Add to each offer the variants of its family among these rows. One query at most."""
    names = {offer.family for offer in offers if offer.family}
    if not names:
        return list(offers)
    families: dict[str, list[tuple]] = defaultdict(list)
    columns = ("family", "variant", "product_type__name", "has_stock", "price_pence", "list_pence")
    for family, *facts in rows.order_by().filter(family__in=names).values_list(*columns):
        families[family].append(tuple(facts))
    return [
        replace(offer, variants=_variants(found, rules))
        if len(found := families.get(offer.family, [])) > 1
        else offer
        for offer in offers
    ]


def _variants(rows: Sequence[tuple[Any, ...]], rules: MoneyRules) -> Variants:
    most_stock = max(has_stock for _, _, has_stock, _, _ in rows)
    price, list_price = min(
        (price, list_price)
        for _, _, has_stock, price, list_price in rows
        if has_stock == most_stock
    )
    noun = noun_of([row[0] for row in rows], [row[1] for row in rows])
    return Variants(len(rows), noun, price, price + delivery_cost(list_price, rules))


def noun_of(names: Sequence[str], type_names: Iterable[str]) -> str:
    """Return what these variants differ in: sizes, colours, scents, else versions."""
    if _are_different(_SIZE, names):
        return "sizes"
    if _are_different(_COLOUR, names):
        return "colours"
    if all(_SCENTED_TYPE.search(name) for name in type_names):
        return "scents"
    return "versions"


def _are_different(pattern: re.Pattern[str], names: Sequence[str]) -> bool:
    """Return whether every name begins with another text of this pattern."""
    begun = [match[0].lower() for name in names if (match := pattern.match(name))]
    return len(begun) == len(names) == len(set(begun))
