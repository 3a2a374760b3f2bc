"""URLs of customers' own pages."""

from django.urls import include, path

from accounts.profile import address_views
from accounts.profile import views as profile

urlpatterns = [
    path("users/profile/", profile.show_profile, name="show_profile"),
    path("users/addresses/", address_views.show_addresses, name="show_addresses"),
    path("users/addresses/add/", address_views.add_address, name="add_address"),
    path("users/addresses/<int:pk>/", address_views.change_address, name="change_address"),
    path("users/addresses/<int:pk>/remove/", address_views.remove_address, name="remove_address"),
    path(
        "users/addresses/<int:pk>/default/",
        address_views.make_default_address,
        name="make_default_address",
    ),
    path("", include("accounts.consent.urls")),
    path("", include("accounts.privacy.urls")),
]
