"""Bundle page: several products sold together, at today's prices less a saving."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, Page
from wagtail.models.pages import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from catalog.bundle_rules import BundlePart, check_parts
from catalog.listing.filters import Filter, query_without
from catalog.listing.listing import Listing
from catalog.models.listed_offer import ListedOffer
from catalog.pages.display.context import bundle_context
from catalog.pages.forms import BundleForm
from catalog.pages.lists.bundle_sections import (
    BundleSection,
    bundle_tabs,
    check_no_bundle_type_has,
    find_bundle_section,
    section_of_bundle_query,
)
from catalog.pages.lists.index_page import TEMPLATE, AnySection, IndexPage
from catalog.pages.product_page import ProductPage
from catalog.pages.sku_page import SkuPageMixin
from catalog.prices import MoneyRules, UnitPrice, bundle_price
from catalog.search_terms import index_terms
from sitewide.kept_values import keep_until_change


class BundleQuerySet(PageQuerySet):
    def on_sale(self) -> Self:
        """Live bundles whose parts are all on sale."""
        parts = ProductBundle.objects.filter(bundle=OuterRef("pk"))
        for_sale = ProductPage.objects.on_sale().filter(pk=OuterRef("product"))
        missing = parts.filter(~Exists(for_sale))
        return self.live().filter(Exists(parts), ~Exists(missing))

    def with_offer_facts(self) -> Self:
        """Load everything an Offer needs, in a fixed number of queries."""
        return self.select_related("sku_claim__rating", "image").prefetch_related(
            "parts__product__image"
        )

    def with_page_facts(self) -> Self:
        """Load everything that the page itself shows of the bundle."""
        return self.with_offer_facts()


class BundlePage(SkuPageMixin, Page):
    class BundleType(models.TextChoices):
        STANDARD = "standard", "Standard"
        PRO = "pro", "Pro"
        SPECIAL = "special", "Special"

    bundle_type = models.CharField(max_length=10, choices=BundleType, default=BundleType.STANDARD)
    discount_percentage = models.PositiveSmallIntegerField(
        "discount (%)",
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(90)],
        help_text="0 to 90. If empty, the bundle saving in the money rules applies.",
    )

    objects = PageManager.from_queryset(BundleQuerySet)()

    is_bundle = True
    base_form_class = BundleForm
    parent_page_types = ["catalog.BundleIndexPage"]
    subpage_types: list[str] = []
    image_type = "BND"
    variant = ""
    parts_may_wait = False

    search_fields = [
        *Page.search_fields,
        index.SearchField("sku"),
        index.AutocompleteField("sku"),
        index.SearchField("description"),
        index.SearchField("search_terms"),
    ]

    class Meta:
        verbose_name = "bundle"
        constraints = [
            models.CheckConstraint(
                condition=Q(discount_percentage__isnull=True) | Q(discount_percentage__lte=90),
                name="bundle_discount_within_90",
                violation_error_message="A bundle's discount must be 0 to 90 %.",
            ),
        ]

    @property
    def search_terms(self) -> str:
        """Normalised words of the bundle and the titles of its parts, for the shop's search."""
        parts = [part.product.title for part in self.parts.all()]
        texts = [self.title, self.sku, self.bundle_type, "bundle set kit", self.description]
        return " ".join(index_terms([*texts, *parts]))

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Self | None:
        """Build a bundle from a revision, with one query for the products of all parts."""
        bundle = super().from_serializable_data(data, check_fks, strict_fks)
        if bundle:
            parts = bundle.parts.all()
            products = ProductPage.objects.select_related(
                "product_type", "category", "sku_claim__stock", "sku_claim__rating"
            )
            known = products.in_bulk([part.product_id for part in parts if part.product_id])
            for part in parts:
                part.product = known.get(part.product_id)
        return bundle

    @property
    def tier(self) -> str:
        return self.bundle_type

    def get_tier_display(self) -> str:
        return self.get_bundle_type_display()

    @property
    def is_on_sale(self) -> bool:
        """Whether this bundle is on sale; the same rule as `BundleQuerySet.on_sale`."""
        return self.live and self.is_saleable

    @property
    def is_saleable(self) -> bool:
        """Whether this bundle is on sale once its page is published."""
        parts = self.parts.all()
        return bool(parts and all(part.product and part.product.is_on_sale for part in parts))

    def clean(self) -> None:
        super().clean()
        check_no_bundle_type_has(self.slug)
        if not self.parts_may_wait:
            self.check_bundle_rules()

    def check_before_copying(self) -> None:
        """Check the live version and the latest draft, because both are copied."""
        self.check_bundle_rules()
        self.get_latest_revision_as_object().check_bundle_rules()

    def check_bundle_rules(self) -> None:
        """Raise ValidationError with every broken rule."""
        check_parts(
            (
                BundlePart(
                    part.product_id,
                    part.product.title,
                    is_pro=part.product.tier == ProductPage.Tier.PRO,
                    is_kit=part.product.is_kit,
                )
                for part in self.parts.all()
                if part.product
            ),
            is_pro_bundle=self.bundle_type == self.BundleType.PRO,
        )

    def unit_price(self, rules: MoneyRules) -> UnitPrice:
        return bundle_price(
            parts=[
                (part.product.price_pence or 0, part.quantity)
                for part in self.parts.all()
                if part.product
            ],
            discount_percent=self.discount_percentage,
            rules=rules,
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shown = bundle_context(self, reviews_page=request.GET.get("reviews", ""))
        return super().get_context(request, *args, **kwargs) | shown


class PartManager(models.Manager):
    """Load parts with their product's type, stock and rating, which every caller needs."""

    def get_queryset(self) -> models.QuerySet:
        return (
            super()
            .get_queryset()
            .select_related(
                "product__product_type",
                "product__category",
                "product__sku_claim__stock",
                "product__sku_claim__rating",
            )
        )


class ProductBundle(Orderable):
    """Part of a bundle: a product and its quantity."""

    bundle = ParentalKey(BundlePage, on_delete=models.CASCADE, related_name="parts")
    product = models.ForeignKey(
        ProductPage, null=True, on_delete=models.SET_NULL, related_name="bundle_parts"
    )
    quantity = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])

    objects: PartManager = PartManager()

    panels = [FieldPanel("product"), FieldPanel("quantity")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "product"],
                name="product_once_per_bundle",
                violation_error_message="This product is already in the bundle.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="part_quantity_at_least_one",
                violation_error_message="A part's quantity is at least 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product or 'a deleted product'}"

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Self | None:
        """Skip the foreign key checks, one query each: the bundle loads all products at once."""
        return model_from_serializable_data(cls, data, check_fks=False, strict_fks=strict_fks)


class BundleIndexPage(IndexPage):
    noun = "bundle"
    template = TEMPLATE
    subpage_types = ["catalog.BundlePage"]

    class Meta:
        verbose_name = "list of bundles"

    def find_section(self, components: list[str]) -> BundleSection | None:
        return find_bundle_section(components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect the choice of one type to the page of that type."""
        if "section" not in kwargs and (section := section_of_bundle_query(request.GET)):
            rest = query_without(request.GET, Filter.TIER)
            url = (self.get_url(request) or "") + section.path
            return HttpResponsePermanentRedirect(f"{url}?{rest}" if rest else url)
        return super().serve(request, *args, **kwargs)

    def read_listing(self, query: QueryDict, section: AnySection | None) -> Listing:
        bundles = ListedOffer.objects.bundles()
        if isinstance(section, BundleSection):
            bundles = bundles.filter(tier=section.bundle_type)
        name = ("bundles", section.path if section else "")
        return Listing.of_bundles(bundles, query, name=name)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        section = kwargs.get("section")
        tabs = keep_until_change(
            ("tabs", section), lambda: bundle_tabs(ListedOffer.objects.bundles(), section)
        )
        return super().get_context(request, *args, **kwargs) | {"tabs": tabs}
