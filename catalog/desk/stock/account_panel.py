"""Choice in the user's account: mails about low stock."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.users.models import UserProfile

from catalog.desk.stock.alert_mails import CHANGE_STOCK, choose_alerts, wants_alerts


class StockAlertForm(forms.Form):
    wanted = forms.BooleanField(
        label="Low and sold-out stock",
        required=False,
        help_text="A mail when products become low or sold out: one for all that do so at once, "
        "and for each product again only after it was above its threshold.",
    )

    def __init__(self, *args: Any, instance: AbstractUser, **kwargs: Any) -> None:
        kwargs["initial"] = {"wanted": wants_alerts(instance.pk)}
        super().__init__(*args, **kwargs)
        self.user_pk = instance.pk

    def save(self) -> None:
        """Store the choice; Wagtail calls it."""
        choose_alerts(self.user_pk, wanted=self.cleaned_data["wanted"])


class StockAlertPanel(BaseSettingsPanel):
    name = "stock_alerts"
    title = "Stock"
    tab = notifications_tab
    order = 200
    form_class = StockAlertForm

    def is_active(self) -> bool:
        return self.user.has_perm(CHANGE_STOCK)


@hooks.register("register_account_settings_panel")
def stock_alert_panel(
    request: HttpRequest, user: AbstractUser, profile: UserProfile
) -> BaseSettingsPanel:
    return StockAlertPanel(request, user, profile)
