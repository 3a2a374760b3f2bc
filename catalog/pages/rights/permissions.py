"""Page permissions without the actions that change selling terms.

Wagtail's page permissions are inherited: a user who may edit the home page may edit every product
below it, and one who may publish may delete. These also require permission to change selling terms.
"""

from django.utils.functional import cached_property
from wagtail.models import PagePermissionTester

from catalog.pages.rights.selling_rights import may_change_selling_terms


class CataloguePagePermissions(PagePermissionTester):
    @cached_property
    def may_change_selling_terms(self) -> bool:
        return may_change_selling_terms(self.user)

    def can_copy(self) -> bool:
        return self.may_change_selling_terms and super().can_copy()

    def can_set_view_restrictions(self) -> bool:
        return self.may_change_selling_terms and super().can_set_view_restrictions()


class SoldPagePermissions(CataloguePagePermissions):
    """Permissions on a product or bundle. Wagtail also checks `can_delete` before moving."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.may_change_selling_terms and super().can_delete(ignore_bulk)


class IndexPagePermissions(CataloguePagePermissions):
    """Permissions on the index page of products or of bundles. Only superusers may delete it."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_add_subpage(self) -> bool:
        return self.may_change_selling_terms and super().can_add_subpage()

    def can_publish_subpage(self) -> bool:
        return self.may_change_selling_terms and super().can_publish_subpage()

    def can_reorder_children(self) -> bool:
        return self.may_change_selling_terms and super().can_reorder_children()
