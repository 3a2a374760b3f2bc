"""Logging in with Google, once its keys are set."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.google.provider import GoogleProvider
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.urls import reverse

from accounts.email_addresses import drop_pending_changes_to
from sitewide.safe_urls import at_site


class GoogleAtSiteUrl(GoogleOAuth2Adapter):
    def get_callback_url(self, request, app):
        """Google sends people back to SITE_URL, whatever the Host header claims."""
        return at_site(reverse("google_callback"))


class Google(GoogleProvider):
    oauth2_adapter_class = GoogleAtSiteUrl


class SocialAdapter(DefaultSocialAccountAdapter):
    def get_provider(self, request, provider, client_id=None):
        return Google(request, app=self.get_app(request, provider, client_id=client_id))

    def list_providers(self, request):
        """Without keys there is none, and no query is made to find that out."""
        return [self.get_provider(request, "google")] if settings.USES_GOOGLE else []

    def pre_social_login(self, request, sociallogin):
        for address in sociallogin.email_addresses:
            drop_pending_changes_to(address.email)

    def authenticate_by_email(self, sociallogin):
        """The account to join: only where Google and we have both verified the same address."""
        for address in sociallogin.email_addresses:
            ours = EmailAddress.objects.filter(email=address.email.lower(), verified=True).first()
            if address.verified and ours:
                return ours.user, ours.email
        return None


log_in_with_google = OAuth2LoginView.adapter_view(GoogleAtSiteUrl)
come_back_from_google = OAuth2CallbackView.adapter_view(GoogleAtSiteUrl)
