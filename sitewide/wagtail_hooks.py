"""Log action of the trader's details, and the panel that names what is missing."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from sitewide.logged_settings import ChangesFormatter
from sitewide.trader import Trader, current_trader


@hooks.register("register_log_actions")
def name_trader_log_action(actions: LogActionRegistry) -> None:
    @actions.register_action(Trader.log_action)
    class TraderFormatter(ChangesFormatter):
        label = "Change trader"
        lead = "Changed the trader's details."


class MissingTraderPanel(Component):
    """Names the details of the trader that are missing, with a link to the form."""

    name = "missing_trader"
    template_name = "sitewide/desk/missing_trader.html"
    order = 10

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {
            "missing": self.missing,
            "edit_url": reverse("wagtailsettings:edit", args=["sitewide", "trader"]),
        }


@hooks.register("construct_homepage_panels")
def add_missing_trader_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel for superusers, while something is missing."""
    if request.user.is_superuser and (missing := current_trader().missing):
        panels.append(MissingTraderPanel(missing))
