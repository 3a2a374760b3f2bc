"""Account deletion. The page lists what is kept, and requires the password or an emailed code."""

import logging
from functools import partial

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.privacy.deletion_codes import CODE_LASTS_MINUTES, issue_code
from accounts.privacy.deletion_forms import ConfirmationForm, confirmation_form
from accounts.privacy.erase import erase_person, may_delete_own_account
from accounts.privacy.mails import mail_deletion_code
from accounts.privacy.registry import ErasureRefused, sections
from accounts.requests import CustomerRequest

log = logging.getLogger(__name__)

STAFF_STAYS = "Staff accounts can only be deleted in the admin, by the owner."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: CustomerRequest) -> HttpResponse:
    _refuse_staff(request)
    new_form = partial(confirmation_form(request.user), user=request.user, session=request.session)
    if request.method != "POST":
        return _show(request, new_form())
    if not ratelimit.consume(request, action="delete_account", user=request.user):
        problem = "Too many attempts. Please wait a minute, then try again."
        return _show(request, new_form(), status=429, problem=problem)
    form = new_form(request.POST)
    if not form.is_valid():
        return _show(request, form, status=400)
    try:
        erase_person(request.user)
    except ErasureRefused as refusal:
        return _show(request, new_form(), status=409, problem=str(refusal))
    logout(request)
    return redirect("show_account_deleted")


@login_required
@require_POST
def send_deletion_code(request: CustomerRequest) -> HttpResponse:
    _refuse_staff(request)
    if not ratelimit.consume(request, action="send_deletion_code", user=request.user):
        messages.error(request, "We have just sent you several codes. Please wait a while.")
        return redirect("delete_account")
    try:
        code = issue_code(request.session, request.user)
        mail_deletion_code(request.user, code, CODE_LASTS_MINUTES)
    except OSError as error:
        log.error("a code could not be mailed: %s", type(error).__name__)
        messages.error(request, "The email could not be sent. Please try again later.")
    else:
        messages.success(request, "We have sent the code to your email address.")
    return redirect("delete_account")


@require_safe
def show_account_deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/goodbye.html")


def _refuse_staff(request: CustomerRequest) -> None:
    if not may_delete_own_account(request.user):
        raise PermissionDenied(STAFF_STAYS)


def _show(
    request: CustomerRequest, form: ConfirmationForm, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "problem": problem,
        "by_code": not request.user.has_usable_password(),
        "retained": [text for section in sections() for text in section.retained(request.user)],
    }
    return render(request, "accounts/delete_account.html", context, status=status)
