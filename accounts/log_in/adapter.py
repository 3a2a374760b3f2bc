"""The account adapter of django-allauth: messages, login rate limits, URLs and mails."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.log_in.attempt_limits import count_try
from accounts.log_in.known_browsers import remember_browser
from accounts.log_in.mail_layout import as_html
from accounts.models import User
from outbox.mails import mail_context, send
from sitewide.email_addresses import validate_mailable
from sitewide.safe_urls import absolute_url, is_own_url


class AccountAdapter(DefaultAccountAdapter):
    """Settings of django-allauth that need code."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is incorrect.",
        "too_many_login_attempts": "Too many attempts. Please wait a minute, then try again.",
        "incorrect_code": "That code is incorrect or has expired.",
        "incorrect_password": "That password is incorrect.",
        "enter_current_password": "That password is incorrect.",
        "duplicate_email": "This is already your email address.",
        "rate_limited": "Too many attempts. Please wait a minute, then try again.",
    }

    def clean_email(self, email: str) -> str:
        """Validate the email of a sign-up, reset or change. Raises ValidationError."""
        validate_mailable(email)
        return super().clean_email(email)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count this try. Raises ValidationError if there were too many.

        Unlike in allauth, tries are counted per account and IP address. A browser that has logged
        in to the account before has a count of its own.
        """
        usage = count_try(request, credentials.get("email", "").lower())
        if not usage:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage = usage

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_browser(request, response, user.email)
        return response

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmation
    ) -> str:
        return absolute_url(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", args=["UID", "KEY"])
        return absolute_url(path.replace("UID-KEY", key))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("show_profile")

    def is_safe_url(self, url: str) -> bool:
        return is_own_url(url)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail without allauth's request context: all its URLs begin with SITE_URL.

        Raises MailNotSent.
        """
        send(self.render_mail(template_prefix, email, context | {"email": email}))

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """Render the text from its template and the HTML from the text: their content is equal."""
        context = mail_context(**context)
        subject = render_to_string(f"{template_prefix}_subject.txt", context).strip()
        text = render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n"
        footer = render_to_string("sitewide/mails/trader.txt", context)
        message = EmailMultiAlternatives(
            subject, text + footer, self.get_from_email(), [email], headers=headers
        )
        message.attach_alternative(as_html(text, context | {"subject": subject}), "text/html")
        return message
