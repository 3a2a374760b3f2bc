"""URLs of the log-in pages. Pages of django-allauth that are not listed here are not served."""

from allauth.socialaccount import views as social
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.urls import include, path

from accounts.log_in.social import google_callback_view, google_login_view

social_urlpatterns = [
    path("google/login/", google_login_view, name="google_login"),
    path("google/login/callback/", google_callback_view, name="google_callback"),
    path("social/", social.connections, name="socialaccount_connections"),
    path("social/signup/", social.signup, name="socialaccount_signup"),
    path("social/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("social/error/", social.login_error, name="socialaccount_login_error"),
]
urlpatterns = [
    path("", include("allauth.account.urls")),
    path("two-factor/", include("allauth.mfa.urls")),
    path("devices/", list_usersessions, name="usersessions_list"),
]
if settings.USES_GOOGLE:
    urlpatterns += social_urlpatterns
