"""Template filter for user agents."""

import ua_parser
from django import template

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """Return browser and operating system of a user agent, such as “Firefox on Windows”."""
    parsed = ua_parser.parse(user_agent)
    browser = parsed.user_agent.family if parsed.user_agent else "A browser"
    system = parsed.os.family if parsed.os else ""
    return f"{browser} on {system}" if system else browser
