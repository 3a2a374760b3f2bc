"""The page “Your data”: request and download a copy of one's personal data."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from accounts.models import DataDownload
from accounts.models.data_download import private_downloads
from accounts.privacy.erase import may_delete_own_account
from accounts.privacy.exports import ExportInProgress, request_download
from accounts.requests import CustomerRequest

FILE_NAME = "autovise-my-data-{:%Y-%m-%d}.zip"


@login_required
@require_safe
def show_my_data(request: CustomerRequest) -> HttpResponse:
    context = {
        "downloads": DataDownload.objects.filter(user=request.user),
        "may_delete": may_delete_own_account(request.user),
    }
    return render(request, "accounts/my_data.html", context)


@login_required
@require_POST
def request_my_data(request: CustomerRequest) -> HttpResponse:
    if not ratelimit.consume(request, action="request_my_data", user=request.user):
        messages.error(request, "You have requested several copies today. Please try tomorrow.")
        return redirect("show_my_data")
    try:
        request_download(request.user)
    except ExportInProgress:
        messages.info(
            request, "Your copy is already being prepared. We will email you when it is ready."
        )
    else:
        messages.success(request, "We are preparing your copy and will email you when it is ready.")
    return redirect("show_my_data")


@login_required
@require_safe
def download_my_data(request: CustomerRequest, pk: int) -> FileResponse:
    """Send the file to its owner. Other users, including staff, get a 404."""
    download = DataDownload.objects.ready().filter(user=request.user, pk=pk).first()
    storage = private_downloads()
    stored_name = download.file.name if download else None
    if not download or not stored_name or not storage.exists(stored_name):
        raise Http404("There is no such copy.")
    name = FILE_NAME.format(localtime(download.made_at))
    return FileResponse(storage.open(stored_name), as_attachment=True, filename=name)
