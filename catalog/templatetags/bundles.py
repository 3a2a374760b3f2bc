"""What goes with what, in the admin's confirmations."""

from django import template

from catalog.desk.replaced_schedules import warning_before_replacing
from catalog.desk.touched_bundles import warning_before_going

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
