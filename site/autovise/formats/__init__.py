"""Formats of dates and times, by language, where a page names none."""
