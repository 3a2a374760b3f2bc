"""Import views: upload a file, see what it would do, confirm it. The worker does the work."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from catalog.desk.imports.forms import UploadForm
from catalog.desk.imports.report import import_context
from catalog.desk.menu import SUBMENU_HOOK
from catalog.models import CatalogueImport
from catalog.pages.rights.selling_rights import SELLING_TERMS, may_change_selling_terms
from catalog.uploads.author import may_publish_catalogue
from catalog.uploads.queue import RowsRefused, accept, create_upload, discard

MAX_LISTED = 25
UPLOADED = ("file", "pictures", "format", "untracked_stock")
for_sellers = permission_required(SELLING_TERMS, raise_exception=True)


@for_sellers
@require_http_methods(["GET", "HEAD", "POST"])
def import_catalogue(request: HttpRequest) -> HttpResponse:
    may_publish = may_publish_catalogue(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, may_publish=may_publish)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in UPLOADED}
        upload = create_upload(author=request.user, drafts_only=form.drafts_only, **values)
        return redirect("show_import", pk=upload.pk)
    context = {"form": form, "imports": CatalogueImport.objects.listed()[:MAX_LISTED]}
    return render(request, "catalog/desk/import_catalogue.html", context)


@for_sellers
@require_safe
def show_import(request: HttpRequest, pk: int) -> HttpResponse:
    imports = CatalogueImport.objects.select_related("author")
    upload = get_object_or_404(imports, pk=pk)
    context = import_context(upload, request.user)
    return render(request, "catalog/desk/show_import.html", context)


@for_sellers
@require_POST
def write_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the import. Only for its author, because it is written with their permissions."""
    upload = get_object_or_404(CatalogueImport, pk=pk)
    if upload.author_id != request.user.pk:
        raise PermissionDenied
    try:
        if not accept(upload, skips_refused="skips_refused" in request.POST):
            messages.warning(request, "This import is not waiting to be written (any more).")
    except RowsRefused:
        messages.error(
            request,
            "Rows are refused, so nothing was written. Correct them and upload the file again, "
            "or confirm that the other rows should be written without them.",
        )
    return redirect("show_import", pk=pk)


@for_sellers
@require_POST
def discard_import(request: HttpRequest, pk: int) -> HttpResponse:
    upload = get_object_or_404(CatalogueImport, pk=pk)
    if upload.author_id != request.user.pk and not request.user.is_superuser:
        raise PermissionDenied
    if discard(upload):
        messages.success(request, f"“{upload.file_name}” was discarded. Nothing was written.")
        return redirect("import_catalogue")
    messages.warning(request, "It is too late to discard this import.")
    return redirect("show_import", pk=pk)


class SellersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_change_selling_terms(request.user)


@hooks.register(SUBMENU_HOOK)
def import_menu_item() -> MenuItem:
    return SellersMenuItem("Import", reverse("import_catalogue"), icon_name="upload", order=900)


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    return [
        path("catalogue/import/", import_catalogue, name="import_catalogue"),
        path("catalogue/import/<int:pk>/", show_import, name="show_import"),
        path("catalogue/import/<int:pk>/write/", write_import, name="write_import"),
        path("catalogue/import/<int:pk>/discard/", discard_import, name="discard_import"),
    ]
