"""Choosing a bundle's part: Wagtail's page chooser, without its queries for every row."""

from wagtail import hooks
from wagtail.admin.widgets import AdminPageChooser, BaseChooser

from catalog.models import ProductPage


class PartChooser(AdminPageChooser):
    """`known` is the product that its row came with."""

    known: ProductPage | None = None

    def __init__(self, **kwargs):
        super().__init__(target_models=[ProductPage], **kwargs)

    def get_instance(self, value):
        if self.known and str(value) == str(self.known.pk):
            return self.known
        return super().get_instance(value)

    def get_value_data_from_instance(self, instance):
        """Leaves out the parent: the chooser opens where all products are."""
        return BaseChooser.get_value_data_from_instance(self, instance)


@hooks.register("construct_page_chooser_queryset")
def offer_no_kits(pages, request):
    """No other chooser asks for products alone."""
    if request.GET.get("page_type") != ProductPage._meta.label_lower:
        return pages
    kits = ProductPage.objects.filter(product_type__is_bundle_type=True)
    return pages.exclude(pk__in=kits.values("pk"))
