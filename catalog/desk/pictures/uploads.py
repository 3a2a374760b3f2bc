"""Upload of a picture for the gallery in a product's form. The form is saved by the editor."""

import re
from pathlib import PurePath

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.images.forms import get_image_form
from wagtail.permissions import policy_registry

from catalog.desk.pictures.answers import chosen, refused
from catalog.desk.pictures.rights import page_in_form
from catalog.models import ShopImage

MAX_TITLE_LENGTH = 255
_SEPARATORS = re.compile(r"[\s_-]+")


@never_cache
@require_POST
def upload_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the posted file as an image. Return what Wagtail's image chooser shows of it.

    The file is validated as in every upload of images. A refusal is returned as JSON.
    """
    page_in_form(request, pk)
    policy = policy_registry.get_by_type(ShopImage)
    collection = policy.collections_user_has_permission_for(request.user, "add").first()
    if collection is None:
        raise PermissionDenied
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return HttpResponseBadRequest("Post one file.")
    form = get_image_form(ShopImage)(
        {"title": title_of(file.name or ""), "collection": collection.pk},
        {"file": file},
        instance=ShopImage(uploaded_by_user=request.user, collection=collection),
        user=request.user,
    )
    if not form.is_valid():
        refusal = " ".join(message for messages in form.errors.values() for message in messages)
        return refused(refusal)
    return chosen(form.save())


def title_of(file_name: str) -> str:
    """Return a title made of the file's name: "wax-tin_front.jpg" is "Wax tin front"."""
    words = _SEPARATORS.sub(" ", PurePath(file_name).stem).strip()
    return (words[:1].upper() + words[1:])[:MAX_TITLE_LENGTH] or "Picture"


@hooks.register("register_admin_urls")
def upload_urls() -> list[URLPattern]:
    return [path("pictures/<int:pk>/upload/", upload_picture, name="upload_picture")]
