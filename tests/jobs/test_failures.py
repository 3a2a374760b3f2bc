"""Retries of background work: rows are independent, and the number of tries is limited."""

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError

from jobs.models import FailedJob
from jobs.tasks import (
    MAX_TRIES,
    PAUSES,
    ServiceUnavailable,
    describe_error,
    do_each,
    record_failure,
)
from tests.builders import a_user
from tests.jobs.tries import let_pass

pytestmark = pytest.mark.django_db

KIND = "letter to"
ADDRESS = "jane@example.com"
ANYTHING = [
    ValueError(ADDRESS),
    UnicodeEncodeError("idna", ADDRESS, 0, 1, ADDRESS),
    KeyError(ADDRESS),
    RecursionError(ADDRESS),
    AssertionError(ADDRESS),
]


def fails_for(bad, error):
    def work(row):
        if row == bad:
            raise error
        done.append(row)

    done = []
    return work, done


@pytest.mark.parametrize("error", ANYTHING, ids=lambda error: type(error).__name__)
def test_an_exception_of_a_row_stops_no_other_and_logs_no_personal_data(error, caplog):
    bad, good = a_user(), a_user()
    work, done = fails_for(bad, error)
    assert do_each(KIND, [bad, good], work) == 1
    assert done == [good]
    failed = FailedJob.objects.get()
    assert (failed.kind, failed.row, failed.tries) == (KIND, bad.pk, 1)
    assert f"{KIND} {bad.pk} failed" in caplog.text
    assert type(error).__name__ in failed.reason
    assert ADDRESS not in failed.reason + caplog.text


def test_failed_rows_are_retried_with_longer_pauses_and_then_given_up(caplog):
    bad = a_user()
    work, _ = fails_for(bad, ValueError())
    for tries, pause in enumerate(PAUSES, start=1):
        do_each(KIND, [bad], work)
        do_each(KIND, [bad], work)
        assert FailedJob.objects.get().tries == tries
        let_pass(pause)
    do_each(KIND, [bad], work)
    assert (FailedJob.objects.get().tries, FailedJob.objects.given_up().count()) == (MAX_TRIES, 1)
    assert "given up" in caplog.text
    let_pass(timedelta(days=30))
    do_each(KIND, [bad], work)
    assert FailedJob.objects.get().tries == MAX_TRIES


def test_a_later_success_deletes_the_record_of_failures():
    bad = a_user()
    do_each(KIND, [bad], fails_for(bad, ValueError())[0])
    let_pass(PAUSES[0])
    assert do_each(KIND, [bad], lambda row: None) == 1
    assert not FailedJob.objects.exists()


@pytest.mark.parametrize("error", [ServiceUnavailable("away"), OperationalError("locked")])
def test_service_errors_are_not_counted_as_failed_tries(error, caplog):
    bad, good = a_user(), a_user()
    work, done = fails_for(bad, error)
    for _ in range(MAX_TRIES + 1):
        do_each(KIND, [bad, good], work)
    assert len(done) == MAX_TRIES + 1
    assert not FailedJob.objects.exists()
    assert f"{KIND} {bad.pk} will be tried again" in caplog.text


def test_given_up_work_is_counted_from_zero_when_it_is_due_again():
    page = a_user()
    for _ in range(MAX_TRIES):
        record_failure(kind=KIND, row=page.pk, error=ValueError())
    assert do_each(KIND, [page], lambda row: None) == 0
    assert do_each(KIND, [], lambda row: None) == 0
    assert do_each(KIND, [page], lambda row: None) == 1
    assert not FailedJob.objects.exists()


def test_two_kinds_of_work_on_one_row_are_counted_separately():
    row = a_user()
    record_failure(kind=KIND, row=row.pk, error=ValueError())
    assert do_each("another kind", [row], lambda row: None) == 1
    assert FailedJob.objects.get().kind == KIND


def test_only_messages_of_loggable_errors_are_logged():
    assert describe_error(ServiceUnavailable("Stripe is away\nand more")) == (
        "ServiceUnavailable (Stripe is away)"
    )
    assert describe_error(ValueError(ADDRESS)) == "ValueError"


def test_a_failure_is_logged_as_an_error(caplog):
    record_failure(kind=KIND, row=1, error=ValueError())
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
