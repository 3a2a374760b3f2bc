"""The one filter that turns pence into what people read."""

from django import template

from sitewide.money_fields import PENCE_IN_POUND

register = template.Library()


@register.filter
def pounds(pence: int) -> str:
    """£1,299.00 for 129900; a minus sign stands before the pound sign."""
    sign = "−" if pence < 0 else ""
    whole, rest = divmod(abs(pence), PENCE_IN_POUND)
    return f"{sign}£{whole:,}.{rest:02d}"
