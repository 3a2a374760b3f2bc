"""Change of one page from a list: a new revision of its latest draft, published where possible."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page

from catalog.models.users import AnyUser


class ChangedMeanwhile(ValidationError):
    """Somebody saved another version of the page after it was shown."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has saved this page since you opened this. Nothing was changed: the "
            "field shows the new value. Enter yours again if it is still right."
        )


def change_page(
    *,
    page: Page,
    user: AnyUser,
    change: Callable[[Page], None],
    publishes: bool,
    seen_revision: int | None = None,
) -> bool:
    """Change and save the page's latest draft. Return True if it was published.

    `change` changes the draft in memory, and raises ValidationError to refuse it. A page with a
    draft, or in a workflow, is not published: no unfinished work goes live. Raise ChangedMeanwhile
    if `seen_revision` is given and is not the latest.
    """
    with transaction.atomic():
        stored = type(page).objects.select_for_update(of=("self",)).get(pk=page.pk)
        if seen_revision is not None and seen_revision != (stored.latest_revision_id or 0):
            raise ChangedMeanwhile
        draft = stored.get_latest_revision_as_object()
        change(draft)
        goes_live = (
            publishes
            and stored.live
            and not stored.has_unpublished_changes
            and stored.current_workflow_state is None
            and stored.permissions_for_user(user).can_publish()
        )
        revision = draft.save_revision(user=user, log_action=True, clean=False)
        if goes_live:
            revision.publish(user=user)
        return goes_live
