"""Page forms for editors who may change the content but not the selling terms.

An allow-list on the server decides which fields may be posted; every other field is ignored on
every path (save, autosave, submit, approve, revert, preview). A form without a user, as in
imports, is not restricted.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import InlinePanel, TitleFieldPanel
from wagtail.models import COMMENTS_RELATION_NAME, Page

from catalog.models.users import AnyUser
from catalog.pages.rights.selling_rights import CONTENT_FIELDS, may_change_selling_terms

if TYPE_CHECKING:
    from wagtail.admin.forms import WagtailAdminPageForm as FormBase
else:
    FormBase = object

DATES = frozenset({"go_live_at", "expire_at"})
COMMENTS = frozenset({"comments", "comment_notifications"})


class ContentOnly(FormBase):
    """Mixin, first in the bases of a page form. Users who may publish may also set the dates."""

    content_fields = CONTENT_FIELDS

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Set on each class: Wagtail's mixin precedes ours in the MRO and reads the class."""
        super().__init_subclass__(**kwargs)
        cls.show_schedule_publishing_toggle = property(lambda form: form.fields.keys() >= DATES)

    def __init__(
        self,
        *args: Any,
        for_user: AnyUser | None = None,
        instance: Page | None = None,
        **kwargs: Any,
    ) -> None:
        self.is_content_only = for_user is not None and not may_change_selling_terms(for_user)
        if self.is_content_only and instance is not None and instance.pk:
            keep_latest_selling_terms(instance, self.content_fields)
        super().__init__(*args, for_user=for_user, instance=instance, **kwargs)
        if self.is_content_only:
            self._remove_other_fields()

    def _remove_other_fields(self) -> None:
        may_publish = (
            self.instance.pk and self.instance.permissions_for_user(self.for_user).can_publish()
        )
        allowed = self.content_fields | COMMENTS | (DATES if may_publish else frozenset())
        for parts in (self.fields, self.formsets):
            for name in set(parts) - allowed:
                del parts[name]

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_content_only and not self.is_deferred_validation and not self.errors:
            self._check_removed_fields()

    def _check_removed_fields(self) -> None:
        """Report errors in fields that this user cannot see: they keep the page from publishing."""
        try:
            self.instance.full_clean(exclude=set(self.fields), validate_unique=False)
        except ValidationError as error:
            missing = "; ".join(
                f"{name.replace('_', ' ')}: {' '.join(messages)}"
                for name, messages in error.message_dict.items()
            )
            self.add_error(None, f"A catalogue editor must correct this first. {missing}")


def keep_latest_selling_terms(page: Page, content_fields: frozenset[str] = CONTENT_FIELDS) -> None:
    """Overwrite the selling terms of a page, perhaps from an old revision, with the latest draft's.

    A price in the latest draft that waits for approval is therefore kept.
    """
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    for field in page._meta.concrete_fields:
        if not field.primary_key and field.name not in content_fields:
            setattr(page, field.attname, getattr(latest, field.attname))
    children = {relation.get_accessor_name() for relation in get_all_child_relations(page)}
    tags = {field.name for field in get_all_child_m2m_relations(page)}
    for name in (children | tags) - content_fields - {COMMENTS_RELATION_NAME}:
        setattr(page, name, list(getattr(latest, name).all()))


class InlinePanelOfSellingTerms(InlinePanel):
    """Inline panel that is hidden if `ContentOnly` has removed its formset."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(
            self, *, panel: InlinePanel, form: WagtailAdminPageForm | None = None, **kwargs: Any
        ) -> None:
            self.is_open = form is None or panel.relation_name in form.formsets
            super().__init__(panel=panel, form=form if self.is_open else None, **kwargs)

        def is_shown(self) -> bool:
            return self.is_open and super().is_shown()


class TitlePanel(TitleFieldPanel):
    """Title panel that updates the slug, unless `ContentOnly` has removed the slug field."""

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_attrs(self) -> dict[str, Any]:
            attrs = super().get_attrs()
            if attrs["data-w-sync-target-value"]:
                return attrs
            return {name: value for name, value in attrs.items() if not name.startswith("data-")}
