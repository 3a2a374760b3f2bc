"""Answers of the views that prepare pictures for a form, as its scripts expect them."""

from django.http import JsonResponse
from wagtail.images.widgets import AdminImageChooser

from catalog.models import ShopImage

REFUSED = 422


def chosen(image: ShopImage) -> JsonResponse:
    """Return what Wagtail's image chooser shows of the image."""
    return JsonResponse(AdminImageChooser().get_value_data_from_instance(image))


def refused(sentence: str) -> JsonResponse:
    return JsonResponse({"refusal": sentence}, status=REFUSED)
