"""Filters of the product and bundle listings."""

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django_filters import BooleanFilter, ChoiceFilter, Filter, ModelMultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page, Revision, WorkflowState
from wagtail.query import PageQuerySet

from catalog.desk.listings.checkboxes import Checkboxes
from catalog.models import BundlePage, Category, ProductPage, ProductType, Subcategory, Tag
from catalog.pages.picture_status import UNFINISHED, PictureStatus
from sitewide.money_fields import PoundsFormField

STATUSES = [
    ("live", "Live"),
    ("draft", "Not live"),
    ("changed", "Live, with a draft"),
    ("drafts", "Draft to finish"),
    ("scheduled", "Scheduled"),
    ("waiting", "Awaiting approval"),
    ("sent-back", "Changes requested"),
]
TODO = "todo"
PICTURES = [*PictureStatus.choices, (TODO, "None yet, or needs a look")]
STOCK_LEVELS = [("out", "None free"), ("low", "Low"), ("enough", "Enough")]
YES_OR_NO = forms.Select(choices=[("", "Either"), ("true", "Yes"), ("false", "No")])


class PoundsFilter(Filter):
    """Filter by a price entered in pounds."""

    field_class = PoundsFormField


class CatalogueFilterSet(WagtailFilterSet):
    status = ChoiceFilter(label="Status", choices=STATUSES, method="with_status")
    featured = BooleanFilter(label="Featured", widget=YES_OR_NO)
    picture = ChoiceFilter(label="Picture", choices=PICTURES, method="with_picture")

    def with_status(self, pages: PageQuerySet, name: str, value: str) -> PageQuerySet:
        match value:
            case "live":
                return pages.filter(live=True)
            case "draft":
                return pages.filter(live=False)
            case "changed":
                return pages.filter(live=True, has_unpublished_changes=True)
            case "drafts":
                return pages.filter(pk__in=open_drafts().values("pk"))
            case "scheduled":
                return pages.filter(_approved_schedule=True)
            case "waiting":
                return pages.filter(pk__in=pages_awaiting_approval())
            case "sent-back":
                return pages.filter(pk__in=pages_sent_back())
        raise ValueError(f"unknown status: {value}")  # ChoiceFilter passes only known values

    def with_picture(self, pages: PageQuerySet, name: str, value: str) -> PageQuerySet:
        return pages.filter(picture_condition(value))


class ProductFilterSet(CatalogueFilterSet):
    category = ModelMultipleChoiceFilter(queryset=Category.objects.all(), widget=Checkboxes)
    subcategory = ModelMultipleChoiceFilter(
        queryset=Subcategory.objects.select_related("category"),
        widget=Checkboxes,
    )
    product_type = ModelMultipleChoiceFilter(
        label="Type", queryset=ProductType.objects.all(), widget=Checkboxes
    )
    tags = ModelMultipleChoiceFilter(label="Tag", queryset=Tag.objects.all(), widget=Checkboxes)
    tier = ChoiceFilter(label="Tier", choices=ProductPage.Tier.choices)
    stock = ChoiceFilter(label="Stock", choices=STOCK_LEVELS, method="with_stock")
    price_from = PoundsFilter(label="Price from (£)", field_name="price_pence", lookup_expr="gte")
    price_to = PoundsFilter(label="Price up to (£)", field_name="price_pence", lookup_expr="lte")

    class Meta:
        model = ProductPage
        fields: list[str] = []

    def with_stock(self, pages: PageQuerySet, name: str, value: str) -> PageQuerySet:
        stock = "sku_claim__stock__"
        held = F(f"{stock}held") - F(f"{stock}yielding")
        low_at = F(f"{stock}low_at")
        if value == "out":
            return pages.filter(**{f"{stock}on_hand__lte": held})
        if value == "low":
            return pages.filter(**{f"{stock}on_hand__lte": held + low_at})
        return pages.filter(**{f"{stock}on_hand__gt": held + low_at})


class BundleFilterSet(CatalogueFilterSet):
    bundle_type = ChoiceFilter(label="Type", choices=BundlePage.BundleType.choices)

    class Meta:
        model = BundlePage
        fields: list[str] = []


def picture_condition(value: str) -> Q:
    """Return the condition of one of `PICTURES`."""
    return UNFINISHED if value == TODO else PictureStatus(value).condition


def open_drafts() -> PageQuerySet:
    """Return products and bundles with a draft that nobody has submitted or scheduled.

    Pages that were taken offline are not included: nothing waits to be published.
    """
    sold = ContentType.objects.get_for_models(ProductPage, BundlePage).values()
    scheduled = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return (
        Page.objects.filter(content_type__in=list(sold), has_unpublished_changes=True)
        .filter(Q(live=True) | Q(first_published_at=None))
        .exclude(pk__in=pages_awaiting_approval())
        .exclude(pk__in=scheduled.values_list(Cast("object_id", IntegerField()), flat=True))
    )


def pages_awaiting_approval() -> QuerySet:
    """Ids of pages that await approval, without those whose changes were requested."""
    return _pages_in_a_workflow(WorkflowState.STATUS_IN_PROGRESS)


def pages_sent_back() -> QuerySet:
    """Ids of pages whose changes were requested and that were not submitted again."""
    return _pages_in_a_workflow(WorkflowState.STATUS_NEEDS_CHANGES)


def _pages_in_a_workflow(status: str) -> QuerySet:
    """Ids of pages with this workflow status. Wagtail stores them as text, hence the cast."""
    of_pages = ContentType.objects.get_for_model(Page)
    states = WorkflowState.objects.filter(status=status, base_content_type=of_pages)
    return states.values_list(Cast("object_id", IntegerField()), flat=True)
