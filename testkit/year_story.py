"""A small year of the office for tests of the reports: a dozen files with moments of choice, counted by hand.

The office serves people from 08.00 to 16.00, Monday to Friday, at eight hours before UTC; 2019 has no holidays here.
A SIUP is due at the close of the second working day, an Izin Gangguan at that of the twelfth.
"""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from permits import demonstration, workflow
from permits.models import Application
from sipelaku.accounts.models import User
from testkit.story import advance, attach, file_application, forward

WITA = ZoneInfo("Asia/Makassar")
Staff = dict[str, User]


def wita(day: int, month: int, hour: int, minute: int = 0, year: int = 2019) -> datetime.datetime:
    """A moment on the office's clock."""
    return datetime.datetime(year, month, day, hour, minute, tzinfo=WITA)


def walked(
    applicant: User, staff: Staff, filed: datetime.datetime, signed: datetime.datetime, over: datetime.datetime
) -> Application:
    """A SIUP filed, signed and handed over at these moments."""
    application = file_application(applicant, at=filed)
    advance(application, staff, to="sign", at=signed)
    forward(application, staff, at=signed)
    advance(application, staff, at=over)
    return application


def returned_once(applicant: User, staff: Staff) -> Application:
    """Two working days in the office, two with the applicant, and so handed over just in time."""
    application = file_application(applicant, at=wita(11, 3, 8))
    payload = demonstration.fault(application, "ktp", "unreadable", "Buram")
    workflow.perform(application, "return", by=staff["counter"], note="Foto buram", payload=payload, at=wita(11, 3, 12))
    attach(application, "ktp", by=applicant, at=wita(13, 3, 12))
    workflow.perform(application, "resubmit", by=applicant, at=wita(13, 3, 12))
    advance(application, staff, to="archive", at=wita(14, 3, 10))
    advance(application, staff, at=wita(14, 3, 16))
    return application


def ended_otherwise(applicant: User, staff: Staff) -> None:
    """One permit cancelled at the counter in February; in March one file rejected and one withdrawn."""
    cancelled = file_application(applicant, at=wita(4, 2, 8))
    advance(cancelled, staff, to="compare", at=wita(5, 2, 9))
    payload = demonstration.fault(cancelled, "ktp", "mismatch", "Bukan KTP yang diunggah")
    workflow.perform(cancelled, "cancel", by=staff["counter"], note="Tidak cocok", payload=payload, at=wita(5, 2, 15))
    rejected = file_application(applicant, at=wita(6, 3, 8))
    advance(rejected, staff, to="verify", at=wita(6, 3, 9))
    workflow.perform(rejected, "reject", by=staff["kasi"], note="Tidak memenuhi syarat", at=wita(6, 3, 15))
    withdrawn = file_application(applicant, at=wita(7, 3, 8))
    workflow.perform(withdrawn, "withdraw", by=applicant, note="Pindah kota", at=wita(8, 3, 9))


def long_one(applicant: User, staff: Staff) -> Application:
    """An Izin Gangguan: three days in the office, one with the technical agency, two until it was paid."""
    application = file_application(applicant, slug="izin-gangguan", at=wita(6, 5, 8))
    advance(application, staff, to="inspect", at=wita(6, 5, 12))
    forward(application, staff, at=wita(7, 5, 12))
    advance(application, staff, to="pay", at=wita(8, 5, 12))
    forward(application, staff, at=wita(10, 5, 12))
    advance(application, staff, to="archive", at=wita(13, 5, 12))
    advance(application, staff, at=wita(13, 5, 16))
    return application


def play(applicant: User, staff: Staff) -> dict[str, Application]:
    """Play the whole year; return the files a test asks for by name."""
    files = {
        "one day": walked(applicant, staff, wita(4, 3, 8), wita(4, 3, 12), wita(4, 3, 16)),
        "just in time": walked(applicant, staff, wita(4, 3, 8), wita(5, 3, 12), wita(5, 3, 16)),
        "late": walked(applicant, staff, wita(4, 3, 8), wita(5, 3, 10), wita(7, 3, 12)),
        "filed on a saturday": walked(applicant, staff, wita(9, 3, 10), wita(11, 3, 9), wita(11, 3, 10)),
        "returned": returned_once(applicant, staff),
        "long": long_one(applicant, staff),
        # Signed at half past eleven on New Year's Eve, handed over in the new year, a day late.
        "new year's eve": walked(applicant, staff, wita(30, 12, 8), wita(31, 12, 23, 30), wita(2, 1, 8, year=2020)),
        # Signed at half past seven on New Year's Day, which in UTC is still the old year.
        "new year's day": walked(
            applicant, staff, wita(31, 12, 8), wita(1, 1, 7, 30, year=2020), wita(1, 1, 8, year=2020)
        ),
    }
    ended_otherwise(applicant, staff)
    files["revoked"] = walked(applicant, staff, wita(1, 4, 8), wita(1, 4, 12), wita(1, 4, 16))
    workflow.perform(files["revoked"], "revoke", by=staff["head"], note="Keterangan palsu", at=wita(15, 4, 9))
    return files
