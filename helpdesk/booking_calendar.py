"""A booking as a file for calendars (RFC 5545). Such files are shared, so it holds neither the person nor the token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from helpdesk.consultations import ends_at
from helpdesk.models import Booking, Meeting
from sipelaku.office.models import Office
from sipelaku.office.services import current_office

LINE = 75  # bytes
LOCAL, UTC_TIME = "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"


def calendar_file(booking: Booking) -> bytes:
    """The booking as one event in the office's zone; the same booking gives the same bytes."""
    office = current_office()
    starts_at = booking.starts_at.astimezone(office.zone)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//SIPELAKU//Konsultasi//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *_zone(office, starts_at),
        "BEGIN:VEVENT",
        f"UID:{_uid(booking)}",
        f"DTSTAMP:{booking.booked_at.astimezone(UTC):{UTC_TIME}}",
        f"DTSTART;TZID={office.time_zone}:{starts_at:{LOCAL}}",
        f"DTEND;TZID={office.time_zone}:{ends_at(booking).astimezone(office.zone):{LOCAL}}",
        f"SUMMARY:{_text(_('Konsultasi dengan %(office)s') % {'office': office.name})}",
        f"LOCATION:{_text(_place(booking, office))}",
        f"DESCRIPTION:{_text(_('Batalkan lewat tautan dalam pesan kami bila Anda berhalangan.'))}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _zone(office: Office, moment: datetime) -> list[str]:
    """The office's zone; those of Indonesia have no summer time, so one offset says all."""
    offset = moment.utcoffset() or timedelta()
    hours, minutes = divmod(int(offset.total_seconds()) // 60, 60)
    written = f"{hours:+03d}{minutes:02d}"
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{office.time_zone}",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        f"TZOFFSETFROM:{written}",
        f"TZOFFSETTO:{written}",
        f"TZNAME:{office.zone_name}",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def _uid(booking: Booking) -> str:
    digest = salted_hmac("helpdesk.booking_calendar", booking.token, algorithm="sha256").hexdigest()
    return f"{digest[:32]}@{urlsplit(settings.SITE_URL).hostname}"


def _place(booking: Booking, office: Office) -> str:
    if booking.hours.meeting == Meeting.OFFICE:
        return f"{office.name}, {office.address}"
    return booking.hours.get_meeting_display()


def _text(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> bytes:
    """One line as the standard wants it: at most LINE bytes, the rest on lines that begin with a blank."""
    parts: list[bytes] = []
    part = b""
    for character in line:
        encoded = character.encode()
        # A continued line spends a byte on its blank.
        if len(part) + len(encoded) > LINE - bool(parts):
            parts.append(part)
            part = b""
        part += encoded
    return b"\r\n ".join([*parts, part]) + b"\r\n"
