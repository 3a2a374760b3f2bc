"""Product page."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page
from wagtail.models.pages import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from catalog.bundle_rules import check_in_no_bundle
from catalog.image_types import IMAGE_TYPE_PATTERN, PRODUCT_CODE_PATTERN
from catalog.listing.filters import Filter, query_without
from catalog.listing.listing import Listing
from catalog.measures import Measure, NetQuantity
from catalog.models.listed_offer import ListedOffer
from catalog.models.taxonomy import Category, ProductType, Subcategory
from catalog.offers import has_tag_new
from catalog.pages.display.context import product_context
from catalog.pages.forms import SoldUnderSkuForm
from catalog.pages.lists.index_page import TEMPLATE, AnySection, IndexPage
from catalog.pages.lists.sections import (
    Section,
    best_sellers_of,
    check_no_category_has,
    find_section,
    section_of_query,
    subcategories_on_sale,
)
from catalog.pages.product_facts import FACT_CONSTRAINTS, ProductFacts
from catalog.pages.sku_page import SkuPageMixin
from catalog.prices import MoneyRules, UnitPrice, product_price
from catalog.search_terms import index_terms
from sitewide.money_fields import PenceField


class ProductQuerySet(PageQuerySet):
    def on_sale(self) -> Self:
        """Live products with a price and a type."""
        return self.live().filter(price_pence__gt=0, product_type__isnull=False)

    def with_offer_facts(self) -> Self:
        """Load everything an Offer needs, in a fixed number of queries."""
        return self.select_related(
            "product_type", "category", "sku_claim__stock", "sku_claim__rating", "image"
        ).annotate(is_new=has_tag_new("pk"))

    def with_page_facts(self) -> Self:
        """Load everything that the page itself shows of the product."""
        return self.with_offer_facts().select_related("subcategory")


class ProductPage(SkuPageMixin, ProductFacts, Page):
    class Tier(models.TextChoices):
        STANDARD = "standard", "Standard"
        PRO = "pro", "Pro"

    product_code = models.CharField(
        max_length=40,
        blank=True,
        validators=[PRODUCT_CODE_PATTERN],
        help_text="<image type>-<WORD>-<S or P>, such as C1-CERAMIC-P.",
    )
    variant = models.CharField(
        max_length=60,
        blank=True,
        help_text="Difference from its family, such as “500 ml” or “Black”.",
    )
    family = models.SlugField(
        max_length=80, blank=True, help_text="Enter the same word for every variant of a product."
    )
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.STANDARD)
    product_type = models.ForeignKey(
        "catalog.ProductType", null=True, on_delete=models.PROTECT, related_name="products"
    )
    category = models.ForeignKey(
        "catalog.Category", null=True, on_delete=models.PROTECT, related_name="products"
    )
    subcategory = models.ForeignKey(
        "catalog.Subcategory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products",
    )
    tags = ParentalManyToManyField("catalog.Tag", blank=True, related_name="products")
    price_pence = PenceField("price (£)", null=True, help_text="In pounds, VAT included.")
    net_amount = models.DecimalField(
        "net quantity", max_digits=9, decimal_places=3, null=True, blank=True
    )
    net_measure = models.CharField(
        "unit of the net quantity",
        max_length=6,
        blank=True,
        choices=[(measure.value, measure.value) for measure in Measure],
        help_text="Shoppers then see the price per litre, kilogram, metre or piece.",
    )
    image_type = models.CharField(
        max_length=4,
        blank=True,
        validators=[IMAGE_TYPE_PATTERN],
        help_text="The drawing of this type is shown until there is a picture.",
    )

    objects = PageManager.from_queryset(ProductQuerySet)()

    keeps_stock = True
    base_form_class = SoldUnderSkuForm
    parent_page_types = ["catalog.ProductIndexPage"]
    subpage_types: list[str] = []

    search_fields = [
        *Page.search_fields,
        index.SearchField("sku"),
        index.AutocompleteField("sku"),
        index.SearchField("variant"),
        index.SearchField("description"),
        index.RelatedFields("category", [index.SearchField("name")]),
        index.SearchField("search_terms"),
    ]

    class Meta:
        verbose_name = "product"
        permissions = [("change_selling_terms", "Can change prices and how things are sold")]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_pence__isnull=True) | Q(price_pence__gt=0),
                name="product_price_above_zero",
                violation_error_message="A product's price must be more than £0.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(net_amount__isnull=True, net_measure="")
                    | Q(net_amount__gt=0, net_measure__in=[str(m) for m in Measure])
                ),
                name="net_quantity_has_amount_and_measure",
                violation_error_message="A net quantity needs an amount above 0 and a unit.",
            ),
            *FACT_CONSTRAINTS,
        ]

    @property
    def search_terms(self) -> str:
        """Normalised words of the product, for the shop's search."""
        snippets = [self.product_type, self.category, self.subcategory, *self.tags.all()]
        names = [snippet.name for snippet in snippets if snippet]
        texts = [self.title, self.variant, self.sku, self.product_code, self.tier, self.description]
        return " ".join(index_terms([*texts, *names]))

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Self | None:
        """Build a product from a revision, without a type or category that was deleted since."""
        models_by_field: dict[str, type[Category | ProductType | Subcategory]] = {
            "product_type": ProductType,
            "category": Category,
            "subcategory": Subcategory,
        }
        for name, model in models_by_field.items():
            if data.get(name) and not model._default_manager.filter(pk=data[name]).exists():
                data = data | {name: None}
        return super().from_serializable_data(data, check_fks, strict_fks)

    @property
    def net_quantity(self) -> NetQuantity | None:
        """What one unit contains; None for goods that are not sold by quantity."""
        if self.net_amount is None:
            return None
        return NetQuantity(self.net_amount, Measure(self.net_measure))

    @net_quantity.setter
    def net_quantity(self, quantity: NetQuantity | None) -> None:
        self.net_amount = quantity.amount if quantity else None
        self.net_measure = quantity.measure.value if quantity else ""

    @property
    def is_kit(self) -> bool:
        """Whether this is a kit: it has the bundle saving, so it cannot be part of a bundle."""
        return bool(self.product_type and self.product_type.is_bundle_type)

    def clean(self) -> None:
        super().clean()
        check_no_category_has(self.slug)
        if self.is_kit and self.pk:
            stored = type(self).objects.select_related("product_type").filter(pk=self.pk).first()
            if stored and not stored.is_kit:
                check_in_no_bundle(
                    stored.bundle_parts.values_list("bundle__title", flat=True),
                    becoming_kits=f"Products of the type “{self.product_type}” are kits",
                )

    @property
    def is_on_sale(self) -> bool:
        """Whether this product is on sale; the same rule as `ProductQuerySet.on_sale`."""
        return self.live and self.is_saleable

    @property
    def is_saleable(self) -> bool:
        """Whether this product is on sale once its page is published."""
        return bool(self.price_pence and self.product_type)

    def unit_price(self, rules: MoneyRules) -> UnitPrice:
        return product_price(
            list_pence=self.price_pence or 0,
            is_bundle_type=self.is_kit,
            rules=rules,
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shown = product_context(self, reviews_page=request.GET.get("reviews", ""))
        return super().get_context(request, *args, **kwargs) | shown


class ProductIndexPage(IndexPage):
    noun = "product"
    template = TEMPLATE
    subpage_types = ["catalog.ProductPage"]

    class Meta:
        verbose_name = "list of products"

    def find_section(self, components: list[str]) -> Section | None:
        return find_section(components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect the choice of a single category to the page of that category."""
        if "section" not in kwargs and (section := section_of_query(request.GET)):
            rest = query_without(request.GET, Filter.CATEGORY, Filter.SUBCATEGORY)
            url = (self.get_url(request) or "") + section.path
            return HttpResponsePermanentRedirect(f"{url}?{rest}" if rest else url)
        return super().serve(request, *args, **kwargs)

    def read_listing(self, query: QueryDict, section: AnySection | None) -> Listing:
        products = ListedOffer.objects.products()
        if not isinstance(section, Section):
            return Listing.of_products(products, query, name=("products",))
        return Listing.of_products(
            section.of_products(products),
            query,
            name=("products", section.path),
            without=section.fixed_filters,
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        section = kwargs.get("section")
        if section and not section.subcategory:
            products = ListedOffer.objects.products()
            context["subcategories"] = subcategories_on_sale(section.category, products)
            listing = context["listing"]
            if listing.is_start:
                context["best_sellers"] = best_sellers_of(section, products, listing.rules)
        return context
