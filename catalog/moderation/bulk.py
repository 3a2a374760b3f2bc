"""Many reviews at once, as they stood on the confirmation page."""

from django import forms
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from catalog.models import Review
from catalog.moderation.forms import RejectForm, SeenForm
from catalog.moderation.rights import MODERATE
from catalog.reviews import approve_reviews, reject_reviews


class DecideOnReviews(BulkAction):
    models = [Review]
    template_name = "catalog/moderation/confirm_bulk.html"

    @classmethod
    def get_queryset(cls, model, object_ids):
        keys = [pk for pk in object_ids if str(pk).isdecimal()]
        return list(model.objects.filter(pk__in=keys).select_related("author"))

    def get_all_objects_in_listing_query(self, parent_id):
        """Nobody decides on what was not shown to them: “all” is what was ticked."""
        return []

    def check_perm(self, review):
        return self.request.user.has_perm(MODERATE)

    @cached_property
    def chosen(self) -> list[Review]:
        return self.get_actionable_objects()[0]

    def get_initial(self):
        versions = {str(review.pk): review.version for review in self.chosen}
        return super().get_initial() | {"seen": versions}

    def prepare_action(self, objects, objects_without_access):
        asked = self.cleaned_form.cleaned_data
        seen = [(review.pk, asked["seen"].get(review.pk, 0)) for review in objects]
        changed = self.decide(seen, asked)
        if changed:
            messages.success(self.request, f"{self.display_name}: {changed} done.")
        if left := len(seen) - changed:
            messages.warning(
                self.request,
                f"{left} left as they are: decided so already, or changed by their authors.",
            )
        return redirect(self.next_url)

    def decide(self, seen, asked: dict) -> int:
        raise NotImplementedError


class ApproveReviews(DecideOnReviews):
    display_name = "Approve"
    action_type = "approve"
    aria_label = "Approve the selected reviews"
    action_priority = 10
    form_class: type[forms.Form] = SeenForm

    def decide(self, seen, asked):
        return approve_reviews(seen, by=self.request.user)


class RejectReviews(DecideOnReviews):
    display_name = "Reject"
    action_type = "reject"
    aria_label = "Reject the selected reviews"
    action_priority = 20
    classes = {"serious"}
    form_class: type[forms.Form] = RejectForm

    def decide(self, seen, asked):
        return reject_reviews(seen, reason=asked["reason"], by=self.request.user)


for action in (ApproveReviews, RejectReviews):
    hooks.register("register_bulk_action", action)
