"""Model cancellation form of a contract (Consumer Contracts Regulations 2013, Schedule 3 B)."""

from django import template

from sitewide.trader import Trader

register = template.Library()


@register.simple_tag
def cancellation_form_lines(trader: Trader) -> list[str]:
    """Return the lines of the form, addressed to the trader. The heading is not included."""
    name = f"{trader.legal_name} ({trader.name})" if trader.legal_name else trader.name
    addressed = ", ".join(part for part in (name, trader.address_line, trader.email) if part)
    return [
        f"To {addressed}:",
        "I/We [*] hereby give notice that I/We [*] cancel my/our [*] contract of sale of the "
        "following goods [*]:",
        "Ordered on [*]/received on [*]:",
        "Order number:",
        "Name of consumer(s):",
        "Address of consumer(s):",
        "Signature of consumer(s) (only if this form is notified on paper):",
        "Date:",
        "[*] Delete as appropriate.",
    ]
