from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.cookies import COOKIES


@require_GET
def show_privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy.html", {"cookies": COOKIES})
