from django.urls import include, path

from accounts.views.profile import show_profile

urlpatterns = [
    path("users/profile/", show_profile, name="show_profile"),
    path("", include("accounts.privacy_urls")),
]
