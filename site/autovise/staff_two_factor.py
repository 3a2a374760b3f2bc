"""In a real shop the admin opens to those alone who have shown a second factor in this session."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.two_factor import (
    has_second_factor,
    has_shown_second_factor,
    page_to_show_second_factor,
)

SET_ONE_UP = "Staff need a second factor: please set up an authenticator app or a passkey first."


class StaffTwoFactorMiddleware:
    """Before every view under /admin/, so that none of them can be forgotten."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_NEED_TWO_FACTOR and _is_for_staff(request.path):
            user = request.user
            # Others are refused by the admin itself.
            if user.has_perm("wagtailadmin.access_admin") and not has_shown_second_factor(request):
                return _ask_for_second_factor(request)
        return self.get_response(request)


def _is_for_staff(path: str) -> bool:
    """All of the admin but its way in and its way out."""
    ways = {reverse("wagtailadmin_login"), reverse("wagtailadmin_logout")}
    return path.startswith(reverse("wagtailadmin_home")) and path not in ways


def _ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    if not has_second_factor(request.user):
        messages.warning(request, SET_ONE_UP)
    is_read = request.method in ("GET", "HEAD")
    back = request.get_full_path() if is_read else reverse("wagtailadmin_home")
    page = page_to_show_second_factor(request.user)
    return HttpResponseRedirect(f"{page}?{urlencode({'next': back})}")
