"""Download of the whole catalogue, as a file that can be imported, and of its pictures."""

from collections.abc import Iterator

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from catalog.desk.imports.views import SellersMenuItem
from catalog.desk.menu import SUBMENU_HOOK
from catalog.imports.exports.streams import stream_catalogue, stream_pictures
from catalog.models import BundlePage, ProductPage, ShopImage
from catalog.pages.rights.selling_rights import SELLING_TERMS

for_sellers = permission_required(SELLING_TERMS, raise_exception=True)


@for_sellers
@require_safe
def export_catalogue(request: HttpRequest) -> HttpResponse:
    context = {
        "products": ProductPage.objects.count(),
        "bundles": BundlePage.objects.count(),
        "has_pictures": ShopImage.objects.exists(),
    }
    return render(request, "catalog/desk/export_catalogue.html", context)


# POST, because it may store image hashes that Wagtail has not computed yet.
@for_sellers
@require_POST
def download_catalogue(request: HttpRequest) -> StreamingHttpResponse:
    return _download(stream_catalogue(), "csv", "text/csv; charset=utf-8")


@for_sellers
@require_POST
def download_pictures(request: HttpRequest) -> StreamingHttpResponse:
    return _download(stream_pictures(), "zip", "application/zip")


def _download(
    chunks: Iterator[str] | Iterator[bytes], suffix: str, content_type: str
) -> StreamingHttpResponse:
    name = f"autovise-catalogue-{timezone.localdate():%Y-%m-%d}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(chunks, content_type=content_type, headers=headers)


@hooks.register(SUBMENU_HOOK)
def export_menu_item() -> MenuItem:
    return SellersMenuItem("Export", reverse("export_catalogue"), icon_name="download", order=910)


@hooks.register("register_admin_urls")
def export_urls() -> list[URLPattern]:
    return [
        path("catalogue/export/", export_catalogue, name="export_catalogue"),
        path("catalogue/export/file/", download_catalogue, name="download_catalogue"),
        path("catalogue/export/pictures/", download_pictures, name="download_pictures"),
    ]
