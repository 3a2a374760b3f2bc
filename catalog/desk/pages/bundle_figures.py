"""What a bundle comes to while its form is filled in: worked out here, never in the browser."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks

from catalog.models import BundlePage, ProductBundle, ProductPage
from catalog.models.shop_rules import current_rules
from catalog.offers import offer_of
from catalog.pages.selling_rights import may_change_selling_terms

PANEL = "catalog/desk/bundle_figures.html"
PART = "catalog/desk/part_facts.html"
MAX_PARTS = 200


def figures_of(bundle: BundlePage) -> dict:
    """For the panel's template: sum, saving, price and stock of a bundle, saved or not."""
    return {"offer": offer_of(bundle, current_rules()), "problems": problems_of(bundle)}


def problems_of(bundle: BundlePage) -> list[str]:
    """Broken rules, and parts without which it cannot be sold."""
    parts = bundle.parts.all()
    said = []
    try:
        bundle.check_bundle_rules()
    except ValidationError as broken:
        said += broken.messages
    if gone := sum(1 for part in parts if not part.product):
        said.append(f"{gone} of its products no longer exist: choose others, or take them out.")
    said += [
        f"“{part.product.title}” is not for sale: until it is, neither is the bundle."
        for part in parts
        if part.product and not part.product.is_on_sale
    ]
    return said


class FormAsTyped:
    """The fields of the bundle's form that decide its figures, judged as the form judges them."""

    def __init__(self, asked: QueryDict):
        self.problems: list[str] = []
        self.bundle = BundlePage(
            bundle_type=asked.get("bundle_type", ""),
            discount_percentage=self._number(
                BundlePage, "discount_percentage", asked.get("discount_percentage", ""), "Discount"
            ),
        )
        rows = list(zip(asked.getlist("product"), asked.getlist("quantity"), strict=False))
        chosen = [(pk, text) for pk, text in rows[:MAX_PARTS] if _is_key(pk)]
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
        """Without an offer where a number cannot be read."""
        if not self.problems:
            return figures_of(self.bundle)
        return {"offer": None, "problems": [*self.problems, *problems_of(self.bundle)]}

    def _quantity(self, product: ProductPage, text: str) -> int:
        return self._number(ProductBundle, "quantity", text, f"Quantity of “{product.title}”") or 1

    def _number(self, model, name: str, text: str, label: str) -> int | None:
        field = model._meta.get_field(name)
        try:
            number = field.formfield().clean(text)
            field.run_validators(number)
            return number
        except ValidationError as refusal:
            self.problems.append(f"{label}: {' '.join(refusal.messages)}")
            return None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


@never_cache
@require_safe
def show_bundle_figures(request):
    """The panel, and what stands beside each part, for what is in the form at this moment."""
    if not may_change_selling_terms(request.user):
        raise PermissionDenied
    form = FormAsTyped(request.GET)
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
def bundle_figures_url():
    return [path("bundle-figures/", show_bundle_figures, name="show_bundle_figures")]
