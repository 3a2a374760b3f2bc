"""Creating or copying a product or bundle while the same SKU is given elsewhere."""

from django.db import transaction
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.create import CreateView
from wagtail.log_actions import log as write_history
from wagtail.models import Page

from catalog.models.sku import SkuTaken


class SkuCreateView(CreateView):
    def form_valid(self, form):
        """The form was right when it was looked at; the SKU may have been given since."""
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except SkuTaken as refusal:
            self.page.pk = self.page.id = None
            form.add_error("sku", refusal.message_dict["sku"])
            form.restore_required_fields()
            return self.form_invalid(form)


class CopyUnderSku(CopyView):
    def post(self, request, *args, **kwargs):
        """Leaves out Wagtail's look at the posted parent: the form does that, and an empty one is
        an error beside its field there."""
        return super(CopyView, self).post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except SkuTaken as refusal:
            form.add_error("sku", refusal.message_dict["sku"])
            return self.form_invalid(form)


@hooks.register("after_copy_page")
def give_the_history_its_first_version(request, page: Page, copy: Page) -> None:
    """Wagtail's history offers the way back to a version by an entry about its content; that of a
    copy knows of no version."""
    write_history(
        copy, "wagtail.edit", revision=copy.latest_revision, content_changed=True, user=request.user
    )


@hooks.register("insert_editor_js")
def load_save_once_js() -> str:
    return format_html('<script src="{}"></script>', static("autovise/js/save-once.js"))
