"""Drawings for a form that is being edited: shown first, stored when the editor takes one.

A stored drawing becomes the page's image when the form is saved, as any chosen image does.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail import hooks

from catalog.desk.pictures.answers import chosen, refused
from catalog.desk.pictures.drawing_form import DrawingForm, drawing_form
from catalog.desk.pictures.rights import page_in_form
from catalog.packshots.packshot import render
from catalog.packshots.pictures import store_drawing, svg_of
from sitewide.trader import current_trader

PREVIEW_SIZE = 600


@never_cache
@require_POST
def show_drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the drawing for the form's current values as a PNG, or the refusal as JSON."""
    form = drawing_form(request.POST, page_in_form(request, pk))
    if not form.is_valid():
        return refused(form.refusal)
    return HttpResponse(render(_svg_of(form), PREVIEW_SIZE), content_type="image/png")


@never_cache
@require_POST
def use_drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the drawing. Return what Wagtail's image chooser shows of it, or the refusal."""
    form = drawing_form(request.POST, page_in_form(request, pk))
    if not form.is_valid():
        return refused(form.refusal)
    return chosen(store_drawing(form.instance, _svg_of(form), user=request.user))


def _svg_of(form: DrawingForm) -> str:
    return svg_of(form.instance, current_trader().name)


@hooks.register("register_admin_urls")
def drawing_urls() -> list[URLPattern]:
    return [
        path("pictures/<int:pk>/drawing/", show_drawing, name="show_drawing"),
        path("pictures/<int:pk>/drawing/use/", use_drawing, name="use_drawing"),
    ]
