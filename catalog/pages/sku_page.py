"""What products and bundles share: a SKU that no revision carries
(docs/design.md, laws 1 and 2)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.locks import BasicLock, ScheduledForPublishLock

from catalog.deferred_index import is_deferred
from catalog.models.sku import Sku, SkuTaken, check_never_given
from catalog.models.stock import Stock
from catalog.pages import previews
from catalog.pages.approval import PublishedByApproval
from catalog.pages.forms import CopyUnderNewSkuForm
from catalog.pages.permissions import SoldPageRights
from catalog.pages.schedules import OneScheduledChange


class SkuPageMixin(PublishedByApproval):
    """A page that is sold under a SKU.

    The SKU is no column of the page, so no revision, revert or publish can carry or change it:
    `page.sku = "AUT-CC-001"` before the first save claims it in the same transaction.
    """

    copy_form_class = CopyUnderNewSkuForm
    keeps_stock = False
    sku_of_copy = ""
    _new_sku = ""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk and not self._new_sku:
            return super().save(*args, **kwargs)
        self._check_sku()
        with transaction.atomic():
            result = super().save(*args, **kwargs)
            self._claim_sku()
        return result

    @property
    def preview_modes(self):
        return previews.modes()

    def serve_preview(self, request, mode_name):
        if render := previews.renderer(mode_name):
            return render(self, request)
        return super().serve_preview(request, mode_name)

    def get_indexed_instance(self):
        """None keeps the search index from being told: while many are saved, it is told later."""
        return None if is_deferred(self) else super().get_indexed_instance()

    def permissions_for_user(self, user):
        return SoldPageRights(user, self)

    def get_lock(self):
        """A scheduled change shuts nobody out; a lock by hand or by the workflow still does."""
        lock = super().get_lock()
        if not isinstance(lock, ScheduledForPublishLock):
            return lock
        if self.locked:
            return BasicLock(self)
        task = self.current_workflow_task
        return task.lock_class(self, task) if task else OneScheduledChange(self)

    @property
    def sku(self) -> str:
        if self._new_sku:
            return self._new_sku
        claim = getattr(self, "sku_claim", None) if self.pk else None
        return claim.pk if claim else ""

    @sku.setter
    def sku(self, code: str) -> None:
        if code != self.sku:
            self._new_sku = code

    def clean(self):
        super().clean()
        if self._new_sku:
            self._check_sku()

    def check_before_copying(self) -> None:
        """ValidationError if what is copied breaks a rule of its own kind."""

    def copy_all_child_relations(self, target, *args, **kwargs):
        """A step of Wagtail's copying: the one that is handed the copy before it is saved."""
        if self.sku_of_copy:
            target.sku = self.sku_of_copy
        return super().copy_all_child_relations(target, *args, **kwargs)

    def _check_sku(self) -> None:
        claim = getattr(self, "sku_claim", None) if self.pk else None
        if claim and self._new_sku:
            raise ValidationError({"sku": f"The SKU stays {claim.pk}: it cannot be changed."})
        if not self.sku:
            raise ValidationError({"sku": "A SKU is needed from the first draft on."})
        if self._new_sku:
            Sku._meta.get_field("code").run_validators(self._new_sku)
            check_never_given(self._new_sku)

    def _claim_sku(self) -> None:
        code, self._new_sku = self._new_sku, ""
        try:
            with transaction.atomic():
                self.sku_claim = Sku.objects.create(code=code, page_id=self.pk)
        except IntegrityError:
            raise SkuTaken(code) from None
        if self.keeps_stock:
            Stock.objects.create(sku=self.sku_claim)
