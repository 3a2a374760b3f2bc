"""“Your data”: a copy of everything that the shop holds of a customer, for them alone."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from accounts.models import DataDownload
from accounts.models.data_download import private_downloads
from accounts.privacy.erase import may_delete_themselves
from accounts.privacy.exports import AlreadyAsked, ask_for_download

FILE_NAME = "autovise-my-data-{:%Y-%m-%d}.zip"


@login_required
@require_safe
def show_my_data(request: HttpRequest) -> HttpResponse:
    context = {
        "downloads": DataDownload.objects.filter(user=request.user),
        "may_delete": may_delete_themselves(request.user),
    }
    return render(request, "accounts/my_data.html", context)


@login_required
@require_POST
def ask_for_my_data(request: HttpRequest) -> HttpResponse:
    if not ratelimit.consume(request, action="ask_for_my_data", user=request.user):
        messages.error(request, "You have asked for several copies today: please try tomorrow.")
        return redirect("show_my_data")
    try:
        ask_for_download(request.user)
    except AlreadyAsked:
        messages.info(request, "A copy is being made already. We write to you when it is ready.")
    else:
        messages.success(request, "We are making your copy, and write to you when it is ready.")
    return redirect("show_my_data")


@login_required
@require_safe
def download_my_data(request: HttpRequest, pk: int) -> FileResponse:
    """For its owner alone: to everybody else, staff too, there is no such file."""
    download = DataDownload.objects.ready().filter(user=request.user, pk=pk).first()
    storage = private_downloads()
    if download is None or not storage.exists(download.file.name):
        raise Http404("No such copy here.")
    file, name = storage.open(download.file.name), FILE_NAME.format(localtime(download.made_at))
    return FileResponse(file, as_attachment=True, filename=name)
