"""The contact form's own page. It uses no session and no CSRF token, so it can be cached."""

from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from home.contact.forms import ContactForm
from home.contact.mails import CONTACT_MESSAGE
from outbox.mails import queue_mail
from sitewide.same_origin import same_origin_required
from sitewide.trader import current_trader

TEMPLATE = "home/contact.html"


@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_contact_message(request: HttpRequest) -> HttpResponse:
    """Store a message and queue its mail.

    A program that fills in the trap gets the same response.
    """
    if request.method != "POST":
        return render(request, TEMPLATE, {"form": ContactForm.blank()})
    form = ContactForm(request.POST, auto_id="contact_%s")
    if form.is_trapped:
        return redirect("show_contact_message_sent")
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=400)
    if not ratelimit.consume(request, action="contact"):
        return render(request, TEMPLATE, {"form": form, "problem": _limit_text()}, status=429)
    with transaction.atomic():
        queue_mail(CONTACT_MESSAGE, form.save())
    return redirect("show_contact_message_sent")


def _limit_text() -> str:
    """Say when to try again, and where to write to instead."""
    email = current_trader().email
    instead = f", or write to {email}" if email else ""
    return (
        "Too many messages were sent from your network. Please try again in an hour" + instead + "."
    )


@require_safe
def show_contact_message_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "home/contact_sent.html")
