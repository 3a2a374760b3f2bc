"""URLs of the whole site."""

from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from autovise import closed_urls
from autovise.admin.log_in import log_in_to_admin, log_out_of_admin
from autovise.media.views import serve_picture
from autovise.page_routes import serve_page
from autovise.well_known import (
    show_favicon,
    show_manifest,
    show_robots,
    show_security_contact,
)
from catalog.api.endpoints import api
from catalog.feeds.google import show_google_feed
from catalog.feeds.markdown import show_llms, show_markdown
from catalog.feeds.sitemap import show_sitemap
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
    path("sitemap.xml", show_sitemap, name="show_sitemap"),
    path("feeds/google.xml", show_google_feed, name="show_google_feed"),
    path("llms.txt", show_llms, name="show_llms"),
    path("api/", api.urls),
    re_path(r"^(?P<path>[\w/-]+)\.md$", show_markdown, name="show_markdown"),
    path("robots.txt", show_robots, name="show_robots"),
    path("manifest.webmanifest", show_manifest, name="show_manifest"),
    path("favicon.ico", show_favicon),
    path(".well-known/security.txt", show_security_contact, name="show_security_contact"),
    path("", include("catalog.back_in_stock.urls")),
    path("", include("home.urls")),
    path("", include("accounts.urls")),
    path("", include("checkout.urls")),
]
if isinstance(default_storage, FileSystemStorage):
    # Without a storage server, the shop serves images itself.
    urlpatterns.append(re_path(r"^media/(?P<path>.+)$", serve_picture))
urlpatterns.append(re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"))
urlpatterns.append(path("", include(wagtail_urls)))

handler400 = "autovise.errors.show_bad_request"
handler403 = "autovise.errors.show_forbidden"
handler404 = "autovise.errors.show_not_found"
handler500 = "autovise.errors.show_server_error"
