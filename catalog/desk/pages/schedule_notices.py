"""Notices that a scheduled change is replaced."""

from django.contrib import messages
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from catalog.models import BundlePage, ProductPage
from catalog.pages.schedules import date_text


def scheduled_for(page: Page) -> str:
    """Return when the page's scheduled change goes live, as text, or "" if there is none."""
    revision = page.revisions.filter(approved_go_live_at__isnull=False).first()
    return date_text(revision.approved_go_live_at) if revision else ""


def warning_before_replacing(pages: list[Page]) -> str:
    """Return a warning that names the pages whose scheduled change will be cancelled, or ""."""
    named = [f"“{page.title}” on {at}" for page in pages if (at := scheduled_for(page))]
    return f"These scheduled changes will be cancelled: {', '.join(named)}." if named else ""


@hooks.register("before_publish_page")
def warn_about_replaced_schedule(request: HttpRequest, page: Page) -> None:
    """Warn after the new version is accepted, before it is published or scheduled."""
    if isinstance(page, ProductPage | BundlePage) and (at := scheduled_for(page)):
        messages.warning(
            request,
            f"The change scheduled for {at} was cancelled: this one replaces it.",
        )
