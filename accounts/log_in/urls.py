"""Every page of logging in; what of allauth is not listed here does not answer."""

from allauth.socialaccount import views as social
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.urls import include, path

from accounts.log_in.social import come_back_from_google, log_in_with_google

social_urlpatterns = [
    path("google/login/", log_in_with_google, name="google_login"),
    path("google/login/callback/", come_back_from_google, name="google_callback"),
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
