"""Limit Wagtail's accessibility checker to editor content.

It mistakes the bold paragraphs of our price block for headings.
"""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page


class EditorContentItem(ContentCheckerItem):
    axe_exclude = [".price", ".stock", ".cart-line__total"]


@hooks.register("construct_wagtail_userbar")
def check_editor_content(request: HttpRequest, items: list, page: Page) -> None:
    for index, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[index] = EditorContentItem(in_editor=item.in_editor)
