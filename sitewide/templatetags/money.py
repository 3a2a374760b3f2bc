"""Template filter that formats pence."""

from django import template

from sitewide.money_fields import PENCE_IN_POUND

register = template.Library()


@register.filter
def pounds(pence: int) -> str:
    """Format pence as pounds: £1,299.00 for 129900, −£1.00 for -100."""
    sign = "−" if pence < 0 else ""
    whole, rest = divmod(abs(pence), PENCE_IN_POUND)
    return f"{sign}£{whole:,}.{rest:02d}"
