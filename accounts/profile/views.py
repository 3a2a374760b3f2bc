"""The profile page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.email_addresses import has_verified_email
from accounts.profile.cards import cards_of
from accounts.profile.forms import ProfileForm
from accounts.requests import CustomerRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_profile(request: CustomerRequest) -> HttpResponse:
    is_post = request.method == "POST"
    form = ProfileForm(request.POST) if is_post else ProfileForm.for_user(request.user)
    if form.is_bound and form.is_valid():
        form.save(request.user)
        messages.success(request, "Your details are saved.")
        return redirect("show_profile")
    context = {
        "form": form,
        "is_verified": has_verified_email(request.user),
        "address": request.user.profile.address,
        "cards": cards_of(request.user),
    }
    return render(request, "accounts/profile.html", context, status=400 if form.errors else 200)
