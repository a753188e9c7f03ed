"""The permit an application starts from: an amendment, a renewal and a re-registration all begin with an old one.

Found by its printed number, judged, and compared with what is asked for now. A new permit ends the old
one when it is signed; nothing of that is stored on the old permit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from permits.actions import speaks_for_applicant
from permits.answers import shown
from permits.models import LIVE, Application, FilingKind, FormField, Permit, PermitType, Status
from sipelaku.office.services import current_office

# The same whether no such permit exists or it is somebody else's.
UNKNOWN = _lazy(
    "Nomor ini tidak ada di antara izin Anda. Periksa nomor pada surat izin. Izin yang dahulu diurus di loket "
    "diperpanjang atau diubah di loket."
)
UNKNOWN_AT_COUNTER = _lazy("Tidak ada izin dengan nomor ini. Tulis nomor seperti pada surat izin.")
_LET_PASS = re.compile(r"[\s\-‐-―−]+")
MOST_OFFERED = 20
# What the page of a finished application offers.
BUTTONS = {
    FilingKind.AMENDMENT: _lazy("Ubah data izin"),
    FilingKind.RENEWAL: _lazy("Perpanjang izin"),
    FilingKind.REREGISTRATION: _lazy("Daftar ulang"),
}


def permit_for(user: Any, permit_type: PermitType, number: str, kind: str, *, on_behalf: bool = False) -> Permit:
    """The permit with this printed ``number`` that an application of ``kind`` may start from.

    An applicant finds only permits of their own; ``on_behalf`` is the counter, which finds every permit it
    may see. Spaces, dashes and small letters do no harm. An expired permit may be renewed or registered
    again. Raises ValidationError with what is wrong and what to do. The caller limits the attempts.
    """
    permit = _at_counter(user, number) if on_behalf else _of_applicant(user, number)
    if permit is None:
        raise ValidationError(UNKNOWN_AT_COUNTER if on_behalf else UNKNOWN, code="unknown")
    if permit.application.permit_type_id != permit_type.pk:
        raise ValidationError(
            _("%(number)s adalah %(type)s, bukan %(wanted)s. Ajukan di halaman layanan %(type)s.")
            % {"number": permit.number, "type": permit.application.permit_type, "wanted": permit_type}
        )
    if reason := _why_not(permit, kind):
        raise ValidationError(reason)
    return permit


def _of_applicant(user: Any, number: str) -> Permit | None:
    wanted = _bare(number)
    own = _signed().filter(application__applicant=user)
    return next((permit for permit in own if _bare(permit.number or "") == wanted), None)


def _at_counter(user: Any, number: str) -> Permit | None:
    """Nobody acts as an officer on a permit of their own, so the counter finds those of others."""
    found = _signed().filter(number__in=_spellings(number)).exclude(application__applicant=user)
    return found.filter(application__in=Application.objects.visible_to(user)).first()


def _signed() -> QuerySet[Permit]:
    return Permit.objects.filter(signed_at__isnull=False).select_related("application__permit_type")


def _bare(number: str) -> str:
    return _LET_PASS.sub("", number).casefold()


def _spellings(number: str) -> set[str]:
    """How the number may be stored: as typed, in capitals, or as the office's pattern prints it."""
    typed = "".join(number.split())
    pattern = current_office().letter_number_pattern
    expression = re.escape(_bare(pattern))
    for name, digits in (("serial", r"(?P<serial>[0-9]+)"), ("year", r"(?P<year>[0-9]{4})")):
        expression = expression.replace(re.escape("{" + name + "}"), digits, 1)
    spellings = {typed, typed.upper()}
    if parts := re.fullmatch(expression, _bare(number)):
        printed = pattern
        for name, digits in parts.groupdict().items():
            printed = printed.replace("{" + name + "}", digits)
        spellings.add(printed)
    return spellings


def _why_not(permit: Permit, kind: str) -> str:
    """Why no application of ``kind`` may start from ``permit`` today, "" when one may."""
    number = {"number": permit.number}
    if permit.revoked_at:
        return _("Izin %(number)s sudah dicabut. Ajukan izin baru.") % number
    if permit.cancelled_at:
        return _("Izin %(number)s dibatalkan dan tidak pernah berlaku. Ajukan izin baru.") % number
    if permit.application.status in LIVE:
        return _("Izin %(number)s belum diserahkan. Ambil dahulu izinnya di loket, lalu ajukan.") % number
    if (newer := _newer_than(permit)) is not None:
        return _("Izin %(number)s sudah diganti izin %(newer)s. Pakai nomor yang baru itu.") % (
            number | {"newer": newer.number}
        )
    if (live := permit.successors.filter(status__in=LIVE).first()) is not None:
        return _(
            "Untuk izin %(number)s sudah ada permohonan yang sedang diproses, nomor %(live)s. Tunggu sampai selesai."
        ) % (number | {"live": live.number})
    if kind == FilingKind.AMENDMENT and permit.valid_until and permit.valid_until < timezone.localdate():
        return _("Izin %(number)s berakhir pada %(day)s. Ajukan perpanjangan; data dapat sekaligus diubah di sana.") % (
            number | {"day": date_format(permit.valid_until)}
        )
    return ""


