"""Bulk changes of products or bundles from the listings.

Each page gets a new revision based on its latest draft, with user and history. A page with a draft
is not published, so that no unfinished work goes live.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import classproperty
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from catalog.desk.listings.page_changes import change_page
from catalog.desk.listings.price_changes import PriceChange
from catalog.models import BundlePage, Category, ProductPage, Tag
from catalog.pages.rights.selling_rights import may_change_selling_terms
from sitewide.money_fields import PoundsFormField
from sitewide.templatetags.money import pounds


class BulkForm(forms.Form):
    publish = forms.BooleanField(
        required=False,
        label="Publish at once",
        help_text="Only for pages that you may publish and that have no draft. The others become "
        "drafts.",
    )


class BulkPageChange(BulkAction):
    """Bulk action that changes each selected page with `change`."""

    models = [Page]
    changed_models: tuple[type[Page], ...] = (ProductPage, BundlePage)
    form_class = BulkForm
    template_name = "catalog/desk/confirm_bulk_change.html"
    classes = {"serious"}

    @classproperty
    def aria_label(cls) -> str:  # noqa: N805
        return f"{cls.display_name}: selected products and bundles"

    @classmethod
    def get_queryset(cls, model: type[Page], object_ids: list[str]) -> list[Page]:
        """Load the pages with everything that permission checks and rows need."""
        pages = model.objects.filter(pk__in=object_ids).annotate_approved_schedule()
        return list(pages.prefetch_workflow_states().specific().prefetch_related("sku_claim"))

    def get_all_objects_in_listing_query(self, parent_id: int | None) -> list[str]:
        """Return nothing for “all in this list”: see `refuse_all`."""
        return []

    def check_perm(self, page: Page) -> bool:
        allowed = page.permissions_for_user(self.request.user)
        return (
            isinstance(page, self.changed_models)
            and may_change_selling_terms(self.request.user)
            and allowed.can_edit()
            and not allowed.page_locked()
        )

    def change(self, page: Page, cleaned: dict[str, Any]) -> None:
        """Change the page's draft in memory. Raise ValidationError to refuse it."""
        raise NotImplementedError

    def prepare_action(
        self, objects: list[Page], objects_without_access: dict[str, Any]
    ) -> HttpResponse:
        """Change the pages one by one; a refused page does not affect the others."""
        cleaned = self.cleaned_form.cleaned_data
        done, drafts = 0, 0
        for page in objects:
            try:
                was_published = self._change(page, cleaned)
            except ValidationError as refusal:
                reason = " ".join(refusal.messages)
                messages.error(self.request, f"“{page.title}” was not changed. {reason}")
                continue
            done, drafts = done + 1, drafts + (not was_published)
        if done:
            how = f", {drafts} of them as drafts" if drafts else " and published"
            messages.success(self.request, f"{self.display_name}: {done} changed{how}.")
        return redirect(self.next_url)

    def _change(self, page: Page, cleaned: dict[str, Any]) -> bool:
        """Change and save one page. Return True if it was published."""
        return change_page(
            page=page,
            user=self.request.user,
            change=lambda draft: self.change(draft, cleaned),
            publishes=cleaned["publish"],
        )


class SetCategory(BulkPageChange):
    display_name = "Set category"
    action_type = "set_category"
    action_priority = 110
    changed_models = (ProductPage,)

    class form_class(BulkForm):  # noqa: N801 (the attribute's name in Wagtail)
        category = forms.ModelChoiceField(
            Category.objects.all(), help_text="A subcategory of another category is removed."
        )
        field_order = ["category", "publish"]

    def change(self, page: Page, cleaned: dict[str, Any]) -> None:
        page.category = cleaned["category"]
        if page.subcategory and page.subcategory.category_id != page.category_id:
            page.subcategory = None


class AddTag(BulkPageChange):
    display_name = "Add tag"
    action_type = "add_tag"
    action_priority = 120
    changed_models = (ProductPage,)

    class form_class(BulkForm):  # noqa: N801
        tag = forms.ModelChoiceField(Tag.objects.all())
        field_order = ["tag", "publish"]

    def change(self, page: Page, cleaned: dict[str, Any]) -> None:
        page.tags.add(cleaned["tag"])


