"""Warnings for the admin's confirmation pages, in addition to Wagtail's own."""

from django import template
from wagtail.models import Page

from catalog.desk.listings.bulk_publish import workflow_notices
from catalog.desk.pages.affected_bundles import affected_bundles_warning
from catalog.desk.pages.delete_warnings import warnings_before_deleting
from catalog.desk.pages.schedule_notices import warning_before_replacing
from catalog.models.users import AnyUser

register = template.Library()


@register.simple_tag
def affected_bundles_of(page: Page) -> str:
    """Return a warning about the bundles that cannot be sold without this page, or ""."""
    return affected_bundles_warning([page])


@register.simple_tag
def affected_bundles_of_all(items: list[dict]) -> str:
    """Return the same warning for all pages of a bulk action."""
    return affected_bundles_warning([item["item"] for item in items])


@register.simple_tag
def schedules_of_all(items: list[dict]) -> str:
    """Return a warning about the scheduled changes that a bulk action replaces, or ""."""
    return warning_before_replacing([item["item"] for item in items])


@register.simple_tag
def schedule_of(page: Page) -> str:
    """Return a warning about the scheduled change that publishing replaces, or ""."""
    return warning_before_replacing([page])


@register.simple_tag
def approvals_of_all(items: list[dict], user: AnyUser) -> list[dict]:
    """Return the pages that a bulk publish would approve or refuse, with their messages."""
    return workflow_notices([item["item"] for item in items], user)


@register.simple_tag
def deletions_of_all(items: list[dict]) -> list[str]:
    """Return further warnings about deleting these pages in bulk."""
    return warnings_before_deleting([item["item"] for item in items])
