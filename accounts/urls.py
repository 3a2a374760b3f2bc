from django.urls import include, path

from accounts.views import addresses, profile

urlpatterns = [
    path("users/profile/", profile.show_profile, name="show_profile"),
    path("users/addresses/", addresses.show_addresses, name="show_addresses"),
    path("users/addresses/add/", addresses.add_address, name="add_address"),
    path("users/addresses/<int:pk>/", addresses.change_address, name="change_address"),
    path("users/addresses/<int:pk>/remove/", addresses.remove_address, name="remove_address"),
    path(
        "users/addresses/<int:pk>/default/",
        addresses.make_default_address,
        name="make_default_address",
    ),
    path("", include("accounts.privacy_urls")),
]
