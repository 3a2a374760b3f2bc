"""Words of mails in the admin's settings: list, form with preview, and history."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from outbox.models import MailWording
from outbox.wordings import registered_wordings


class WordingPolicy(ModelPermissionPolicy):
    """Permissions of wordings. Nobody adds or deletes one: the shop's mails are in its code."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("view", "change") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class WordingIndexView(IndexView):
    """List of the wordings in the order of their registration, without actions on several."""

    @cached_property
    def columns(self) -> list[Column]:
        return super().columns[1:]  # the first one ticks rows

    def get_base_queryset(self) -> models.QuerySet:
        names = list(registered_wordings())
        place = models.Case(
            *(models.When(name=name, then=number) for number, name in enumerate(names))
        )
        return MailWording.objects.filter(name__in=names).annotate(place=place).order_by("place")

    def order_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        return queryset


class WordingEditView(EditView):
    """Form of the words of a mail. It saves nothing by itself: the next mail has what is saved."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False


class MailWordingViewSet(SnippetViewSet):
    """Settings → Mail wording, for marketing editors and the owner."""

    model = MailWording
    icon = "mail"
    menu_label = "Mail wording"
    add_to_settings_menu = True
    index_view_class = WordingIndexView
    edit_view_class = WordingEditView
    list_display = [
        "__str__",
        Column("changed_in_words", label="Words", accessor="changed_in_words"),
    ]
    list_per_page = 100
    panels = [FieldPanel("subject"), FieldPanel("heading"), FieldPanel("text")]
    copy_view_enabled = False
    inspect_view_enabled = False


register_permission_policy(MailWording, WordingPolicy(MailWording))
