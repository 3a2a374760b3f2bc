"""Template filters that format pence."""

from django import template

from sitewide.money_fields import PENCE_IN_POUND, pounds_text

register = template.Library()


@register.filter
def pounds(pence: int) -> str:
    """Format pence as pounds: £1,299.00 for 129900, −£1.00 for -100."""
    sign = "−" if pence < 0 else ""
    whole, rest = divmod(abs(pence), PENCE_IN_POUND)
    return f"{sign}£{whole:,}.{rest:02d}"


@register.filter
def in_pounds(pence: int) -> str:
    """Format pence for a field: 12.99 for 1299."""
    return pounds_text(pence)
