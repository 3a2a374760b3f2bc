"""Catalogue panel on the admin's home page: pages that need an editor's work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Value, Window
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, TaskState
from wagtail.permissions import page_permission_policy

from catalog.desk.listings.filters import TODO, open_drafts, pages_awaiting_approval
from catalog.desk.stock.filters import LOW
from catalog.models import BundlePage, ProductPage, Stock
from catalog.models.users import AnyUser
from catalog.pages.picture_status import UNFINISHED

MAX_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pages there are, by the list in which they are found."""

    products: int = 0
    bundles: int = 0
    others: int = 0

    @property
    def all(self) -> int:
        return self.products + self.bundles + self.others


@dataclass(frozen=True, slots=True)
class ListLink:
    label: str
    url: str


class CatalogueTasksPanel(Component):
    """Short lists with links to the full lists and to the pages that the user may open.

    Kinds of work that do not wait are left out. The number of queries is fixed.
    """

    name = "catalogue_work"
    template_name = "catalog/desk/dashboard.html"
    order = 50

    def __init__(self, user: AnyUser) -> None:
        self.user = user

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        waiting, waiting_counts = _pages_and_counts(
            Page.objects.filter(pk__in=pages_awaiting_approval())
        )
        drafts, draft_counts = _pages_and_counts(open_drafts())
        pictures, picture_counts = _pages_without_picture()
        low, low_count = _low_stock()
        shown = {
            "waiting": waiting,
            "drafts": drafts,
            "pictures": pictures,
            "low": low,
            "scheduled": scheduled_changes(),
        }
        may_change_stock = self.user.has_perm("catalog.change_stock")
        return shown | {
            "has_work": any(shown.values()),
            "editable": _editable_pages(self.user, shown),
            "may_change_stock": may_change_stock,
            "waiting_count": waiting_counts.all,
            "waiting_links": list(_list_links(waiting_counts, "status=waiting")),
            "draft_count": draft_counts.all,
            "draft_links": list(_list_links(draft_counts, "status=drafts")),
            "picture_count": picture_counts.all,
            "picture_links": list(_list_links(picture_counts, f"picture={TODO}")),
            "low_count": low_count,
            "low_url": _low_stock_url(may_change_stock=may_change_stock),
            "scheduled_url": f"{reverse('products:index')}?status=scheduled",
        }


def _pages_and_counts(pages: QuerySet[Page], *order: str) -> tuple[list[Page], Counts]:
    """Return the first pages, by default those with the latest drafts, and how many there are.

    One query.
    """
    types = ContentType.objects.get_for_models(ProductPage, BundlePage)
    is_product = Q(content_type=types[ProductPage])
    is_bundle = Q(content_type=types[BundlePage])
    counted = pages.annotate(
        product_count=Window(Count("pk", filter=is_product)),
        bundle_count=Window(Count("pk", filter=is_bundle)),
        other_count=Window(Count("pk", filter=~(is_product | is_bundle))),
    )
    ordered = counted.order_by(*(order or ("-latest_revision_created_at", "pk")))
    shown: list[Any] = list(ordered[:MAX_SHOWN])
    if not shown:
        return [], Counts()
    first = shown[0]
    return shown, Counts(first.product_count, first.bundle_count, first.other_count)


def _pages_without_picture() -> tuple[list[Page], Counts]:
    """Return the pages without a finished picture, live ones first, with `has_image`. One query."""
    unfinished = [model.objects.filter(UNFINISHED) for model in (ProductPage, BundlePage)]
    wanted, has_image = Q(), Q()
    for pages in unfinished:
        wanted |= Q(pk__in=pages.values("pk"))
        has_image |= Q(pk__in=pages.exclude(image=None).values("pk"))
    return _pages_and_counts(
        Page.objects.filter(wanted).annotate(has_image=has_image), "-live", "title", "pk"
    )


def _low_stock() -> tuple[list[Stock], int]:
    low = Stock.objects.low().filter(sku__page__live=True)
    return _with_count(low.free().order_by(F("free_now")).select_related("sku__page"))


def _with_count(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """Return the first rows, and how many there are. One query."""
    shown = list(rows.annotate(row_count=Window(Count("pk")))[:MAX_SHOWN])
    return shown, shown[0].row_count if shown else 0


def _list_links(counts: Counts, query: str) -> Iterator[ListLink]:
    """Yield links to the lists that have such pages."""
    if counts.products:
        label = f"{counts.products} product{pluralize(counts.products)}"
        yield ListLink(label, f"{reverse('products:index')}?{query}")
    if counts.bundles:
        label = f"{counts.bundles} bundle{pluralize(counts.bundles)}"
        yield ListLink(label, f"{reverse('bundles:index')}?{query}")
    if counts.others:
        label = f"{counts.others} other page{pluralize(counts.others)}"
        yield ListLink(
            label, reverse("wagtailadmin_reports:workflow", query={"status": "in_progress"})
        )


def _low_stock_url(*, may_change_stock: bool) -> str:
    """Return the URL of the low stock, or of its products for users who have no stock desk."""
    if may_change_stock:
        return f"{reverse('list_stock')}?level={LOW}"
    return f"{reverse('products:index')}?stock=low"


def _editable_pages(user: AnyUser, shown: dict[str, list]) -> set[int]:
    """Return the ids of the shown pages whose forms the user may open, to edit or to approve."""
    pks = {0}  # no page has this id; it keeps the number of queries fixed if nothing is shown
    pks |= set(_page_ids(shown))
    if user.is_superuser:
        return pks
    to_decide = TaskState.objects.reviewable_by(user).filter(
        revision__base_content_type=ContentType.objects.get_for_model(Page)
    )
    decidable = {int(pk) for pk in to_decide.values_list("revision__object_id", flat=True)}
    return changeable_pages(user, pks) | (pks & decidable)


def changeable_pages(user: AnyUser, pks: set[int]) -> set[int]:
    """Return those of the pages that the user may edit."""
    if user.is_superuser:
        return pks
    changeable = page_permission_policy.instances_user_has_permission_for(user, "change")
    return set(changeable.filter(pk__in=pks).values_list("pk", flat=True))


def _page_ids(shown: dict[str, list]) -> Iterable[int]:
    for kind in ("waiting", "drafts", "pictures"):
        yield from (page.pk for page in shown[kind])
    yield from (stock.sku.page_id for stock in shown["low"])
    yield from (change["page_id"] for change in shown["scheduled"])


def scheduled_changes() -> list[dict]:
    """Return scheduled changes, soonest first: `at`, `what`, `title`, `page_id`. One query."""
    names = ("at", "what", "shown_title", "page_key")
    going_live = Revision.page_revisions.filter(approved_go_live_at__isnull=False).annotate(
        at=F("approved_go_live_at"),
        what=Value("goes live", CharField()),
        shown_title=Cast("object_str", CharField()),
        page_key=Cast("object_id", IntegerField()),
    )
    expiring = Page.objects.filter(live=True, expire_at__isnull=False).annotate(
        at=F("expire_at"),
        what=Value("expires", CharField()),
        shown_title=Cast("title", CharField()),
        page_key=F("pk"),
    )
    both = (rows.order_by().values_list(*names) for rows in (going_live, expiring))
    changes = next(both).union(next(both), all=True).order_by("at")[:MAX_SHOWN]
    return [
        {"at": at, "what": what, "title": title, "page_id": page_id}
        for at, what, title, page_id in changes
    ]


@hooks.register("construct_homepage_panels")
def add_catalogue_tasks_panel(request: HttpRequest, panels: list[Component]) -> None:
    if page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"}):
        panels.append(CatalogueTasksPanel(request.user))
