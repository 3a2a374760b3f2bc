"""Create and copy views that handle a SKU claimed concurrently."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.create import CreateView
from wagtail.log_actions import log as write_history
from wagtail.models import Page

from catalog.models.sku import SkuTaken


class SkuCreateView(CreateView):
    def form_valid(self, form: WagtailAdminPageForm) -> HttpResponse:
        """Save the page, or show the form again if the SKU was claimed after its validation."""
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except SkuTaken as refusal:
            self.page.pk = self.page.id = None
            form.add_error("sku", refusal.message_dict["sku"])
            form.restore_required_fields()
            return self.form_invalid(form)


class SkuCopyView(CopyView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Skip Wagtail's lookup of the posted parent, which fails for an empty one.

        The form validates it and shows an error.
        """
        return super(CopyView, self).post(request, *args, **kwargs)

    def form_valid(self, form: CopyForm) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except SkuTaken as refusal:
            form.add_error("sku", refusal.message_dict["sku"])
            return self.form_invalid(form)


@hooks.register("after_copy_page")
def log_first_revision_of_copy(request: HttpRequest, page: Page, copy: Page) -> None:
    """Log the copy's first revision, so that its history offers to revert to it."""
    write_history(
        copy, "wagtail.edit", revision=copy.latest_revision, content_changed=True, user=request.user
    )


@hooks.register("insert_editor_js")
def load_save_once_js() -> str:
    return format_html('<script src="{}"></script>', static("autovise/js/save-once.js"))
