"""Publishing many pages at once: each that is refused stays as it is, with the reason."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from catalog.desk.pages.publish_warnings import facts_of, warnings_about
from catalog.models import BundlePage, ProductPage
from catalog.pages.approval import refusal_to_publish


class PublishOneByOne(PublishBulkAction):
    def get_execution_context(self):
        self.refused: list[str] = []
        return super().get_execution_context() | {"refused": self.refused}

    @classmethod
    def execute_action(cls, objects, include_descendants=False, user=None, refused=(), **kwargs):
        done = sum(_publish(page, user, refused) for page in objects)
        below = 0
        for page in objects if include_descendants else ():
            drafts = page.get_descendants().not_live().defer_streamfields().specific()
            for draft in drafts.iterator():
                if user is None or draft.permissions_for_user(user).can_publish():
                    below += _publish(draft, user, refused)
        return done, below

    def get_success_message(self, num_parent_objects, num_child_objects):
        for sentence in self.refused:
            messages.error(self.request, sentence)
        if num_parent_objects or num_child_objects:
            return super().get_success_message(num_parent_objects, num_child_objects)
        return None


def _publish(page: Page, user, refused: list[str]) -> bool:
    """Whether it was published; the reason is added to `refused` where it was not."""
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


def told_before_publishing(pages: list[Page], user) -> list[dict]:
    """Of those pages that are in a workflow: `title`, `page_id`, `refusal`, and what should be
    looked at before the draft is approved by this."""
    told = []
    for page in pages:
        page = page.specific
        if page.current_workflow_state is None:
            continue
        draft = page.get_latest_revision_as_object()
        is_sold = isinstance(draft, ProductPage | BundlePage)
        told.append(
            {
                "page_id": page.pk,
                "title": draft.title,
                "is_live": page.live,
                "refusal": refusal_to_publish(page, user),
                "warnings": warnings_about(facts_of(draft)) if is_sold else [],
            }
        )
    return told


# After Wagtail's own, whose place it takes.
hooks.register("register_bulk_action", PublishOneByOne, order=1)
