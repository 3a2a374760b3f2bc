"""Bulk actions that approve or reject the reviews shown on the confirmation page."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from catalog.models import Review
from catalog.moderation.forms import RejectForm, SeenForm
from catalog.moderation.rights import MODERATE
from catalog.reviews import Seen, approve_reviews, reject_reviews
from sitewide.numbers import primary_keys


class DecideOnReviews(BulkAction):
    models = [Review]
    template_name = "catalog/moderation/confirm_bulk.html"

    @classmethod
    def get_queryset(cls, model: type[Review], object_ids: list[str]) -> list[Review]:
        keys = primary_keys(map(str, object_ids))
        return list(model.objects.filter(pk__in=keys).select_related("author"))

    def get_all_objects_in_listing_query(self, parent_id: int | None) -> list[str]:
        """Return nothing for “all”: decisions apply only to reviews that were shown."""
        return []

    def check_perm(self, review: Review) -> bool:
        return self.request.user.has_perm(MODERATE)

    @cached_property
    def chosen(self) -> list[Review]:
        return self.get_actionable_objects()[0]

    def get_initial(self) -> dict[str, Any]:
        versions = {str(review.pk): review.version for review in self.chosen}
        return super().get_initial() | {"seen": versions}

    def prepare_action(
        self, objects: list[Review], objects_without_access: dict[str, Any]
    ) -> HttpResponse:
        cleaned = self.cleaned_form.cleaned_data
        seen = [(review.pk, cleaned["seen"].get(review.pk, 0)) for review in objects]
        changed = self.decide(seen, cleaned)
        if changed:
            messages.success(self.request, f"{self.display_name}: {changed} done.")
        if unchanged := len(seen) - changed:
            messages.warning(
                self.request,
                f"{unchanged} unchanged: already decided, or edited by their authors.",
            )
        return redirect(self.next_url)

    def decide(self, seen: list[Seen], cleaned: dict[str, Any]) -> int:
        """Apply the decision and return how many reviews changed."""
        raise NotImplementedError


class ApproveReviews(DecideOnReviews):
    display_name = "Approve"
    action_type = "approve"
    aria_label = "Approve the selected reviews"
    action_priority = 10
    form_class: type[forms.Form] = SeenForm

    def decide(self, seen: list[Seen], cleaned: dict[str, Any]) -> int:
        return approve_reviews(seen, by=self.request.user)


class RejectReviews(DecideOnReviews):
    display_name = "Reject"
    action_type = "reject"
    aria_label = "Reject the selected reviews"
    action_priority = 20
    classes = {"serious"}
    form_class: type[forms.Form] = RejectForm

    def decide(self, seen: list[Seen], cleaned: dict[str, Any]) -> int:
        return reject_reviews(seen, reason=cleaned["reason"], by=self.request.user)


for action in (ApproveReviews, RejectReviews):
    hooks.register("register_bulk_action", action)
