"""The editing forms of what is for sale: the SKU is asked for once, and shown from then on."""

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from catalog.models.sku import SKU_PATTERN


class SoldUnderSkuForm(WagtailAdminPageForm):
    sku = forms.CharField(
        label="SKU",
        max_length=40,
        validators=[SKU_PATTERN],
        help_text="Given once: it cannot be changed after the first save, nor be used again.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "sku" in self.fields and self.instance.pk:
            self.fields["sku"].disabled = True
            self.fields["sku"].initial = self.instance.sku

    def defer_required_fields(self):
        """A draft may wait for everything but its SKU."""
        super().defer_required_fields()
        if "sku" in self.fields:
            self.fields["sku"].required = True

    def _post_clean(self):
        if not self.instance.pk and (sku := self.cleaned_data.get("sku")):
            self.instance.sku = sku
        super()._post_clean()
