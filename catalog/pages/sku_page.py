"""Mixin of products and bundles: a SKU that is not part of revisions.

See docs/design.md, laws 1 and 2.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from wagtail.fields import StreamField
from wagtail.locks import BaseLock, BasicLock, ScheduledForPublishLock
from wagtail.models import Page, PagePermissionTester

from catalog.deferred_index import is_deferred
from catalog.models.review import Rating
from catalog.models.sku import Sku, SkuTaken, check_never_used
from catalog.models.stock import Stock
from catalog.models.users import AnyUser
from catalog.offers.refresh import refresh_offers
from catalog.pages import previews
from catalog.pages.blocks import ProductBody, ProductQuestionBlock
from catalog.pages.forms import CopyUnderNewSkuForm
from catalog.pages.rights.approval import PublishedByApproval
from catalog.pages.rights.permissions import SoldPagePermissions
from catalog.pages.schedules import OneScheduledChange
from catalog.text_lines import LinesValidator
from sitewide.public_pages import PublicPage

HIGHLIGHT_LINES = LinesValidator(8, 120)
MAX_QUESTIONS = 12
# Columns that Wagtail writes with each revision. No offer shows them.
NEVER_SHOWN = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
    }
)


class SkuPageMixin(PublicPage, PublishedByApproval):
    """Mixin of pages that are sold under a SKU, with the content that they share.

    The SKU is not a column of the page, so no revision, revert or publish can change it. Setting
    `page.sku = "AUT-CC-001"` before the first save claims it in the same transaction.
    """

    description = models.TextField(help_text="Two or three sentences for shoppers and search.")
    highlights = models.TextField(
        blank=True,
        validators=[HIGHLIGHT_LINES],
        help_text="Bullet points, one a line: at most 8, of 120 characters each.",
    )
    body = StreamField(ProductBody(), blank=True)
    questions = StreamField(
        [("question", ProductQuestionBlock())],
        blank=True,
        max_num=MAX_QUESTIONS,
        help_text="Questions that shoppers ask, with their answers.",
    )
    image = models.ForeignKey(
        "catalog.ShopImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    featured = models.BooleanField(default=False, help_text="Shown on the home page.")
    image_ready = models.BooleanField(
        default=False, help_text="The picture is final. It is no longer listed as an image to do."
    )

    copy_form_class = CopyUnderNewSkuForm
    keeps_stock = False
    is_bundle = False
    sku_of_copy = ""
    _new_sku = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save, and refresh the page's offer in the same transaction."""
        is_new = not self.pk or bool(self._new_sku)
        if is_new:
            self._check_sku()
        with transaction.atomic():
            result = super().save(*args, **kwargs)
            if is_new:
                self._claim_sku()
            changed = kwargs.get("update_fields")
            if changed is None or not NEVER_SHOWN.issuperset(changed):
                refresh_offers([self.pk])
        return result

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return previews.modes()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if render := previews.renderer(mode_name):
            return render(self, request)
        return super().serve_preview(request, mode_name)

    def get_indexed_instance(self) -> Page | None:
        """Return None, so that Wagtail skips indexing, while indexing is deferred."""
        return None if is_deferred(self) else super().get_indexed_instance()

    def permissions_for_user(self, user: AnyUser) -> PagePermissionTester:
        return SoldPagePermissions(user, self)

    def get_lock(self) -> BaseLock | None:
        """Ignore the lock of a scheduled change; keep manual locks and those of a workflow."""
        lock = super().get_lock()
        if not isinstance(lock, ScheduledForPublishLock):
            return lock
        if self.locked:
            return BasicLock(self)
        task = self.current_workflow_task
        return task.lock_class(self, task) if task else OneScheduledChange(self)

    @property
    def claim(self) -> Sku | None:
        """Claim of the page's SKU; None until the page is saved."""
        return getattr(self, "sku_claim", None) if self.pk else None

    @property
    def stock(self) -> Stock | None:
        """Stock of a product; None for a bundle and until the page is saved."""
        return getattr(self.claim, "stock", None) if self.keeps_stock else None

    @property
    def rating(self) -> Rating | None:
        """Sum of the approved reviews; None until the first."""
        return getattr(self.claim, "rating", None)

    @property
    def sku(self) -> str:
        if self._new_sku:
            return self._new_sku
        return self.claim.pk if self.claim else ""

    @sku.setter
    def sku(self, code: str) -> None:
        if code != self.sku:
            self._new_sku = code

    def clean(self) -> None:
        super().clean()
        if self._new_sku:
            self._check_sku()

    def check_before_copying(self) -> None:
        """Raise ValidationError if the page breaks its own rules. Called before it is copied."""

    def copy_all_child_relations(self, target: Page, *args: Any, **kwargs: Any) -> Any:
        """Set the SKU of the copy. Wagtail calls this before it saves the copy."""
        if self.sku_of_copy:
            target.sku = self.sku_of_copy
        return super().copy_all_child_relations(target, *args, **kwargs)

    def _check_sku(self) -> None:
        if self.claim and self._new_sku:
            raise ValidationError({"sku": f"The SKU is {self.claim.pk} and cannot be changed."})
        if not self.sku:
            raise ValidationError({"sku": "A SKU is required, also for drafts."})
        if self._new_sku:
            Sku._meta.get_field("code").run_validators(self._new_sku)
            check_never_used(self._new_sku)

    def _claim_sku(self) -> None:
        code, self._new_sku = self._new_sku, ""
        try:
            with transaction.atomic():
                self.sku_claim = Sku.objects.create(code=code, page_id=self.pk)
        except IntegrityError:
            raise SkuTaken(code) from None
        if self.keeps_stock:
            Stock.objects.create(sku=self.sku_claim)
