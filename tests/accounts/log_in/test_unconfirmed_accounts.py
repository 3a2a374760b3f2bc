"""Accounts that were never confirmed are deleted after 30 days; all others are kept."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts.log_in.unconfirmed_accounts import delete_unconfirmed_accounts
from accounts.models import User
from tests.accounts.log_in.sign_up import SIGN_UP
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db


def joined_days_ago(days: int, **users) -> None:
    then = timezone.now() - timedelta(days=days)
    User.objects.filter(**users).update(date_joined=then)


@pytest.fixture
def signed_up():
    """Sign up with sam@example.com, without opening the link in the mail."""
    a_visitor().post("/accounts/signup/", SIGN_UP)
    mail.outbox.clear()
    return User.objects.get(email="sam@example.com")


def test_an_unconfirmed_account_is_deleted_after_30_days_without_a_mail(signed_up):
    joined_days_ago(29)
    delete_unconfirmed_accounts()
    assert User.objects.get() == signed_up
    joined_days_ago(31)
    call_command("run_clock", once=True)
    assert not User.objects.filter(email="sam@example.com").exists()
    assert not EmailAddress.objects.filter(email="sam@example.com").exists()
    assert mail.outbox == []


@pytest.mark.parametrize("how", ["confirmed", "came in", "staff", "owner", "made by the owner"])
def test_all_other_accounts_are_kept(signed_up, how):
    if how == "confirmed":
        EmailAddress.objects.update(verified=True)
    elif how == "made by the owner":
        EmailAddress.objects.all().delete()
    else:
        is_so = {
            "came in": {"last_login": timezone.now()},
            "staff": {"is_staff": True},
            "owner": {"is_superuser": True},
        }
        User.objects.update(**is_so[how])
    joined_days_ago(400)
    delete_unconfirmed_accounts()
    assert User.objects.get() == signed_up


def test_users_in_an_admin_group_are_kept(signed_up):
    signed_up.groups.create(name="Packers")
    joined_days_ago(400)
    delete_unconfirmed_accounts()
    assert User.objects.get() == signed_up


def test_accounts_with_a_pending_change_of_address_are_kept(signed_up):
    kim = a_customer("kim@example.com")
    EmailAddress.objects.create(user=kim, email="new@example.com", verified=False)
    joined_days_ago(400)
    delete_unconfirmed_accounts()
    assert User.objects.get() == kim
    assert EmailAddress.objects.filter(user=kim).count() == 2
