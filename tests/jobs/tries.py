"""Skip the pause after a failed try."""

from datetime import timedelta

from django.db.models import F

from jobs.models import FailedJob


def let_pass(time: timedelta) -> None:
    FailedJob.objects.update(next_try_at=F("next_try_at") - time)
