"""What goes with what, in the admin's confirmations."""

from django import template

from catalog.desk.listings.bulk_publish import told_before_publishing
from catalog.desk.pages.affected_bundles import warning_before_going
from catalog.desk.pages.delete_warnings import warnings_before_deleting
from catalog.desk.pages.schedule_notices import warning_before_replacing

register = template.Library()


@register.simple_tag
def bundles_touched_by(page) -> str:
    """A sentence about the bundles that are sold no longer without this page, or nothing."""
    return warning_before_going([page])


@register.simple_tag
def bundles_touched_by_all(items) -> str:
    """The same of what is listed in the confirmation of a bulk action."""
    return warning_before_going([item["item"] for item in items])


@register.simple_tag
def schedules_of_all(items) -> str:
    """Those whose scheduled change is given up by a bulk action."""
    return warning_before_replacing([item["item"] for item in items])


@register.simple_tag
def schedule_of(page) -> str:
    return warning_before_replacing([page])


@register.simple_tag
def approvals_of_all(items, user) -> list[dict]:
    """Those that a bulk publish would approve or refuse: see `told_before_publishing`."""
    return told_before_publishing([item["item"] for item in items], user)


@register.simple_tag
def deletions_of_all(items) -> list[str]:
    """What else is told before these are deleted in bulk."""
    return warnings_before_deleting([item["item"] for item in items])
