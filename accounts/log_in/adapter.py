"""How django-allauth behaves in this shop."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit  # as allauth's own adapter: tries are given back
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.log_in.known_browsers import known_browser_key, remember_browser
from accounts.log_in.mail_layout import as_html
from sitewide.mail import send, validate_mailable
from sitewide.safe_urls import at_site, is_own_address


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This email address and password do not belong together.",
        "too_many_login_attempts": (
            "That was wrong too often. Please wait a minute, then try again."
        ),
        "incorrect_code": "This code is not right, or too old.",
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your password.",
        "duplicate_email": "This is your email address already.",
        "rate_limited": "That was too often. Please wait a minute, then try again.",
    }

    def clean_email(self, email):
        """Sign-up, reset, and a new address of an account. Raises ValidationError."""
        validate_mailable(email)
        return super().clean_email(email)

    def pre_authenticate(self, request, **credentials):
        """Count this try, as in allauth, but by account and internet address, and for a browser
        that the account knows by itself. Raises ValidationError when there were too many."""
        email = credentials.get("email", "").lower()
        if browser := known_browser_key(request, email):
            used = _count_try(request, "login_failed_known_browser", browser)
        else:
            used = self._count_unknown_browser(request, email)
        if not used:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage = used

    def _count_unknown_browser(self, request, email):
        here = f"{email}:{ratelimit.get_ip(request)}"
        used = _count_try(request, "login_failed", here)
        if not used:
            return None
        everywhere = _count_try(request, "login_failed_everywhere", email)
        if not everywhere:
            used.rollback()
            return None
        used.usage += everywhere.usage
        return used

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        remember_browser(request, response, user.email)
        return response

    def get_email_confirmation_url(self, request, emailconfirmation):
        return at_site(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key):
        path = reverse("account_reset_password_from_key", args=["UID", "KEY"])
        return at_site(path.replace("UID-KEY", key))

    def get_password_change_redirect_url(self, request):
        return reverse("show_profile")

    def is_safe_url(self, url):
        return is_own_address(url)

    def send_mail(self, template_prefix, email, context):
        """Without what allauth adds of the request: mails know no address but SITE_URL. Raises
        MailNotSent."""
        send(self.render_mail(template_prefix, email, context | {"email": email}))

    def render_mail(self, template_prefix, email, context, headers=None):
        """Text from its template; the HTML is drawn from the text, so that both say the same."""
        context = context | {"SITE_URL": settings.SITE_URL}
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        text = render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n"
        message = EmailMultiAlternatives(
            subject.strip(), text, self.get_from_email(), [email], headers=headers
        )
        message.attach_alternative(as_html(text, subject=subject.strip()), "text/html")
        return message


def _count_try(request, action, key):
    """What was counted, given back if the password is right; None when there were too many."""
    return ratelimit.consume(request, app="allauth.account", action=action, key=key)
