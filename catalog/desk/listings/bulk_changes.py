"""Changes of many products or bundles at once, from the lists.

Each page gets a revision of its own, written onto its latest draft, with author and history. What
was a draft before stays one: nobody's unfinished work goes live with a bulk change.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import classproperty
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from catalog.desk.listings.price_changes import PriceChange
from catalog.models import BundlePage, Category, ProductPage, Tag
from catalog.pages.selling_rights import may_change_selling_terms
from sitewide.money_fields import PoundsFormField
from sitewide.templatetags.money import pounds


class BulkForm(forms.Form):
    publish = forms.BooleanField(
        required=False,
        label="Publish at once",
        help_text="Where you may publish and no draft was waiting; the rest become drafts.",
    )


class ChangeSold(BulkAction):
    """`change(page, asked)` alters one page's draft in memory, or raises ValidationError."""

    models = [Page]
    changed_models = (ProductPage, BundlePage)
    form_class = BulkForm
    template_name = "catalog/desk/confirm_bulk_change.html"
    classes = {"serious"}

    @classproperty
    def aria_label(cls):  # noqa: N805
        return f"{cls.display_name}: selected products and bundles"

    @classmethod
    def get_queryset(cls, model, object_ids):
        """With what their rights and their rows on the page ask for, at a fixed cost."""
        pages = model.objects.filter(pk__in=object_ids).annotate_approved_schedule()
        return list(pages.prefetch_workflow_states().specific().prefetch_related("sku_claim"))

    def get_all_objects_in_listing_query(self, parent_id):
        """“All in the list” is never asked for more than what was ticked: see `refuse_all`."""
        return []

    def check_perm(self, page):
        allowed = page.permissions_for_user(self.request.user)
        return (
            isinstance(page, self.changed_models)
            and may_change_selling_terms(self.request.user)
            and allowed.can_edit()
            and not allowed.page_locked()
        )

    def change(self, page, asked: dict) -> None:
        raise NotImplementedError

    def prepare_action(self, objects, objects_without_access):
        """Do it here, page by page: one that is refused leaves the others as they should be."""
        asked = self.cleaned_form.cleaned_data
        done, drafts = 0, 0
        for page in objects:
            try:
                was_published = self._change(page, asked)
            except ValidationError as refusal:
                reason = " ".join(refusal.messages)
                messages.error(self.request, f"“{page.title}” was left as it is. {reason}")
                continue
            done, drafts = done + 1, drafts + (not was_published)
        if done:
            kept = f", {drafts} of them as drafts" if drafts else " and published"
            messages.success(self.request, f"{self.display_name}: {done} changed{kept}.")
        return redirect(self.next_url)

    def _change(self, page, asked: dict) -> bool:
        """Whether it was published."""
        user = self.request.user
        with transaction.atomic():
            stored = type(page).objects.select_for_update(of=("self",)).get(pk=page.pk)
            draft = stored.get_latest_revision_as_object()
            self.change(draft, asked)
            publishes = (
                asked["publish"]
                and stored.live
                and not stored.has_unpublished_changes
                and stored.current_workflow_state is None
                and stored.permissions_for_user(user).can_publish()
            )
            revision = draft.save_revision(user=user, log_action=True, clean=False)
            if publishes:
                revision.publish(user=user)
            return publishes


class SetCategory(ChangeSold):
    display_name = "Set category"
    action_type = "set_category"
    action_priority = 110
    changed_models = (ProductPage,)

    class form_class(BulkForm):  # noqa: N801 (Django's own name for it)
        category = forms.ModelChoiceField(
            Category.objects.all(), help_text="A subcategory of another category is taken off."
        )
        field_order = ["category", "publish"]

    def change(self, page, asked):
        page.category = asked["category"]
        if page.subcategory and page.subcategory.category_id != page.category_id:
            page.subcategory = None


class AddTag(ChangeSold):
    display_name = "Add tag"
    action_type = "add_tag"
    action_priority = 120
    changed_models = (ProductPage,)

    class form_class(BulkForm):  # noqa: N801
        tag = forms.ModelChoiceField(Tag.objects.all())
        field_order = ["tag", "publish"]

    def change(self, page, asked):
        page.tags.add(asked["tag"])


class SetFeatured(ChangeSold):
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

    def change(self, page, asked):
        page.featured = asked["featured"]


class PriceForm(BulkForm):
    direction = forms.ChoiceField(
        choices=[("up", "Raise"), ("down", "Lower")], widget=forms.RadioSelect
    )
    percent = forms.IntegerField(
        required=False, min_value=1, max_value=90, label="by percent", help_text="Whole percents."
    )
    amount = PoundsFormField(required=False, label="or by an amount (£)")
    shown = forms.JSONField(required=False, widget=forms.HiddenInput)
    field_order = ["direction", "percent", "amount", "publish"]

    def clean(self):
        asked = super().clean()
        if bool(asked.get("percent")) == bool(asked.get("amount")) and not self.errors:
            raise ValidationError("Give either a percentage or an amount.")
        sign = -1 if asked.get("direction") == "down" else 1
        asked["change"] = PriceChange(
            percent=sign * (asked.get("percent") or 0), pence=sign * (asked.get("amount") or 0)
        )
        shown = asked.get("shown")
        asked["shown"] = shown if isinstance(shown, dict) else {}
        return asked


class ChangePrice(ChangeSold):
    """Old → new is shown first; what was shown is what is done."""

    display_name = "Change price"
    action_type = "change_price"
    action_priority = 140
    changed_models = (ProductPage,)
    form_class = PriceForm
    template_name = "catalog/desk/confirm_bulk_price.html"

    def form_valid(self, form):
        if form.cleaned_data["shown"]:
            return super().form_valid(form)
        pages, _ = self.get_actionable_objects()
        rows = [self._row(page, form.cleaned_data["change"]) for page in pages]
        seen = form.data.copy()
        seen["shown"] = forms.JSONField().prepare_value(
            {str(row["page"].pk): row["old_pence"] for row in rows if row["is_possible"]}
        )
        context = self.get_context_data(form=self.form_class(seen), rows=rows)
        return self.render_to_response(context | {"change": form.cleaned_data["change"]})

    def _row(self, page, change: PriceChange) -> dict:
        old = page.get_latest_revision_as_object().price_pence
        new = change.applied_to(old) if old else None
        return {
            "page": page,
            "old_pence": old,
            "new_pence": new,
            "is_possible": new is not None and new > 0,
            "has_draft": page.has_unpublished_changes,
        }

    def change(self, page, asked):
        shown = asked["shown"].get(str(page.pk))
        if shown is None or page.price_pence is None:
            raise ValidationError("It had no price that could be changed.")
        if page.price_pence != shown:
            raise ValidationError(
                f"Its price was {pounds(shown)} when it was shown, and is "
                f"{pounds(page.price_pence)} now."
            )
        new = asked["change"].applied_to(page.price_pence)
        if new <= 0:
            raise ValidationError("Its price would be nothing.")
        page.price_pence = new


for action in (SetCategory, AddTag, SetFeatured, ChangePrice):
    hooks.register("register_bulk_action", action)


@hooks.register("before_bulk_action", order=-1)
def refuse_all(request, action_type, objects, action):
    """Wagtail's “all in this list” means every page of the site where a list has no parent page."""
    if (
        action.model is Page
        and "all" in request.GET.getlist("id")
        and not request.GET.get("childOf")
    ):
        messages.error(
            request,
            "Nothing was changed: tick the rows that you mean, one page of the list at a time.",
        )
        return redirect(action.next_url)
    return None
