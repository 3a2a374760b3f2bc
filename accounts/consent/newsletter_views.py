"""Public pages of the newsletter. They use no session and no CSRF token, so they can be cached.

Mail scanners follow links, so a GET of a link in a mail changes nothing: its page has a button.
"""

from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.consent.forms import NewsletterForm
from accounts.consent.newsletter import (
    LinkInvalid,
    confirm_newsletter,
    find_by_token,
    request_newsletter,
)
from accounts.consent.tasks import send_newsletter_confirmation, send_newsletter_welcome
from accounts.consent.unsubscribe import kind_of_token, unsubscribe
from sitewide.same_origin import same_origin_required


@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_newsletter(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/newsletter.html", {"form": NewsletterForm()})
    form = NewsletterForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/newsletter.html", {"form": form}, status=400)
    if not ratelimit.consume(request, action="newsletter"):
        context = {"form": form, "is_limited": True}
        return render(request, "accounts/newsletter.html", context, status=429)
    _request_subscription(request, form.cleaned_data["email"])
    return redirect("show_newsletter_requested")


def _request_subscription(request: HttpRequest, email: str) -> None:
    """Store the subscription and queue its mail.

    Mails to one email are rate-limited. The page does not show that the limit is reached, because
    that would reveal that the email was entered before.
    """
    if not ratelimit.consume(request, action="newsletter_mail", key=email.lower()):
        return
    with transaction.atomic():
        subscriber = request_newsletter(email=email, page=reverse("show_newsletter"))
        send_newsletter_confirmation.enqueue(subscriber.pk)


@require_safe
def show_newsletter_requested(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/newsletter_asked.html")


@never_cache
@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_newsletter_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        subscriber = find_by_token(token)
    except LinkInvalid:
        return render(request, "accounts/link_invalid.html", status=410)
    if request.method != "POST" and not subscriber.confirmed_at:
        return render(request, "accounts/confirm_newsletter.html")
    if request.method == "POST":
        with transaction.atomic():
            if confirm_newsletter(subscriber):
                send_newsletter_welcome.enqueue(subscriber.pk)
    return redirect("show_newsletter_confirmed")


@require_safe
def show_newsletter_confirmed(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/newsletter_confirmed.html")


# Mail programs post here themselves (RFC 8058) without a CSRF token: the signed link authorises it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_from_mails(request: HttpRequest, token: str) -> HttpResponse:
    try:
        kind = unsubscribe(token) if request.method == "POST" else kind_of_token(token)
    except LinkInvalid:
        return render(request, "accounts/link_invalid.html", status=410)
    template = "unsubscribed" if request.method == "POST" else "unsubscribe"
    return render(request, f"accounts/{template}.html", {"kind": kind})
