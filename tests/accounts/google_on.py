"""URLs of the shop when Google's keys are set."""

from django.urls import include, path

from accounts.log_in.urls import social_urlpatterns
from autovise.urls import urlpatterns as without_google

urlpatterns = [path("accounts/", include(social_urlpatterns)), *without_google]
