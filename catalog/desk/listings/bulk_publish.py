"""Publish many pages at once. Refused pages stay unchanged and the reason is shown."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from catalog.desk.pages.publish_warnings import summarise_draft, warnings_about
from catalog.models import BundlePage, ProductPage
from catalog.models.users import AnyUser
from catalog.pages.rights.approval import refusal_to_publish


class PublishOneByOne(PublishBulkAction):
    def get_execution_context(self) -> dict[str, Any]:
        self.refused: list[str] = []
        return super().get_execution_context() | {"refused": self.refused}

    @classmethod
    def execute_action(
        cls,
        objects: list[Page],
        include_descendants: bool = False,
        user: AnyUser | None = None,
        refused: list[str] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Publish the pages, and their drafts below; return how many of each.

        Messages about refused pages are added to `refused`.
        """
        refused = [] if refused is None else refused
        done = sum(_publish(page, user, refused) for page in objects)
        below = 0
        for page in objects if include_descendants else ():
            drafts = page.get_descendants().not_live().defer_streamfields().specific()
            for draft in drafts.iterator():
                if user is None or draft.permissions_for_user(user).can_publish():
                    below += _publish(draft, user, refused)
        return done, below

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        for sentence in self.refused:
            messages.error(self.request, sentence)
        if num_parent_objects or num_child_objects:
            return super().get_success_message(num_parent_objects, num_child_objects)
        return None


def _publish(page: Page, user: AnyUser | None, refused: list[str]) -> bool:
    """Publish the page. If it is refused, add a message to `refused` and return False."""
    page = page.specific
    try:
        with transaction.atomic():
            if refusal := refusal_to_publish(page, user):
                raise ValidationError(refusal)
            revision = page.get_latest_revision() or page.save_revision(user=user, log_action=True)
            revision.as_object().full_clean()
            revision.publish(user=user)
    except ValidationError as refusal:
        title = page.get_latest_revision_as_object().title
        refused.append(f"“{title}” cannot be published. {' '.join(refusal.messages)}")
        return False
    return True


def workflow_notices(pages: list[Page], user: AnyUser) -> list[dict]:
    """Return, for each page in a workflow, its `title`, `page_id`, `refusal` and `warnings`.

    Publishing approves the drafts that are not refused.
    """
    notices = []
    for page in pages:
        page = page.specific
        if page.current_workflow_state is None:
            continue
        draft = page.get_latest_revision_as_object()
        is_sold = isinstance(draft, ProductPage | BundlePage)
        notices.append(
            {
                "page_id": page.pk,
                "title": draft.title,
                "is_live": page.live,
                "refusal": refusal_to_publish(page, user),
                "warnings": warnings_about(summarise_draft(draft)) if is_sold else [],
            }
        )
    return notices


# Registered after Wagtail's own action, which it replaces.
hooks.register("register_bulk_action", PublishOneByOne, order=1)
