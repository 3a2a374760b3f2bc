"""Forms that change one value of a row in the lists: price, featured, stock."""

from typing import Any, cast

from django import forms
from wagtail.models import Page

from catalog.desk.pages.price_checks import check_price
from catalog.models import BundlePage, ProductPage
from sitewide.money_fields import PoundsFormField


class PageValueForm(forms.Form):
    """Change of one field of a page's draft. `seen_revision` is the version that was shown."""

    name: str
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, page: Page, draft: Page) -> None:
        shown = {
            "seen_revision": page.latest_revision_id or 0,
            self.name: getattr(draft, self.name),
        }
        super().__init__(data, initial=shown)

    def apply_to(self, draft: Page) -> None:
        setattr(draft, self.name, self.cleaned_data[self.name])


class RowPriceForm(PageValueForm):
    name = "price_pence"
    price_pence = PoundsFormField(label="Price (£)", help_text="In pounds, VAT included.")

    def clean_price_pence(self) -> int:
        pence = cast(int, self.cleaned_data["price_pence"])
        check_price(pence)
        return pence


class RowFeaturedForm(PageValueForm):
    name = "featured"
    featured = forms.BooleanField(
        required=False, label="Featured", help_text="Shown on the home page."
    )


PAGE_FORMS: dict[str, type[PageValueForm]] = {"price": RowPriceForm, "featured": RowFeaturedForm}
FIELDS_OF: dict[type[Page], frozenset[str]] = {
    ProductPage: frozenset({"price", "featured", "stock"}),
    BundlePage: frozenset({"featured"}),
}