def _newer_than(permit: Permit) -> Permit | None:
    """The permit that took this one's place."""
    return _in_force_after(permit.pk).first()


def _in_force_after(permit: Any) -> QuerySet[Permit]:
    return Permit.objects.filter(
        application__previous_permit=permit, signed_at__isnull=False, cancelled_at__isnull=True
    )


def own_permits(user: Any, permit_type: PermitType) -> list[Permit]:
    """The permits of this type an applicant can start from, newest first: handed over, in force or expired."""
    finished = _signed().filter(
        application__applicant=user, application__permit_type=permit_type, application__status=Status.COMPLETED
    )
    free = finished.filter(~Exists(_in_force_after(OuterRef("pk"))))
    live = Application.objects.filter(previous_permit=OuterRef("pk"), status__in=LIVE)
    return list(free.filter(~Exists(live)).order_by("-signed_at")[:MOST_OFFERED])


def data_of(permit: Permit) -> dict[str, Any]:
    """What is known of an old permit, by key: what it says itself, over the answers it was applied for with."""
    answers: dict[str, Any] = permit.application.answers
    return answers | permit.data


def prefilled(permit: Permit, questions: Iterable[FormField]) -> dict[str, Any]:
    """The old permit's data as answers to ``questions``; what they do not ask is left behind."""
    known = data_of(permit)
    return {row.key: known[row.key] for row in questions if known.get(row.key) not in ("", None)}


@dataclass(frozen=True)
class Difference:
    """One answer that is not what the old permit says, as people read both."""

    key: str
    label: str
    before: str
    now: str


def differences(application: Application, questions: Iterable[FormField]) -> list[Difference]:
    """What changes against the permit the application starts from, in the form's order; nothing for a new one."""
    if application.previous_permit is None:
        return []
    known = data_of(application.previous_permit)
    rows = [
        Difference(row.key, row.label, shown(row, known.get(row.key)), shown(row, application.answers.get(row.key)))
        for row in questions
    ]
    return [row for row in rows if row.before != row.now]


# Who belongs to whom ------------------------------------------------------------------


@dataclass(frozen=True)
class Relatives:
    """The other applications this one has to do with, as far as a person may see them.

    ``replaced`` are those whose permits it takes the place of, ``successors`` those that start from its permit.
    """

    together: list[Application] = field(default_factory=list)
    replaced: Application | None = None
    successors: list[Application] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.together or self.replaced or self.successors)

    @property
    def replaced_by(self) -> Permit | None:
        """The permit that took the place of this application's, None while it stands."""
        permits = (getattr(row, "permit", None) for row in self.successors)
        return next((row for row in permits if row and row.signed_at and not row.cancelled_at), None)

    @property
    def live_successor(self) -> Application | None:
        return next((row for row in self.successors if row.is_live), None)


def relatives_of(application: Application, user: Any, *, at_desk: bool = False) -> Relatives:
    """What was filed with it, what it starts from and what starts from it, as far as ``user`` may open it. One query.

    ``at_desk`` opens the officers' pages, where nobody sees a file of their own; elsewhere it takes the applicant, or
    the counter that speaks for a walk-in.
    """
    first = application.filed_with_id or application.pk
    wanted = Q(filed_with=first) | Q(pk=first)
    permit = getattr(application, "permit", None)
    if permit is not None:
        wanted |= Q(previous_permit=permit)
    old = application.previous_permit
    if old is not None:
        wanted |= Q(pk=old.application_id)
    visible = Application.objects.visible_to(user).filter(wanted).exclude(pk=application.pk)
    found = visible.exclude(status=Status.DRAFT).select_related("permit_type", "permit").order_by("pk")
    rows = [row for row in found if (row.applicant_id != user.pk if at_desk else speaks_for_applicant(row, user))]
    return Relatives(
        together=[row for row in rows if first in (row.pk, row.filed_with_id)],
        replaced=next((row for row in rows if old is not None and row.pk == old.application_id), None),
        successors=[row for row in rows if permit is not None and row.previous_permit_id == permit.pk],
    )


def offered_next(application: Application, relatives: Relatives) -> list[tuple[str, str]]:
    """(kind, words of the button) of what may be filed from a finished application's permit. At most two queries."""
    permit = getattr(application, "permit", None)
    today = timezone.localdate()
    if application.status != Status.COMPLETED or permit is None or not application.permit_type.is_open_on(today):
        return []
    if relatives.live_successor is not None or permit.is_replaced:
        return []
    standard = application.permit_type.standard_on(today)
    kinds = standard.kinds if standard else []
    expired = permit.valid_until is not None and permit.valid_until < today
    return [
        (kind.value, str(words))
        for kind, words in BUTTONS.items()
        if kind in kinds and not (expired and kind == FilingKind.AMENDMENT)
    ]
