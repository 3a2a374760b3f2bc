"""Dates and times where a page names no format: a 24-hour clock."""

from datetime import UTC, datetime, time

from django.utils.formats import date_format, time_format

AFTERNOON = datetime(2026, 11, 5, 14, 5, tzinfo=UTC)


def test_times_have_a_24_hour_clock():
    assert date_format(AFTERNOON, "DATETIME_FORMAT") == "5 Nov 2026, 14:05"
    assert date_format(AFTERNOON, "SHORT_DATETIME_FORMAT") == "05/11/2026 14:05"
    assert time_format(time(0, 30)) == "00:30"


def test_other_formats_are_those_of_british_english():
    assert date_format(AFTERNOON) == "5 Nov 2026"
    assert date_format(AFTERNOON, "SHORT_DATE_FORMAT") == "05/11/2026"
