"""Failed jobs in the admin: visible to the owner only, and retried on request."""

import pytest

from jobs.models import FailedJob
from jobs.tasks import MAX_TRIES, record_failure
from tests.builders import a_user, a_visitor

pytestmark = pytest.mark.django_db

LIST = "/admin/jobs/failedjob/"


def given_up(row: int) -> FailedJob:
    for _ in range(MAX_TRIES):
        failed = record_failure(kind="order mail", row=row, error=ValueError())
    return failed


def test_the_owner_sees_given_up_jobs_on_the_dashboard_and_in_the_list(owner):
    failed = given_up(7)
    visitor = a_visitor(owner)
    page = f"{LIST}inspect/{failed.pk}/"
    assert page in visitor.get("/admin/").text
    assert page in visitor.get(LIST).text
    text = visitor.get(page).text
    assert "Given up" in text
    assert f"Tried {MAX_TRIES} of {MAX_TRIES} times" in text


def test_try_again_resets_the_number_of_tries(owner):
    failed, other = given_up(7), given_up(8)
    response = a_visitor(owner).post(f"/admin/jobs/{failed.pk}/again/", follow=True)
    assert "“order mail 7” will be tried again within a minute." in response.text
    assert FailedJob.objects.get() == other


def test_all_given_up_jobs_are_tried_again_and_no_others(owner):
    given_up(7), given_up(8)
    waiting = record_failure(kind="order mail", row=9, error=ValueError())
    assert "Try all 2 failed jobs again" in a_visitor(owner).get(LIST).text
    a_visitor(owner).post("/admin/jobs/again/")
    assert FailedJob.objects.get() == waiting


def test_the_list_can_be_filtered_by_given_up_jobs(owner):
    failed = given_up(7)
    waiting = record_failure(kind="order mail", row=9, error=ValueError())
    for choice, shown, hidden in (("yes", failed, waiting), ("no", waiting, failed)):
        text = a_visitor(owner).get(LIST, {"given_up": choice}).text
        assert f"inspect/{shown.pk}/" in text
        assert f"inspect/{hidden.pk}/" not in text


@pytest.mark.parametrize("path", [LIST, "/admin/jobs/again/", "/admin/jobs/1/again/"])
def test_only_the_owner_may_see_or_retry_jobs(path):
    failed = given_up(1)
    staff = a_visitor(a_user(is_staff=True))
    for ask in (staff.get, staff.post):
        assert ask(path).status_code in (302, 403)
    assert FailedJob.objects.get() == failed
