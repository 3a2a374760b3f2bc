"""Panels of a product's or bundle's form that prepare its pictures."""

from typing import Any

from django.forms import Media
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.images.utils import get_accept_attributes

from catalog.pages.product_picture import MAX_PICTURES


class PicturesPanel(Panel):
    """Panel that posts to views about the page, or about the index page that it is created below.

    `urls`: names of these views by their name in the template. Hidden without the field `needs`.
    """

    urls: dict[str, str] = {}
    needs = ""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            known = {**self.form.fields, **self.form.formsets} if self.form is not None else {}
            return self.panel.needs in known and super().is_shown()

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            of_parent = self.request.resolver_match.kwargs.get("parent_page_id")
            pk = self.instance.pk or of_parent
            urls = {key: reverse(name, args=[pk]) for key, name in self.panel.urls.items()}
            return super().get_context_data(parent_context) | urls


class DrawPicturePanel(PicturesPanel):
    """Draws a picture from the form's current values, shows it, and puts it into the form."""

    urls = {"show_url": "show_drawing", "use_url": "use_drawing"}
    needs = "image"

    class BoundPanel(PicturesPanel.BoundPanel):
        template_name = "catalog/desk/pictures/draw_panel.html"
        media = Media(js=["autovise/js/draw-picture.js"])


class UploadPicturesPanel(PicturesPanel):
    """Uploads several pictures at once and appends them to the further pictures."""

    urls = {"upload_url": "upload_picture"}
    needs = "more_pictures"

    class BoundPanel(PicturesPanel.BoundPanel):
        template_name = "catalog/desk/pictures/upload_panel.html"
        media = Media(js=["autovise/js/send-picture.js", "autovise/js/upload-pictures.js"])

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            shown = {"most": MAX_PICTURES, "accepted": get_accept_attributes()}
            return super().get_context_data(parent_context) | shown
