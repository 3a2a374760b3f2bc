"""Sources of a listing: the pages of one model, filtered, and the queries that count them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from catalog.listing.filters import (
    BUNDLE_TYPE,
    ON,
    SWITCHES,
    Filter,
    PriceRange,
    Selection,
    subcategory_value,
)
from catalog.listing.variants import family_key, one_of_each_family, page_key, stock_flag
from catalog.prices import MoneyRules

type Row = tuple[str, str, str, int, int]
type Rows = QuerySet[Any, Row]
TOTAL = "total"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Source:
    """Pages of one model in a listing, with the columns that filters and sort orders need.

    `to_product`: lookup path from a page to its products; empty for products themselves. A bundle
    has the category, subcategory and tags of each of its parts.
    """

    pages: QuerySet
    to_product: str = ""

    @classmethod
    def of_products(cls, products: Any, rules: MoneyRules) -> "Source":
        """`products`: a `ProductQuerySet`, from a higher layer."""
        priced = products.with_price_now(rules)
        in_stock = stock_flag("sku_claim__stock__")
        others = products.model.objects.live().filter(featured=True, family=OuterRef("family"))
        featured = Q(featured=True) | (~Q(family="") & Q(Exists(others)))
        sortable = _with_sort_columns(priced, featured)
        return cls(sortable.annotate(listed_as=family_key(), has_stock=in_stock))

    @classmethod
    def of_bundles(cls, bundles: Any, rules: MoneyRules) -> "Source":
        """`bundles`: a `BundleQuerySet`, from a higher layer."""
        pages = _with_sort_columns(bundles.with_price_now(rules), Q(featured=True))
        has_stock = Value(1, output_field=IntegerField())  # each bundle is listed as itself
        listed = pages.annotate(listed_as=page_key(), has_stock=has_stock)
        return cls(listed, to_product="parts__product__")

    @property
    def is_of_bundles(self) -> bool:
        return bool(self.to_product)

    @property
    def tier(self) -> str:
        return "bundle_type" if self.is_of_bundles else "tier"

    def filtered(self, selection: Selection, without: Filter | None = None) -> QuerySet:
        """Return the pages that fit all filters of the selection but `without`."""
        names = [name for name in selection.filters if name != without]
        pages = self.pages
        for name in names:
            pages = pages.filter(self._condition(name, selection))
        return pages

    def listed(self, selection: Selection) -> QuerySet:
        """Return the filtered pages that have a card: one of each family."""
        pages = self.filtered(selection)
        return pages if self.is_of_bundles else one_of_each_family(pages)

    def _condition(self, name: Filter, selection: Selection) -> Q:
        values = selection.values_of(name)
        match name:
            case Filter.TIER:
                return Q(**{f"{self.tier}__in": values})
            case Filter.TYPE if self.is_of_bundles:
                return Q() if BUNDLE_TYPE[0] in values else Q(pk__in=[])
            case Filter.SUBCATEGORY:
                return self._of_subcategories(values)
            case Filter.STOCK:
                return ~Q(pk__in=self._sold_out())
            case Filter.OFFER:
                return Q(price_now__lt=F("list_now"))
            case Filter.PRICE:
                return _within(selection.price)
        return self._of_products(Q(**{f"{self._path(name)}__slug__in": values}))

    def _path(self, name: Filter) -> str:
        """Return the lookup path to the snippet of a filter."""
        fields = {
            Filter.CATEGORY: "category",
            Filter.SUBCATEGORY: "subcategory",
            Filter.TYPE: "product_type",
            Filter.TAG: "tags",
        }
        return f"{self.to_product}{fields[name]}"

    def _of_products(self, condition: Q) -> Q:
        """Return the condition that a product of the page meets `condition`."""
        return Q(pk__in=self.pages.model.objects.order_by().filter(condition).values("pk"))

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
        """Return the keys of pages of which not one unit is free."""
        stock = f"{self.to_product}sku_claim__stock__"
        free = F(f"{stock}on_hand") - F(f"{stock}held") + F(f"{stock}yielding")
        wanted = F("parts__quantity") if self.is_of_bundles else Value(1)
        pages = self.pages.model.objects.order_by().annotate(free_now=free, wanted=wanted)
        return pages.filter(Q(free_now__isnull=True) | Q(free_now__lt=F("wanted"))).values("pk")

    def counts(self, name: Filter, selection: Selection) -> Iterator[Rows]:
        """Return the queries that count the choices of this filter."""
        pages = self.filtered(selection, without=name).order_by()
        match name:
            case Filter.TIER:
                yield _count(pages, name, F(self.tier), F(self.tier), Value(0))
            case Filter.PRICE:
                bounds = pages.annotate(facet=_text(name), value=_text(""), label=_text(""))
                yield (
                    bounds.values("facet", "value", "label")
                    .annotate(
                        least=Coalesce(Min("price_now"), 0), most=Coalesce(Max("price_now"), 0)
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
        """Return the query that counts the pages of the selection."""
        pages = self.filtered(selection, without).order_by()
        return _count(pages, facet, _text(""), _text(""), Value(0))


def _with_sort_columns(pages: QuerySet, featured: Q) -> QuerySet:
    """Annotate `stars_now`, the mean stars in thousandths, `reviews_now`, `published_now` and
    `featured_now`, which is 1 for pages that meet `featured`, else 0.

    None of them is null, because databases sort nulls differently.
    """
    rating = "sku_claim__rating__"
    mean = F(f"{rating}stars_sum") * 1000 / NullIf(F(f"{rating}review_count"), 0)
    reviews = Coalesce(F(f"{rating}review_count"), 0)
    published = Coalesce("first_published_at", Value(NEVER, output_field=DateTimeField()))
    return pages.annotate(
        stars_now=Coalesce(mean, 0),
        reviews_now=reviews,
        published_now=published,
        featured_now=Case(
            When(featured, then=Value(1)), default=Value(0), output_field=IntegerField()
        ),
    )


def _within(price: PriceRange) -> Q:
    ends = {"price_now__gte": price.from_pence, "price_now__lte": price.to_pence}
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
