"""What Wagtail lets a user do with the pages of the catalogue, less what changes how they are sold.

Wagtail's page rights reach down the tree: whoever may change the home page may change every product
below it, and whoever may publish there may delete. These ask for the right to selling terms too.
"""

from django.utils.functional import cached_property
from wagtail.models import PagePermissionTester

from catalog.pages.selling_rights import may_change_selling_terms


class CataloguePageRights(PagePermissionTester):
    @cached_property
    def may_change_selling_terms(self) -> bool:
        return may_change_selling_terms(self.user)

    def can_copy(self):
        return self.may_change_selling_terms and super().can_copy()

    def can_set_view_restrictions(self):
        return self.may_change_selling_terms and super().can_set_view_restrictions()


class SoldPageRights(CataloguePageRights):
    """Of a product or a bundle. Wagtail asks for the right to move where it asks for deleting."""

    def can_delete(self, ignore_bulk=False):
        return self.may_change_selling_terms and super().can_delete(ignore_bulk)


class IndexPagePermissions(CataloguePageRights):
    """Of the list that products or bundles stand below: the shop has one of each, for good."""

    def can_delete(self, ignore_bulk=False):
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_add_subpage(self):
        return self.may_change_selling_terms and super().can_add_subpage()

    def can_publish_subpage(self):
        return self.may_change_selling_terms and super().can_publish_subpage()

    def can_reorder_children(self):
        return self.may_change_selling_terms and super().can_reorder_children()
