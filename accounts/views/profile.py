from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.email_addresses import has_verified_email


@login_required
def show_profile(request: HttpRequest) -> HttpResponse:
    context = {"is_verified": has_verified_email(request.user)}
    return render(request, "accounts/profile.html", context)
