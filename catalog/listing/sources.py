"""Sources of a listing: its products or its bundles, filtered, and the queries that count them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import (
    CharField,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from catalog.listing.filters import (
    BUNDLE_TYPE,
    ON,
    SWITCHES,
    Filter,
    PriceRange,
    Selection,
    subcategory_value,
)
from catalog.listing.variants import family_key, one_of_each_family, row_key, stock_flag
from catalog.models.listed_offer import ListedOffer

type Row = tuple[str, str, str, int, int]
type Rows = QuerySet[Any, Row]
TOTAL = "total"


@dataclass(frozen=True)
class Source:
    """Products or bundles in a listing: rows of the read table.

    `to_product`: lookup path from a row to the products of a bundle; empty for products, whose rows
    have the same columns themselves. A bundle has the category, subcategory and tags of each of its
    parts.
    """

    rows: QuerySet
    to_product: str = ""

    @classmethod
    def of_products(cls, rows: QuerySet[ListedOffer]) -> Self:
        in_stock = stock_flag()
        return cls(rows.annotate(listed_as=family_key(), has_stock=in_stock))

    @classmethod
    def of_bundles(cls, rows: QuerySet[ListedOffer]) -> Self:
        has_stock = Value(1, output_field=IntegerField())  # each bundle is listed as itself
        listed = rows.annotate(listed_as=row_key(), has_stock=has_stock)
        return cls(listed, to_product="page__bundlepage__parts__product__")

    @property
    def is_of_bundles(self) -> bool:
        return bool(self.to_product)

    def filtered(self, selection: Selection, without: Filter | None = None) -> QuerySet:
        """Return the rows that fit all filters of the selection but `without`."""
        rows = self.rows
        for name in selection.filters:
            if name != without:
                rows = rows.filter(self._condition(name, selection))
        return rows

    def listed(self, selection: Selection) -> QuerySet:
        """Return the filtered rows that have a card: one of each family."""
        rows = self.filtered(selection)
        return rows if self.is_of_bundles else one_of_each_family(rows)

    def _condition(self, name: Filter, selection: Selection) -> Q:
        values = selection.values_of(name)
        match name:
            case Filter.TIER:
                return Q(tier__in=values)
            case Filter.TYPE if self.is_of_bundles:
                return Q() if BUNDLE_TYPE[0] in values else Q(pk__in=[])
            case Filter.SUBCATEGORY:
                return self._of_subcategories(values)
            case Filter.STOCK:
                return ~Q(pk__in=self._sold_out())
            case Filter.OFFER:
                return Q(price_pence__lt=F("list_pence"))
            case Filter.PRICE:
                return _within(selection.price)
        return self._of_products(Q(**{f"{self._path(name)}__slug__in": values}))

    def _path(self, name: Filter) -> str:
        """Return the lookup path to the snippet of a filter."""
        fields = {
            Filter.CATEGORY: "category",
            Filter.SUBCATEGORY: "subcategory",
            Filter.TYPE: "product_type",
            Filter.TAG: "tags" if self.is_of_bundles else "page__productpage__tags",
        }
        return f"{self.to_product}{fields[name]}"

    def _of_products(self, condition: Q) -> Q:
        """Return the condition that a product of the row meets `condition`."""
        return Q(pk__in=ListedOffer.objects.filter(condition).values("pk"))

    def _of_subcategories(self, values: Iterable[str]) -> Q:
        condition = Q(pk__in=[])
        for value in values:
            category, _, subcategory = value.partition("/")
            condition |= Q(
                **{
                    f"{self._path(Filter.CATEGORY)}__slug": category,
                    f"{self._path(Filter.SUBCATEGORY)}__slug": subcategory,
                }
            )
        return self._of_products(condition)

    def _sold_out(self) -> QuerySet:
        """Return the keys of rows of which not one unit is free."""
        if not self.is_of_bundles:
            return ListedOffer.objects.exclude(
                sku__stock__on_hand__gt=F("sku__stock__held") - F("sku__stock__yielding")
            ).values("pk")
        stock = f"{self.to_product}sku_claim__stock__"
        free = F(f"{stock}on_hand") - F(f"{stock}held") + F(f"{stock}yielding")
        wanted = F("page__bundlepage__parts__quantity")
        rows = ListedOffer.objects.bundles().annotate(free_now=free, wanted=wanted)
        return rows.filter(Q(free_now__isnull=True) | Q(free_now__lt=F("wanted"))).values("pk")

    def counts(self, name: Filter, selection: Selection) -> Iterator[Rows]:
        """Return the queries that count the choices of this filter."""
        pages = self.filtered(selection, without=name).order_by()
        match name:
            case Filter.TIER:
                yield _count(pages, name, F("tier"), F("tier"), Value(0))
            case Filter.PRICE:
                bounds = pages.annotate(facet=_text(name), value=_text(""), label=_text(""))
                yield (
                    bounds.values("facet", "value", "label")
                    .annotate(
                        least=Coalesce(Min("price_pence"), 0), most=Coalesce(Max("price_pence"), 0)
                    )
                    .values_list("facet", "value", "label", "least", "most")
                )
            case Filter.STOCK | Filter.OFFER:
                chosen = pages.filter(self._condition(name, selection))
                yield _count(chosen, name, _text(ON), _text(SWITCHES[name]), Value(0))
            case Filter.TYPE if self.is_of_bundles:
                value, label = BUNDLE_TYPE
                yield _count(pages, name, _text(value), _text(label), Value(0))
            case Filter.SUBCATEGORY:
                path = self._path(name)
                named = pages.filter(**{f"{path}__isnull": False})
                joined = subcategory_value(self._path(Filter.CATEGORY), path)
                yield _count(named, name, joined, F(f"{path}__name"), F(f"{path}__sort_order"))
            case _:
                path = self._path(name)
                named = pages.filter(**{f"{path}__isnull": False})
                yield _count(
                    named, name, F(f"{path}__slug"), F(f"{path}__name"), F(f"{path}__sort_order")
                )

    def total(
        self, selection: Selection, facet: str = TOTAL, without: Filter | None = None
    ) -> Rows:
        """Return the query that counts the rows of the selection."""
        rows = self.filtered(selection, without).order_by()
        return _count(rows, facet, _text(""), _text(""), Value(0))


def _within(price: PriceRange) -> Q:
    ends = {"price_pence__gte": price.from_pence, "price_pence__lte": price.to_pence}
    return Q(**{lookup: pence for lookup, pence in ends.items() if pence is not None})


def _text(text: str) -> Value:
    return Value(str(text), output_field=CharField())


def _count(
    pages: QuerySet, facet: str, value: Combinable, label: Combinable, place: Combinable
) -> Rows:
    named = pages.annotate(facet=_text(facet), value=value, label=label, place=place)
    groups = named.values("facet", "value", "label", "place")
    return groups.annotate(count=Count("listed_as", distinct=True)).values_list(
        "facet", "value", "label", "place", "count"
    )