class SetFeatured(BulkPageChange):
    display_name = "Set featured"
    action_type = "set_featured"
    action_priority = 130

    class form_class(BulkForm):  # noqa: N801
        featured = forms.TypedChoiceField(
            choices=[("yes", "Shown on the home page"), ("no", "Not shown there")],
            coerce="yes".__eq__,
            widget=forms.RadioSelect,
        )
        field_order = ["featured", "publish"]

    def change(self, page: Page, cleaned: dict[str, Any]) -> None:
        page.featured = cleaned["featured"]


class PriceForm(BulkForm):
    direction = forms.ChoiceField(
        choices=[("up", "Raise"), ("down", "Lower")], widget=forms.RadioSelect
    )
    percent = forms.IntegerField(
        required=False, min_value=1, max_value=90, label="by percent", help_text="A whole number."
    )
    amount = PoundsFormField(required=False, label="or by an amount (£)")
    shown = forms.JSONField(required=False, widget=forms.HiddenInput)
    field_order = ["direction", "percent", "amount", "publish"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if bool(cleaned.get("percent")) == bool(cleaned.get("amount")) and not self.errors:
            raise ValidationError("Enter either a percentage or an amount.")
        sign = -1 if cleaned.get("direction") == "down" else 1
        cleaned["change"] = PriceChange(
            percent=sign * (cleaned.get("percent") or 0), pence=sign * (cleaned.get("amount") or 0)
        )
        shown = cleaned.get("shown")
        cleaned["shown"] = shown if isinstance(shown, dict) else {}
        return cleaned


class ChangePrice(BulkPageChange):
    """Change prices. Old → new is shown first, and only prices that were shown are changed."""

    display_name = "Change price"
    action_type = "change_price"
    action_priority = 140
    changed_models = (ProductPage,)
    form_class = PriceForm
    template_name = "catalog/desk/confirm_bulk_price.html"

    def form_valid(self, form: PriceForm) -> HttpResponse:
        if form.cleaned_data["shown"]:
            return super().form_valid(form)
        pages, _ = self.get_actionable_objects()
        rows = [self._row(page, form.cleaned_data["change"]) for page in pages]
        seen = self.request.POST.copy()
        seen["shown"] = forms.JSONField().prepare_value(
            {str(row["page"].pk): row["old_pence"] for row in rows if row["is_possible"]}
        )
        context = self.get_context_data(form=self.form_class(seen), rows=rows)
        return self.render_to_response(context | {"change": form.cleaned_data["change"]})

    def _row(self, page: Page, change: PriceChange) -> dict:
        old = page.get_latest_revision_as_object().price_pence
        new = change.applied_to(old) if old else None
        return {
            "page": page,
            "old_pence": old,
            "new_pence": new,
            "is_possible": new is not None and new > 0,
            "has_draft": page.has_unpublished_changes,
        }

    def change(self, page: Page, cleaned: dict[str, Any]) -> None:
        shown = cleaned["shown"].get(str(page.pk))
        if shown is None or page.price_pence is None:
            raise ValidationError("The form showed no price for it.")
        if page.price_pence != shown:
            raise ValidationError(
                f"Its price has changed from {pounds(shown)} to {pounds(page.price_pence)} since "
                "it was shown."
            )
        new = cleaned["change"].applied_to(page.price_pence)
        if new <= 0:
            raise ValidationError("The new price would be £0 or less.")
        page.price_pence = new


for action in (SetCategory, AddTag, SetFeatured, ChangePrice):
    hooks.register("register_bulk_action", action)


@hooks.register("before_bulk_action", order=-1)
def refuse_all(
    request: HttpRequest, action_type: str, objects: list[Page], action: BulkAction
) -> HttpResponse | None:
    """Refuse “all in this list”: without a parent page, Wagtail takes every page of the site."""
    if (
        action.model is Page
        and "all" in request.GET.getlist("id")
        and not request.GET.get("childOf")
    ):
        messages.error(
            request,
            "Nothing was changed. Select the rows on one page of the list at a time.",
        )
        return redirect(action.next_url)
    return None
