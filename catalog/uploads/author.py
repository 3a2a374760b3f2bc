"""What the author of an import may do. Asked again when it is written: rights come and go."""

from catalog.models import BundleIndexPage, CatalogueImport, ProductIndexPage
from catalog.pages.selling_rights import may_change_selling_terms


class MayNotWrite(Exception):
    """The author's rights do not reach (any more); the message says so, in words for an editor."""


def may_publish_catalogue(user) -> bool:
    """Whether what an import makes may go live at once: products as well as bundles."""
    sections = [*ProductIndexPage.objects.all(), *BundleIndexPage.objects.all()]
    return may_change_selling_terms(user) and all(
        section.permissions_for_user(user).can_publish_subpage() for section in sections
    )


def refuse_without_rights(upload: CatalogueImport) -> None:
    if upload.author is None or not may_change_selling_terms(upload.author):
        raise MayNotWrite(
            "Whoever uploaded it may not change how things are sold any more. "
            "Somebody who may can upload the file again."
        )
    if not upload.drafts_only and not may_publish_catalogue(upload.author):
        raise MayNotWrite(
            "Whoever uploaded it may not publish any more. Upload the file again, and make drafts."
        )
