"""Upload of a picture for a page's form. The form is saved by the editor."""

import re
from pathlib import PurePath

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.images.forms import get_image_form
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from catalog.desk.pictures.answers import chosen, refused
from catalog.desk.pictures.rights import page_in_form
from catalog.models import ShopImage
from catalog.models.users import AnyUser

MAX_TITLE_LENGTH = 255
_SEPARATORS = re.compile(r"[\s_-]+")


@never_cache
@require_POST
def upload_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the posted file as an image. Return what Wagtail's image chooser shows of it.

    Its title is the posted one, or is made of the file's name. A refusal is returned as JSON.
    """
    page_in_form(request, pk)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return HttpResponseBadRequest("Post one file.")
    try:
        image = store_upload(file=file, title=request.POST.get("title", ""), user=request.user)
    except ValidationError as refusal:
        return refused(" ".join(refusal.messages))
    return chosen(image)


def store_upload(*, file: UploadedFile, title: str, user: AnyUser) -> ShopImage:
    """Store a file as an image, validated as in every upload of images.

    Raise ValidationError if the file is refused, and PermissionDenied if the user may not add one.
    """
    collection = collection_for_uploads(user)
    if collection is None:
        raise PermissionDenied
    form = get_image_form(ShopImage)(
        {
            "title": title.strip()[:MAX_TITLE_LENGTH] or title_of(file.name or ""),
            "collection": collection.pk,
        },
        {"file": file},
        instance=ShopImage(uploaded_by_user=user, collection=collection),
        user=user,
    )
    if not form.is_valid():
        raise ValidationError([text for texts in form.errors.values() for text in texts])
    return form.save()


def collection_for_uploads(user: AnyUser) -> Collection | None:
    """Return the first collection to which the user may add images."""
    policy = policy_registry.get_by_type(ShopImage)
    return policy.collections_user_has_permission_for(user, "add").first()


def title_of(file_name: str) -> str:
    """Return a title made of the file's name: "wax-tin_front.jpg" is "Wax tin front"."""
    words = _SEPARATORS.sub(" ", PurePath(file_name).stem).strip()
    return (words[:1].upper() + words[1:])[:MAX_TITLE_LENGTH] or "Picture"


@hooks.register("register_admin_urls")
def upload_urls() -> list[URLPattern]:
    return [path("pictures/<int:pk>/upload/", upload_picture, name="upload_picture")]
