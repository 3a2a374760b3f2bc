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

TEMPLATE = "home/contact.html"


@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_contact_message(request: HttpRequest) -> HttpResponse:
    """Store a message and queue its mail. A program that fills in the trap is answered alike."""
    if request.method != "POST":
        return render(request, TEMPLATE, {"form": ContactForm.blank()})
    form = ContactForm(request.POST, auto_id="contact_%s")
    if form.is_trapped:
        return redirect("show_contact_message_sent")
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=400)
    if not ratelimit.consume(request, action="contact"):
        return render(request, TEMPLATE, {"form": form, "is_limited": True}, status=429)
    with transaction.atomic():
        queue_mail(CONTACT_MESSAGE, form.save())
    return redirect("show_contact_message_sent")


@require_safe
def show_contact_message_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "home/contact_sent.html")
