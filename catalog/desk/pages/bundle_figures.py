"""Price and stock of a bundle while its form is edited, calculated on the server."""

from typing import cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import IntegerField, Model
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks

from catalog.models import BundlePage, ProductBundle, ProductPage
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages.rights.selling_rights import may_change_selling_terms
from sitewide.numbers import is_primary_key

PANEL = "catalog/desk/bundle_figures.html"
PART = "catalog/desk/part_facts.html"
MAX_PARTS = 200


def figures_of(bundle: BundlePage) -> dict:
    """Return the context of the panel: offer and problems of a bundle, saved or not."""
    return {"offer": offer_of(bundle, current_rules()), "problems": problems_of(bundle)}


def problems_of(bundle: BundlePage) -> list[str]:
    """Return messages about broken rules and about parts that keep the bundle off sale."""
    parts = bundle.parts.all()
    problems: list[str] = []
    try:
        bundle.check_bundle_rules()
    except ValidationError as broken:
        problems += broken.messages
    if missing := sum(1 for part in parts if not part.product):
        problems.append(f"{missing} of its products no longer exist: choose others or remove them.")
    problems += [
        f"“{part.product.title}” is not on sale, so the bundle is not either."
        for part in parts
        if part.product and not part.product.is_on_sale
    ]
    return problems


class UnsavedBundle:
    """Unsaved bundle built from the form's current values, validated as the form would."""

    def __init__(self, params: QueryDict) -> None:
        self.problems: list[str] = []
        self.bundle = BundlePage(
            bundle_type=params.get("bundle_type", ""),
            discount_percentage=self._number(
                BundlePage, "discount_percentage", params.get("discount_percentage", ""), "Discount"
            ),
        )
        rows = list(zip(params.getlist("product"), params.getlist("quantity"), strict=False))
        chosen = [(pk, text) for pk, text in rows[:MAX_PARTS] if is_primary_key(pk)]
        known = ProductPage.objects.select_related(
            "product_type", "sku_claim__stock", "sku_claim__rating"
        )
        self.products = known.in_bulk([int(pk) for pk, _ in chosen])
        self.bundle.parts = [
            ProductBundle(product=product, quantity=self._quantity(product, text))
            for pk, text in chosen
            if (product := self.products.get(int(pk)))
        ]

    def figures(self) -> dict:
        """Return the context of the panel, without an offer if a number is invalid."""
        if not self.problems:
            return figures_of(self.bundle)
        return {"offer": None, "problems": [*self.problems, *problems_of(self.bundle)]}

    def _quantity(self, product: ProductPage, text: str) -> int:
        return self._number(ProductBundle, "quantity", text, f"Quantity of “{product.title}”") or 1

    def _number(self, model: type[Model], name: str, text: str, label: str) -> int | None:
        field = cast(IntegerField, model._meta.get_field(name))
        form_field = cast(FormField, field.formfield())
        try:
            number = form_field.clean(text)
            field.run_validators(number)
            return number
        except ValidationError as refusal:
            self.problems.append(f"{label}: {' '.join(refusal.messages)}")
            return None


@never_cache
@require_safe
def show_bundle_figures(request: HttpRequest) -> HttpResponse:
    """Return the panel and the details of each part for the form's current values, as JSON."""
    if not may_change_selling_terms(request.user):
        raise PermissionDenied
    form = UnsavedBundle(request.GET)
    return JsonResponse(
        {
            "panel": render_to_string(PANEL, form.figures()),
            "parts": {
                pk: render_to_string(PART, {"product": product})
                for pk, product in form.products.items()
            },
        }
    )


@hooks.register("register_admin_urls")
def bundle_figures_url() -> list[URLPattern]:
    return [path("bundle-figures/", show_bundle_figures, name="show_bundle_figures")]
