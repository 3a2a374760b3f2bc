"""Approve pictures. This is no edit: see `catalog.packshots.pictures`."""

from enum import Enum
from uuid import uuid4

from django.db import transaction
from wagtail.log_actions import log

from catalog.models import BundlePage, ProductPage
from catalog.models.users import AnyUser
from catalog.packshots.pictures import put_on_page

APPROVED_ACTION = "autovise.approve_picture"


class Approval(Enum):
    APPROVED = "approved"
    NOT_ALLOWED = "not allowed"
    NO_PICTURE = "no picture"
    APPROVED_BEFORE = "approved before"
    CHANGED_MEANWHILE = "changed meanwhile"


@transaction.atomic
def approve_picture(page: ProductPage | BundlePage, *, user: AnyUser) -> Approval:
    """Mark the page's picture as ready, on the page and in its pending revisions, and log it."""
    if not page.permissions_for_user(user).can_publish():
        return Approval.NOT_ALLOWED
    if page.image is None:
        return Approval.NO_PICTURE
    if page.image_ready:
        return Approval.APPROVED_BEFORE
    if not put_on_page(page, page.image, page.image, is_ready=True):
        return Approval.CHANGED_MEANWHILE
    # Of several entries with one UUID, Wagtail's history shows the last only.
    log(page, APPROVED_ACTION, user=user, uuid=uuid4())
    return Approval.APPROVED
