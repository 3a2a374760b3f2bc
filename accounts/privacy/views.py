"""The privacy notice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.privacy.cookies import COOKIES


@require_safe
def show_privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy.html", {"cookies": COOKIES})
