"""Personal data held by `accounts`: account, profile, addresses, emails, consents, newsletter."""

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry

from accounts.consent.newsletter import subscriptions_of, unsubscribe_from_newsletter
from accounts.consent.records import consents_of, has_agreed, record_consent
from accounts.email_addresses import own_addresses
from accounts.log_in.sessions import sessions_of
from accounts.models import (
    Consent,
    ConsentKind,
    DataDownload,
    DeliveryAddress,
    Subscriber,
    User,
    UserProfile,
)
from accounts.privacy.export_files import delete_files
from accounts.privacy.registry import (
    ErasureRefused,
    ExportRow,
    Section,
    export_row,
    export_rows,
    register,
)
from catalog.back_in_stock.requests import delete_stock_requests, stock_requests_of
from catalog.models import StockRequest
from outbox.mail_log import sent_mails_to
from outbox.models import SentMail
from sitewide.postal_address import POSTAL_FIELDS

DELIVERY_ADDRESS = (*POSTAL_FIELDS, "is_default", "added_at")
ACCOUNT_DELETED = "The account was deleted."


def register_own() -> None:
    """Register the sections of this app."""
    register(Section("Account", _account, (User,), erase=_erase_account))
    register(Section("Profile", _profile, (UserProfile,)))
    register(Section("Delivery addresses", _delivery_addresses, (DeliveryAddress,)))
    register(Section("Email addresses", _emails, (EmailAddress,)))
    register(Section("Consents", _consents, (Consent,), erase=_withdraw_consents))
    register(Section("Newsletter", _newsletter, (Subscriber,), erase=_erase_newsletter))
    register(
        Section("Back in stock", _stock_requests, (StockRequest,), erase=_erase_stock_requests)
    )
    register(Section("Sent mails", _sent_mails, (SentMail,), erase=_erase_sent_mails))
    register(Section("Copies of this data", _copies, (DataDownload,), erase=_erase_copies))


def _account(user: User) -> list[ExportRow]:
    row = export_row(user, "email", "first_name", "last_name", "date_joined", "last_login")
    row["works_for_the_shop"] = user.is_staff
    row["has_password"] = user.has_usable_password()
    row["open_sessions"] = len(sessions_of(user.pk))
    return [row]


def _profile(user: User) -> list[ExportRow]:
    return export_rows(
        UserProfile.objects.filter(user=user),
        *(
            field.name
            for field in UserProfile._meta.concrete_fields
            if not field.primary_key and not field.is_relation
        ),
    )


def _delivery_addresses(user: User) -> list[ExportRow]:
    return export_rows(user.addresses.all(), *DELIVERY_ADDRESS)


def _emails(user: User) -> list[ExportRow]:
    return export_rows(
        EmailAddress.objects.filter(user=user).order_by("pk"), "email", "verified", "primary"
    )


def _consents(user: User) -> list[ExportRow]:
    return export_rows(
        consents_of(user, own_addresses(user)), "kind", "is_given", "happened_at", "text", "page"
    )


def _newsletter(user: User) -> list[ExportRow]:
    return export_rows(subscriptions_of(own_addresses(user)), "email", "asked_at", "confirmed_at")


def _stock_requests(user: User) -> list[ExportRow]:
    return export_rows(stock_requests_of(own_addresses(user)), "email", "sku_id", "asked_at")


def _erase_stock_requests(user: User) -> None:
    delete_stock_requests(stock_requests_of(own_addresses(user)))


def _sent_mails(user: User) -> list[ExportRow]:
    return export_rows(sent_mails_to(own_addresses(user)), "recipient", "subject", "sent_at")


def _erase_sent_mails(user: User) -> None:
    sent_mails_to(own_addresses(user)).delete()


def _copies(user: User) -> list[ExportRow]:
    return export_rows(user.data_downloads.all(), "asked_at", "made_at")


def _erase_account(user: User) -> None:
    """Remove the user's name from the admin's log. Raises ErasureRefused for the only owner."""
    if user.is_superuser and not _other_owners(user).exists():
        raise ErasureRefused("This is the shop's only owner. Create another owner first.")
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    entries.update(label="A deleted account", data={})


def _other_owners(user: User) -> QuerySet[User]:
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)


def _withdraw_consents(user: User) -> None:
    """Record the withdrawal of every consent that this account has given."""
    for kind in ConsentKind:
        if has_agreed(user, kind):
            record_consent(
                kind=kind, is_given=False, text=ACCOUNT_DELETED, page="", email=user.email
            )


def _erase_newsletter(user: User) -> None:
    for subscriber in subscriptions_of(own_addresses(user)):
        unsubscribe_from_newsletter(subscriber.address_key, text=ACCOUNT_DELETED, page="")


def _erase_copies(user: User) -> None:
    names = [name for name in user.data_downloads.values_list("file", flat=True) if name]
    transaction.on_commit(lambda: delete_files(names))
