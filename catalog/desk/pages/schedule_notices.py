"""Telling an editor that a change which was scheduled is no longer."""

from django.contrib import messages
from wagtail import hooks
from wagtail.models import Page

from catalog.models import BundlePage, ProductPage
from catalog.pages.schedules import date_text


def scheduled_for(page: Page) -> str:
    """When the page's scheduled change goes live, in words; empty when there is none."""
    revision = page.revisions.filter(approved_go_live_at__isnull=False).first()
    return date_text(revision.approved_go_live_at) if revision else ""


def warning_before_replacing(pages: list[Page]) -> str:
    """Names those of several pages whose scheduled change would go; empty when there are none."""
    told = [f"“{page.title}” on {at}" for page in pages if (at := scheduled_for(page))]
    return f"Scheduled to change: {', '.join(told)}. That is given up with this." if told else ""


@hooks.register("before_publish_page")
def tell_what_is_replaced(request, page: Page) -> None:
    """Runs once the new version is accepted, before it is published or scheduled."""
    if isinstance(page, ProductPage | BundlePage) and (at := scheduled_for(page)):
        messages.warning(
            request,
            f"The change that was scheduled for {at} is given up: this one takes its place.",
        )
