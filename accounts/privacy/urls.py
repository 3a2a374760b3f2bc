"""URLs of data exports, account deletion and the privacy notice."""

from django.urls import path

from accounts.privacy import deletion_views, export_views, views

urlpatterns = [
    path("users/profile/data/", export_views.show_my_data, name="show_my_data"),
    path("users/profile/data/ask/", export_views.request_my_data, name="request_my_data"),
    path("users/profile/data/<int:pk>/", export_views.download_my_data, name="download_my_data"),
    path("users/profile/delete/", deletion_views.delete_account, name="delete_account"),
    path(
        "users/profile/delete/code/", deletion_views.send_deletion_code, name="send_deletion_code"
    ),
    path("goodbye/", deletion_views.show_account_deleted, name="show_account_deleted"),
    path("privacy/", views.show_privacy, name="show_privacy"),
]
