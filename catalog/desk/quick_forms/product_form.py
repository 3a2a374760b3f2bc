"""Quick form of a new product: one screen instead of the tabs of the full form."""

from functools import cache
from typing import Any

from django import forms
from wagtail.admin.panels import FieldPanel, ObjectList

from catalog.desk.pages.price_checks import check_price
from catalog.desk.quick_forms.fields import QuickFields, photograph_field, sku_field
from catalog.desk.quick_forms.guesses import guess_net_quantity, guess_tier, guess_type
from catalog.desk.quick_forms.sku_proposals import propose_product_sku
from catalog.models import ProductPage
from catalog.pages.forms import SoldUnderSkuForm

MAX_PIECES = 100_000
NO_GUESS = "Choose a type: none could be guessed from the title."


class QuickProductForm(QuickFields, SoldUnderSkuForm):
    """Type and tier may be empty: they are guessed from the title and the category, as the net
    quantity is, which only the full form shows.
    """

    sku = sku_field()
    photograph = photograph_field()
    pieces = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_PIECES,
        label="Pieces in stock",
        help_text="Counted as the first delivery.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = (
            "“Product – Variant”, such as “Glass Cleaner – 500 ml”. A quantity at its end is "
            "stored as the net quantity if products of the category have one."
        )
        self.fields["tier"].required = False
        self.fields["tier"].choices = [("", "Guessed from the title"), *ProductPage.Tier.choices]
        self.fields["product_type"].required = False
        self.fields["product_type"].empty_label = "Guessed from the title"
        self.initial |= {"tier": "", "image_ready": True}
        if not self.for_user.has_perm("catalog.change_stock"):
            del self.fields["pieces"]

    def propose_sku(self, cleaned: dict[str, Any]) -> str:
        return propose_product_sku(cleaned.get("category"))

    def clean_price_pence(self) -> int | None:
        """Check the price here, so that an error is shown beside its field."""
        pence: int | None = self.cleaned_data["price_pence"]
        if pence is not None:
            check_price(pence)
        return pence

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        title = cleaned.get("title") or ""
        self.instance.net_quantity = guess_net_quantity(
            title=title, category=cleaned.get("category")
        )
        cleaned["tier"] = cleaned.get("tier") or guess_tier(title)
        if "product_type" in self.errors or cleaned.get("product_type"):
            return cleaned
        cleaned["product_type"] = guess_type(title=title, category=cleaned.get("category"))
        if not cleaned["product_type"] and title and not self.is_deferred_validation:
            self.add_error("product_type", NO_GUESS)
        return cleaned


@cache
def product_panels() -> ObjectList:
    """Return the panels that decide which of the page's fields the form has."""
    panels = [
        FieldPanel("title"),
        FieldPanel("description"),
        FieldPanel("price_pence"),
        FieldPanel("category", widget=forms.Select),
        FieldPanel("product_type", widget=forms.Select),
        FieldPanel("tier"),
        FieldPanel("slug"),
        FieldPanel("image", widget=forms.HiddenInput),
        FieldPanel("image_ready"),
    ]
    return ObjectList(panels, base_form_class=QuickProductForm).bind_to_model(ProductPage)


@cache
def product_form_class() -> type[QuickProductForm]:
    return product_panels().get_form_class()
