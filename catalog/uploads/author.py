"""Permissions of an import's author. Checked again when it is written: they may have changed."""

from catalog.models import BundleIndexPage, CatalogueImport, ProductIndexPage
from catalog.models.users import AnyUser
from catalog.pages.rights.selling_rights import may_change_selling_terms


class PermissionLost(Exception):
    """The author has no permission (any more) to write the import; the message is for editors."""


def may_publish_catalogue(user: AnyUser) -> bool:
    """Whether the user may publish products and bundles."""
    sections = [*ProductIndexPage.objects.all(), *BundleIndexPage.objects.all()]
    return may_change_selling_terms(user) and all(
        section.permissions_for_user(user).can_publish_subpage() for section in sections
    )


def check_author_permissions(upload: CatalogueImport) -> None:
    if upload.author is None or not may_change_selling_terms(upload.author):
        raise PermissionLost(
            "Its author has no permission to change selling terms any more. "
            "An editor with this permission can upload the file again."
        )
    if not upload.drafts_only and not may_publish_catalogue(upload.author):
        raise PermissionLost(
            "Its author has no permission to publish any more. Upload the file again as drafts."
        )
