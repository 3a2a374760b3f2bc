"""Serve pictures of a shop without a bucket."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.static import serve

PRIVATE_FOLDERS = ("documents",)


@cache_control(public=True, immutable=True, max_age=settings.MEDIA_MAX_AGE_SECONDS)
def serve_picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a picture. Documents have a view of their own, which asks who may read them."""
    first = posixpath.normpath(path).lstrip("/").split("/")[0]
    if first.casefold() in PRIVATE_FOLDERS:
        raise Http404("Documents are served at /documents/.")
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
