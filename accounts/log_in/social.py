"""Log-in with Google, if its keys are set."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.google.provider import GoogleProvider
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.email_addresses import cancel_pending_changes_to
from accounts.models import User
from sitewide.safe_urls import absolute_url


class GoogleAtSiteUrl(GoogleOAuth2Adapter):
    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return a callback URL at SITE_URL, not at the request's Host header."""
        return absolute_url(reverse("google_callback"))


class Google(GoogleProvider):
    oauth2_adapter_class = GoogleAtSiteUrl


class SocialAdapter(DefaultSocialAccountAdapter):
    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Google:
        return Google(request, app=self.get_app(request, provider, client_id=client_id))

    def list_providers(self, request: HttpRequest) -> list[Google]:
        """Return Google if its keys are set. Makes no query."""
        return [self.get_provider(request, "google")] if settings.USES_GOOGLE else []

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        for address in sociallogin.email_addresses:
            cancel_pending_changes_to(address.email)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Return the account to connect: one whose email both Google and the shop have verified."""
        for address in sociallogin.email_addresses:
            ours = EmailAddress.objects.filter(email=address.email.lower(), verified=True).first()
            if address.verified and ours:
                return ours.user, ours.email
        return None


google_login_view = OAuth2LoginView.adapter_view(GoogleAtSiteUrl)
google_callback_view = OAuth2CallbackView.adapter_view(GoogleAtSiteUrl)
