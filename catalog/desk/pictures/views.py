"""*Catalogue → Pictures*: the contact sheet, and what is done with the chosen pictures."""

from collections import Counter
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from catalog.desk.listings.page_listings import WORK_WITH_PAGES, CatalogueMenuItem
from catalog.desk.menu import SUBMENU_HOOK
from catalog.desk.pictures.approval import APPROVED_ACTION, Approval, approve_picture
from catalog.desk.pictures.sheet import TILES_PER_PAGE, SheetForm, read_sheet
from catalog.models import BundlePage, ProductPage
from catalog.packshots.tasks import draw_picture
from sitewide.numbers import primary_keys

ORDER_AFTER_BUNDLES = 2
SENTENCES = {
    Approval.NOT_ALLOWED: "{} not changed: you may not publish the page.",
    Approval.NO_PICTURE: "{} not changed: there is no picture.",
    Approval.APPROVED_BEFORE: "{} approved before.",
    Approval.CHANGED_MEANWHILE: "{} not changed: the page got another picture. Look at it first.",
}


@require_safe
def show_pictures(request: HttpRequest) -> HttpResponse:
    if not page_permission_policy.user_has_any_permission(request.user, WORK_WITH_PAGES):
        raise PermissionDenied
    form = SheetForm(request.GET)
    leaf, tiles = read_sheet(form, request.GET.get("p", ""), request.user)
    context = {
        "form": form,
        "items": leaf,
        "tiles": tiles,
        "elided_page_range": leaf.paginator.get_elided_page_range(leaf.number),
        "query": request.GET.urlencode(),
        "may_approve": any(tile.may_publish for tile in tiles),
    }
    return render(request, "catalog/desk/pictures/contact_sheet.html", context)


@require_POST
def approve_pictures(request: HttpRequest) -> HttpResponse:
    """Approve the chosen pictures one by one: one that is refused does not stop the others."""
    count = Counter(approve_picture(page, user=request.user) for page in _chosen(request))
    if done := count.pop(Approval.APPROVED, 0):
        messages.success(request, f"{_pictures(done)} approved.")
    for outcome, number in count.items():
        messages.warning(request, SENTENCES[outcome].format(_pictures(number)))
    return _back(request, is_any=bool(done or count))


@require_POST
def draw_missing_pictures(request: HttpRequest) -> HttpResponse:
    """Let the worker draw the pictures of the chosen pages that have none."""
    queued = refused = kept = 0
    for page in _chosen(request):
        if page.image_id:
            kept += 1
        elif not page.permissions_for_user(request.user).can_publish():
            refused += 1
        else:
            with transaction.atomic():
                draw_picture.enqueue(page.pk)
            queued += 1
    if queued:
        messages.success(request, f"{_pictures(queued)} will be drawn in the next minutes.")
    if kept:
        messages.warning(request, f"{_pictures(kept)} not drawn: the page has one.")
    if refused:
        messages.warning(request, SENTENCES[Approval.NOT_ALLOWED].format(_pictures(refused)))
    return _back(request, is_any=bool(queued or refused or kept))


def _chosen(request: HttpRequest) -> Iterator[ProductPage | BundlePage]:
    keys = primary_keys(request.POST.getlist("page"))[:TILES_PER_PAGE]
    yield from Page.objects.type(ProductPage, BundlePage).filter(pk__in=keys).specific()


def _pictures(number: int) -> str:
    return "1 picture" if number == 1 else f"{number} pictures"


def _back(request: HttpRequest, *, is_any: bool) -> HttpResponse:
    """Redirect to the part of the contact sheet that the user came from."""
    if not is_any:
        messages.error(request, "Nothing was changed: choose pictures first.")
    query = request.POST.get("query", "")
    return redirect(f"{reverse('show_pictures')}?{query}" if query else "show_pictures")


@hooks.register(SUBMENU_HOOK)
def pictures_menu_item() -> MenuItem:
    return CatalogueMenuItem(
        "Pictures", reverse("show_pictures"), icon_name="image", order=ORDER_AFTER_BUNDLES
    )


@hooks.register("register_log_actions")
def name_picture_actions(actions: LogActionRegistry) -> None:
    actions.register_action(APPROVED_ACTION, "Approve picture", "Picture approved")


@hooks.register("register_admin_urls")
def picture_sheet_urls() -> list[URLPattern]:
    return [
        path("pictures/", show_pictures, name="show_pictures"),
        path("pictures/approve/", approve_pictures, name="approve_pictures"),
        path("pictures/draw/", draw_missing_pictures, name="draw_missing_pictures"),
    ]
