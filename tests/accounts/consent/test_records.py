"""Consent records: append-only, and no consent by default."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.consent.records import (
    TEXTS,
    consents_of,
    delete_expired_consents,
    has_agreed,
    record_choice,
    record_consent,
)
from accounts.models import Consent, ConsentKind
from sitewide.email_addresses import email_hash
from tests.builders import a_customer

pytestmark = pytest.mark.django_db

REMINDERS, NEWSLETTER = ConsentKind.CART_REMINDERS, ConsentKind.NEWSLETTER


def a_choice(user, *, is_given: bool = True) -> bool:
    return record_choice(
        user=user, kind=REMINDERS, is_given=is_given, page="/users/profile/emails/"
    )


def made_years_ago(years: float, **fields) -> Consent:
    facts = {"kind": NEWSLETTER, "is_given": True, "text": "Words", "page": "/newsletter/"}
    facts |= {"email_hash": "a" * 64, "happened_at": timezone.now() - timedelta(days=366 * years)}
    return Consent.objects.create(**facts | fields)


def test_there_is_no_consent_by_default():
    assert not has_agreed(a_customer(), REMINDERS)
    assert not Consent.objects.exists()


def test_a_choice_is_recorded_with_text_page_and_time():
    customer = a_customer("sam@example.com")
    began_at = timezone.now()
    assert a_choice(customer)
    consent = Consent.objects.get()
    assert (consent.kind, consent.is_given) == (REMINDERS, True)
    assert (consent.text, consent.page) == (TEXTS[REMINDERS], "/users/profile/emails/")
    assert (consent.user, consent.email_hash) == (customer, email_hash("sam@example.com"))
    assert began_at <= consent.happened_at <= timezone.now()
    assert has_agreed(customer, REMINDERS)
    assert not has_agreed(a_customer(), REMINDERS)


def test_a_repeated_choice_adds_no_row_and_a_changed_one_does():
    customer = a_customer()
    a_choice(customer)
    assert not a_choice(customer)
    assert a_choice(customer, is_given=False)
    assert list(Consent.objects.values_list("is_given", flat=True)) == [True, False]
    assert not has_agreed(customer, REMINDERS)


@pytest.mark.parametrize(
    "change",
    [
        {"is_given": False},
        {"text": "Other words"},
        {"page": "/"},
        {"kind": NEWSLETTER},
        {"email_hash": "b" * 64},
        {"happened_at": timezone.now() - timedelta(days=9)},
    ],
)
def test_the_database_refuses_to_change_a_consent(change):
    a_choice(a_customer())
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        Consent.objects.update(**change)


def test_the_database_refuses_to_change_the_user_of_a_consent():
    a_choice(a_customer())
    other = a_customer()
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        Consent.objects.update(user=other)


def test_the_database_refuses_to_delete_a_consent():
    a_choice(a_customer())
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        Consent.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_consent")
    assert Consent.objects.count() == 1


def test_only_the_link_to_a_user_can_be_removed_from_a_consent():
    a_choice(a_customer())
    Consent.objects.update(user=None)
    assert Consent.objects.get().user is None


def test_ended_consents_are_deleted_after_six_years_and_valid_ones_are_kept():
    in_force = made_years_ago(9)
    superseded = made_years_ago(8, email_hash="b" * 64)
    renewed = made_years_ago(7, email_hash="b" * 64)
    withdrawn = made_years_ago(7, email_hash="c" * 64, is_given=False)
    fresh = made_years_ago(5, email_hash="d" * 64, is_given=False)
    delete_expired_consents()
    assert set(Consent.objects.all()) == {in_force, renewed, fresh}
    assert not Consent.objects.filter(pk__in=[superseded.pk, withdrawn.pk]).exists()


def test_consents_of_an_address_belong_to_its_owner_only():
    customer = a_customer("sam@example.com")
    record_consent(kind=NEWSLETTER, is_given=True, text="Words", page="/", email="sam@example.com")
    record_consent(kind=NEWSLETTER, is_given=True, text="Words", page="/", email="kim@example.com")
    a_choice(a_customer("other@example.com"))
    [found] = consents_of(customer, ["sam@example.com"])
    assert found.email_hash == email_hash("sam@example.com")


def test_a_valid_consent_is_not_superseded_by_another_kind_or_user():
    in_force = made_years_ago(9)
    made_years_ago(1, kind=REMINDERS)
    made_years_ago(1, email_hash="b" * 64)
    delete_expired_consents()
    assert Consent.objects.filter(pk=in_force.pk).exists()
    assert Consent.objects.count() == 3
