"""How dates and times are written: "9 Oktober 2026, 10.42". Django's own Indonesian formats shorten the month."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = "j F Y, H.i"
