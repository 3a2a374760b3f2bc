"""Mails about low and sold-out stock, to the users who want them and may change stock."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse

from catalog.desk.stock.rows import load_rows
from catalog.models import StockAlertMail, StockAlertRecipient
from catalog.models.users import AnyUser
from outbox.mails import write
from outbox.models import MailKind, register

CHANGE_STOCK = "catalog.change_stock"


def register_own() -> None:
    """Register the kind of mail."""
    register(STOCK_ALERT)


def wants_alerts(user_pk: int) -> bool:
    return StockAlertRecipient.objects.filter(user_id=user_pk).exists()


def choose_alerts(user_pk: int, *, wanted: bool) -> None:
    """Store whether the user wants mails about low stock."""
    if wanted:
        StockAlertRecipient.objects.get_or_create(user_id=user_pk)
    else:
        StockAlertRecipient.objects.filter(user_id=user_pk).delete()


def alert_recipients() -> Iterator[int]:
    """Yield the keys of the users who want mails about low stock and may change stock."""
    for user in get_user_model().objects.filter(stock_alert_choice__isnull=False).order_by("pk"):
        if may_have_alerts(user):
            yield user.pk


def may_have_alerts(user: AnyUser) -> bool:
    return bool(user.is_active and user.email and user.has_perm(CHANGE_STOCK))


def mail_stock_alert(mail: StockAlertMail) -> None:
    """Mail which products became low or sold out, with their stock of now."""
    rows = load_rows(mail.skus)
    write(
        mail.user.email,
        _subject(mail),
        "catalog/mails/stock_alert",
        rows=rows,
        more=mail.sold_out_count + mail.low_count - len(mail.skus),
        stock_url=f"{settings.SITE_URL}{reverse('list_stock')}?level=low",
        account_url=f"{settings.SITE_URL}{reverse('wagtailadmin_account')}",
    )


def _subject(mail: StockAlertMail) -> str:
    """Say how many products reached which level. Names of products are not in headers."""
    out, low = mail.sold_out_count, mail.low_count
    parts = [f"{out} sold out"] if out else []
    parts += [f"{low} low"] if low else []
    return f"Stock: {', '.join(parts)}"


def _is_outdated(mail: StockAlertMail) -> bool:
    return not (may_have_alerts(mail.user) and wants_alerts(mail.user_id))


def _mails() -> QuerySet[StockAlertMail]:
    return StockAlertMail.objects.select_related("user")


STOCK_ALERT = MailKind(
    "mail about stock", _mails, mail_stock_alert, is_outdated=_is_outdated, deletes_object=True
)
