"""Sections of the list of bundles: the types Standard, Pro and Special, with URLs of their own."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import QueryDict

from catalog.listing.filters import TIERS, Filter


@dataclass(frozen=True, slots=True)
class BundleSection:
    """The bundles of one type."""

    bundle_type: str

    @property
    def name(self) -> str:
        return f"{TIERS[self.bundle_type]} bundles"

    @property
    def path(self) -> str:
        """The path below the list of bundles: "pro/"."""
        return f"{self.bundle_type}/"

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """Names and paths of the breadcrumb."""
        return [(self.name, self.path)]


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to all bundles, or to those of one type, with their number."""

    label: str
    path: str
    count: int
    is_current: bool


def find_bundle_section(components: list[str]) -> BundleSection | None:
    """Return the section at this path below the list of bundles, or None."""
    is_known = len(components) == 1 and components[0] in TIERS
    return BundleSection(components[0]) if is_known else None


def section_of_bundle_query(query: QueryDict) -> BundleSection | None:
    """Return the section if the query string chooses one type."""
    return find_bundle_section(query.getlist(Filter.TIER))


def check_no_bundle_type_has(slug: str) -> None:
    """Raise ValidationError if a list of bundles has this slug: both would have the same URL."""
    if slug in TIERS:
        raise ValidationError(
            {"slug": f"The list of {TIERS[slug]} bundles has this URL. Please choose another slug."}
        )


def bundle_tabs(bundles: QuerySet, current: BundleSection | None) -> list[Tab]:
    """Return a tab for all bundles and one for each type that some have. One query."""
    rows = bundles.order_by().values_list("tier").annotate(count=Count("pk"))
    counts = dict(rows)
    chosen = current.bundle_type if current else ""
    types = [
        Tab(label, f"{value}/", counts[value], value == chosen)
        for value, label in TIERS.items()
        if value in counts
    ]
    return [Tab("All", "", sum(counts.values()), not chosen), *types]
