"""Close admin views and API actions that bypass the permission to change selling terms.

See also `permissions` and `content_only_forms` in `catalog.pages.rights`.
"""

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page

from catalog.desk.images import permissions

permissions.register()


@hooks.register("before_move_page")
def check_permission_to_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Check the permission on GET too; Wagtail's confirmation checks it only on POST."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


class PagesToReadAdminAPIViewSet(PagesAdminAPIViewSet):
    """Read-only admin API of pages. Choosers and menus read it; no view uses its actions.

    The actions copy, revert, move and delete pages without our forms, which require a SKU and
    protect selling terms.
    """

    actions: dict[str, type] = {}


@hooks.register("construct_admin_api")
def disable_page_api_actions(admin_api: WagtailAPIRouter) -> None:
    admin_api.register_endpoint("pages", PagesToReadAdminAPIViewSet)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Show these permissions in the group form."""
    return Permission.objects.filter(
        content_type__app_label="catalog",
        codename__in=["change_selling_terms", "view_stock", "change_stock"],
    )
