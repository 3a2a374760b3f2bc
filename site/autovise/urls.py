"""URLs of the whole site."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from autovise import closed_urls
from autovise.admin.log_in import log_in_to_admin, log_out_of_admin
from catalog.search.views import search, show_suggestions

urlpatterns = [
    *closed_urls.urlpatterns,
    path("admin/login/", log_in_to_admin, name="log_in_to_admin"),
    path("admin/logout/", log_out_of_admin, name="log_out_of_admin"),
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", include("accounts.log_in.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("search/", search, name="search"),
    path("search/suggestions/", show_suggestions, name="show_suggestions"),
    path("", include("accounts.urls")),
    path("", include("checkout.urls")),
]
if isinstance(default_storage, FileSystemStorage):
    # Without a storage server, the shop serves images itself.
    urlpatterns.append(
        re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT})
    )
urlpatterns.append(path("", include(wagtail_urls)))

handler400 = "autovise.errors.show_bad_request"
handler403 = "autovise.errors.show_forbidden"
handler404 = "autovise.errors.show_not_found"
handler500 = "autovise.errors.show_server_error"
