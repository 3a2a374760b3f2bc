"""The form of something sold, for those who may change what it says but not how it is sold.

What may be posted is an allow-list, kept here on the server: a field that is hidden, new or guessed
does nothing, whichever way it comes (save, autosave, submitting, approving, going back to an old
revision, preview). A form that is opened for nobody, as an import does, is not narrowed.
"""

from django.core.exceptions import ValidationError
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.admin.panels import InlinePanel, TitleFieldPanel
from wagtail.models import COMMENTS_RELATION_NAME, Page

from catalog.pages.selling_rights import COPY_FIELDS, may_change_selling_terms

DATES = frozenset({"go_live_at", "expire_at"})
COMMENTS = frozenset({"comments", "comment_notifications"})


class ContentOnly:
    """Comes first in the bases of a page's form. Dates are also left to those who may publish."""

    copy_fields = COPY_FIELDS

    def __init_subclass__(cls, **kwargs):
        """Wagtail answers this in a mixin that it puts before ours, and from the class alone."""
        super().__init_subclass__(**kwargs)
        cls.show_schedule_publishing_toggle = property(lambda form: form.fields.keys() >= DATES)

    def __init__(self, *args, for_user=None, instance=None, **kwargs):
        self.is_copy_only = for_user is not None and not may_change_selling_terms(for_user)
        if self.is_copy_only and instance is not None and instance.pk:
            keep_latest_selling_terms(instance, self.copy_fields)
        super().__init__(*args, for_user=for_user, instance=instance, **kwargs)
        if self.is_copy_only:
            self._leave_out_the_rest()

    def _leave_out_the_rest(self) -> None:
        may_publish = (
            self.instance.pk and self.instance.permissions_for_user(self.for_user).can_publish()
        )
        open_to_them = self.copy_fields | COMMENTS | (DATES if may_publish else frozenset())
        for parts in (self.fields, self.formsets):
            for name in set(parts) - open_to_them:
                del parts[name]

    def _post_clean(self):
        super()._post_clean()
        if self.is_copy_only and not self.is_deferred_validation and not self.errors:
            self._check_what_is_closed()

    def _check_what_is_closed(self) -> None:
        """Say it here if what they cannot see keeps the page from being submitted."""
        try:
            self.instance.full_clean(exclude=set(self.fields), validate_unique=False)
        except ValidationError as error:
            missing = "; ".join(
                f"{name.replace('_', ' ')}: {' '.join(said)}"
                for name, said in error.message_dict.items()
            )
            self.add_error(None, f"A catalogue editor has to see to this first. {missing}")


def keep_latest_selling_terms(page: Page, copy_fields: frozenset[str] = COPY_FIELDS) -> None:
    """Give a page that may come from an old revision all that is not copy as it is today.

    Today is the latest draft: a price that waits there for approval is neither undone nor repeated.
    """
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    for field in page._meta.concrete_fields:
        if not field.primary_key and field.name not in copy_fields:
            setattr(page, field.attname, getattr(latest, field.attname))
    children = {relation.get_accessor_name() for relation in get_all_child_relations(page)}
    tags = {field.name for field in get_all_child_m2m_relations(page)}
    for name in (children | tags) - copy_fields - {COMMENTS_RELATION_NAME}:
        setattr(page, name, list(getattr(latest, name).all()))


class InlinePanelOfSellingTerms(InlinePanel):
    """Inline rows; shows nothing where `ContentOnly` has left them out of the form."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, *, panel, form=None, **kwargs):
            self.is_open = form is None or panel.relation_name in form.formsets
            super().__init__(panel=panel, form=form if self.is_open else None, **kwargs)

        def is_shown(self):
            return self.is_open and super().is_shown()


class TitlePanel(TitleFieldPanel):
    """A title that the slug follows, where `ContentOnly` has left the slug in the form."""

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_attrs(self):
            attrs = super().get_attrs()
            if attrs["data-w-sync-target-value"]:
                return attrs
            return {name: value for name, value in attrs.items() if not name.startswith("data-")}
