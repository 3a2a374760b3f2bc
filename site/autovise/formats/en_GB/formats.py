"""British dates with a 24-hour clock: 5 Nov 2026, 09:32.

The names are Django's. Formats that are not set here are Django's own for British English.
"""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
