"""Image views that handle damaged images and refuse to delete images in use."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.images.views.images import DeleteView, preview
from wagtail.images.views.multiple import DeleteView as DeleteUploadedView
from wagtail.models import ReferenceIndex

from catalog.image_types import drawing_path
from catalog.models import ShopImage

MAX_NAMED = 3


def preview_image(request: HttpRequest, image_id: int, filter_spec: str) -> HttpResponse:
    """Show Wagtail's preview, or a drawing if the image cannot be read."""
    try:
        return preview(request, image_id, filter_spec)
    except (Http404, PermissionDenied):
        raise
    except Exception as error:  # noqa: BLE001 (storages and image libraries raise any exception)
        get_object_or_404(ShopImage, pk=image_id).log_broken(error)
        return redirect(static(drawing_path("")))


def usage_message(image: ShopImage) -> str:
    """Return a message that names the first users of the image, or "" if it is unused."""
    users = (user for user, _ in ReferenceIndex.get_grouped_references_to(image))
    kinds = ((getattr(user, "specific_deferred", user), user) for user in users)
    named = [f"{kind._meta.verbose_name} “{user}”" for kind, user in kinds]
    if not named:
        return ""
    more = f" and {len(named) - MAX_NAMED} more" if len(named) > MAX_NAMED else ""
    first = ", ".join(named[:MAX_NAMED]) + more
    return (
        f"The image “{image.title}” was not deleted: it is used by the {first}. Choose another "
        "image there first, or replace the file of this one."
    )


class DeleteUnused(DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        image = get_object_or_404(ShopImage, pk=kwargs["image_id"])
        allowed = self.permission_policy.user_has_permission_for_instance
        if allowed(request.user, "delete", image) and (sentence := usage_message(image)):
            messages.error(request, sentence)
            return redirect("wagtailimages:edit", image.pk)
        return super().dispatch(request, *args, **kwargs)


class DeleteUploadedUnused(DeleteUploadedView):
    """Delete view of an image that was just uploaded. Its page cannot show messages."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if usage_message(get_object_or_404(ShopImage, pk=kwargs["image_id"])):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)


@hooks.register("before_bulk_action")
def skip_images_in_use(
    request: HttpRequest, action_type: str, objects: list[ShopImage], action: BulkAction
) -> None:
    """Remove images in use from `objects`, the list that Wagtail deletes next."""
    if action_type != "delete" or action.model is not ShopImage:
        return
    for image in list(objects):
        if sentence := usage_message(image):
            objects.remove(image)
            messages.error(request, sentence)


@hooks.register("register_admin_urls", order=-1)
def picture_urls() -> list[URLPattern]:
    """Return URLs that take precedence over Wagtail's own."""
    return [
        path("images/<int:image_id>/preview/<str:filter_spec>/", preview_image),
        path("images/<int:image_id>/delete/", DeleteUnused.as_view()),
        path("images/multiple/<int:image_id>/delete/", DeleteUploadedUnused.as_view()),
    ]
