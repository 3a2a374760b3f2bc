"""What Wagtail's admin leaves open to those who may not change how things are sold.

Rights over one page are `page_rights`, what its form takes is `copy_only`; this closes the ways
round them.
"""

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from catalog.desk.images import permissions

permissions.register()


@hooks.register("before_move_page")
def ask_for_the_right_to_move(request, page: Page, destination: Page):
    """Wagtail's confirmation does so only when it is posted, and shows itself to everybody."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


class PagesToReadAdminAPIViewSet(PagesAdminAPIViewSet):
    """The admin's own API reads pages for choosers and the menu; no screen uses its actions.

    They copy pages, bring back old revisions, move and delete without the forms in which a SKU is
    asked for and selling terms are guarded.
    """

    actions = {}


@hooks.register("construct_admin_api")
def disable_page_api_actions(admin_api):
    admin_api.register_endpoint("pages", PagesToReadAdminAPIViewSet)


@hooks.register("register_permissions")
def register_permissions():
    """In the form of a group, beside the rights to snippets."""
    return Permission.objects.filter(
        content_type__app_label="catalog",
        codename__in=["change_selling_terms", "view_stock", "change_stock"],
    )
