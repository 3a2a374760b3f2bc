from django.urls import path

from accounts.views import show_profile

urlpatterns = [path("users/profile/", show_profile, name="show_profile")]
