"""What Wagtail's content checker marks in a preview: what an editor has written, not the shop's own
figures, whose bold paragraphs it takes for headings."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem


class OwnWordsItem(ContentCheckerItem):
    axe_exclude = [".price", ".stock", ".cart-line__total"]


@hooks.register("construct_wagtail_userbar")
def check_own_words(request: HttpRequest, items: list, page) -> None:
    for place, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[place] = OwnWordsItem(in_editor=item.in_editor)
