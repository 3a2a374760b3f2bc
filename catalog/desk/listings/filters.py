"""What the lists of products and bundles can be narrowed by."""

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, IntegerField, Q
from django.db.models.functions import Cast
from django_filters import BooleanFilter, ChoiceFilter, Filter, ModelMultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page, WorkflowState

from catalog.models import BundlePage, Category, ProductPage, ProductType, Subcategory, Tag
from sitewide.money_fields import PoundsFormField

STATUSES = [
    ("live", "Live"),
    ("draft", "Not live"),
    ("changed", "Live, with a draft"),
    ("scheduled", "Scheduled"),
    ("waiting", "Awaiting approval"),
    ("sent-back", "Changes requested"),
]
STOCK_LEVELS = [("out", "None free"), ("low", "Low"), ("enough", "Enough")]
YES_OR_NO = forms.Select(choices=[("", "Either"), ("true", "Yes"), ("false", "No")])


class PoundsFilter(Filter):
    """Compares with a price typed in pounds."""

    field_class = PoundsFormField


class CatalogueFilterSet(WagtailFilterSet):
    status = ChoiceFilter(label="Status", choices=STATUSES, method="with_status")
    featured = BooleanFilter(label="Featured", widget=YES_OR_NO)
    image_ready = BooleanFilter(label="Image ready", widget=YES_OR_NO)
    picture = ChoiceFilter(
        label="Picture",
        choices=[("missing", "None yet"), ("todo", "None yet, or not ready")],
        method="with_picture",
    )

    def with_status(self, pages, name, value):
        match value:
            case "live":
                return pages.filter(live=True)
            case "draft":
                return pages.filter(live=False)
            case "changed":
                return pages.filter(live=True, has_unpublished_changes=True)
            case "scheduled":
                return pages.filter(_approved_schedule=True)
            case "waiting":
                return pages.filter(pk__in=pages_awaiting_approval())
            case "sent-back":
                return pages.filter(pk__in=pages_sent_back())

    def with_picture(self, pages, name, value):
        missing = Q(image__isnull=True)
        return pages.filter(missing if value == "missing" else missing | Q(image_ready=False))


class ProductFilterSet(CatalogueFilterSet):
    category = ModelMultipleChoiceFilter(
        queryset=Category.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    subcategory = ModelMultipleChoiceFilter(
        queryset=Subcategory.objects.select_related("category"),
        widget=forms.CheckboxSelectMultiple,
    )
    product_type = ModelMultipleChoiceFilter(
        label="Type", queryset=ProductType.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    tags = ModelMultipleChoiceFilter(
        label="Tag", queryset=Tag.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    tier = ChoiceFilter(label="Tier", choices=ProductPage.Tier.choices)
    stock = ChoiceFilter(label="Stock", choices=STOCK_LEVELS, method="with_stock")
    price_from = PoundsFilter(label="Price from (£)", field_name="price_pence", lookup_expr="gte")
    price_to = PoundsFilter(label="Price up to (£)", field_name="price_pence", lookup_expr="lte")

    class Meta:
        model = ProductPage
        fields = []

    def with_stock(self, pages, name, value):
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
        fields = []


def pages_awaiting_approval():
    """The ids of the pages that somebody is to approve. Those with changes requested are not."""
    return _pages_in_a_workflow(WorkflowState.STATUS_IN_PROGRESS)


def pages_sent_back():
    """The ids of the pages whose changes were requested, and that were not submitted again."""
    return _pages_in_a_workflow(WorkflowState.STATUS_NEEDS_CHANGES)


def _pages_in_a_workflow(status: str):
    """Wagtail keeps the ids as text, of all that goes through workflows."""
    of_pages = ContentType.objects.get_for_model(Page)
    states = WorkflowState.objects.filter(status=status, base_content_type=of_pages)
    return states.values_list(Cast("object_id", IntegerField()), flat=True)
