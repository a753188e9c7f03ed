"""What the public may read of a file: its stages and moments, whose turn it is, what to do now.

Reasons, remarks, names, numbers of persons and documents are not read from the database at
all, so that no page can show them. Only the holder's name is, to be masked for the receipt's token.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permits.actions import FORWARD
from permits.deadlines import Urgency
from permits.models import Application, Status, Work
from permits.querysets import ApplicationQuerySet
from permits.timeline import Event, shown_stages, story_of

READ = ("number", "status", "version", "stage_id", "filed_at", "holder_name", "standard_id")


@dataclass(frozen=True)
class Standing:
    """Where a file stands, in a word and a sentence: `kind` colours the tag, `to_do` is the one thing to do now."""

    kind: str
    word: str | Promise
    to_do: str | Promise
    sign_in: bool = False


STANDINGS = {
    Status.IN_PROCESS: Standing(
        "info",
        gettext_lazy("Diproses"),
        gettext_lazy("Tunggu kabar dari kami. Belum ada yang perlu dilakukan pemohon."),
    ),
    Status.RETURNED: Standing(
        "waiting",
        gettext_lazy("Menunggu perbaikan pemohon"),
        gettext_lazy(
            "Pemohon: masuk, perbaiki yang ditandai, lalu kirim lagi. Jika mendaftar di loket, datang ke loket. "
            "Waktu kantor berhenti sampai perbaikan dikirim."
        ),
        sign_in=True,
    ),
    Status.COMPLETED: Standing(
        "done",
        gettext_lazy("Selesai"),
        gettext_lazy("Izin sudah diserahkan. Pindai kode QR pada surat izin untuk memeriksa keasliannya."),
    ),
    Status.REJECTED: Standing(
        "late",
        gettext_lazy("Ditolak"),
        gettext_lazy("Pemohon: masuk untuk membaca alasannya. Jika mendaftar di loket, tanyakan di loket."),
        sign_in=True,
    ),
    Status.WITHDRAWN: Standing(
        "neutral",
        gettext_lazy("Ditarik pemohon"),
        gettext_lazy("Permohonan ini sudah berakhir. Ajukan permohonan baru bila izin masih diperlukan."),
    ),
    Status.CANCELLED: Standing(
        "late",
        gettext_lazy("Izin dibatalkan"),
        gettext_lazy("Pemohon: masuk untuk membaca alasannya. Jika mendaftar di loket, tanyakan di loket."),
        sign_in=True,
    ),
    Status.REVOKED: Standing(
        "late",
        gettext_lazy("Izin dicabut"),
        gettext_lazy("Izin ini tidak berlaku lagi. Hubungi kantor kami untuk penjelasan."),
    ),
}
READY_FOR_PICK_UP = replace(
    STANDINGS[Status.IN_PROCESS],
    word=gettext_lazy("Siap diambil"),
    to_do=gettext_lazy("Pemohon: ambil izin di loket. Bawa tanda terima dan dokumen asli untuk dicocokkan."),
)
AWAITING_VISIT = replace(
    STANDINGS[Status.IN_PROCESS],
    to_do=gettext_lazy(
        "Pemohon: pastikan Anda atau wakil Anda ada di lokasi pada waktu peninjauan, dengan dokumen aslinya."
    ),
)
AWAITING_PAYMENT = Standing(
    "waiting",
    gettext_lazy("Menunggu pembayaran"),
    gettext_lazy(
        "Pemohon: masuk untuk membaca jumlah dan kode bayarnya, lalu bayar. Jika mendaftar di loket, bawa SKRD Anda "
        "ke kasir. Waktu kantor berhenti sampai pembayaran diterima."
    ),
    sign_in=True,
)
LATE = replace(
    STANDINGS[Status.IN_PROCESS],
    to_do=gettext_lazy(
        "Berkas ini melewati batas waktunya. Tanyakan kepada kami lewat halaman Bantuan, sebut nomornya."
    ),
)


@dataclass(frozen=True)
class PublicStatus:
    """A file as the public reads it. `due_at` is None when no clock of the office runs.

    `visit_at` is when the site is inspected, `pay_until` the last day to pay; both None at other stages.
    """

    application: Application
    standing: Standing
    stages: list[dict[str, Any]]
    events: list[dict[str, Any]]
    whose_turn: str
    due_at: datetime.datetime | None
    urgency: str
    visit_at: datetime.datetime | None
    pay_until: datetime.date | None


def filed() -> ApplicationQuerySet:
    """The applications that may be shown: every one that was filed, with no more of it than may be shown."""
    return Application.objects.exclude(status=Status.DRAFT).only(*READ)


def public_status(application: Application) -> PublicStatus:
    """Tell how an application of `filed` stands now, in as many queries as `story_of` takes."""
    story = story_of(application)
    present = story.present
    return PublicStatus(
        application=application,
        standing=_standing(application, story.urgency),
        stages=shown_stages(application, story.lines, returned=_("Menunggu perbaikan pemohon")),
        events=[_shown_event(event) for event in reversed(story.events)],
        whose_turn=story.holder,
        due_at=story.due_at,
        urgency=story.urgency,
        visit_at=present.visit_at if present else None,
        pay_until=present.pay_until if present else None,
    )


def amount_owed(application: Application) -> int | None:
    """The rupiah of the bill that waits for its payment: for the receipt's token, never for the number alone."""
    if application.stage is None or application.stage.work != Work.PAY:
        return None
    return application.bills.filter(cancelled_at__isnull=True).values_list("amount", flat=True).first()


def _standing(application: Application, urgency: str) -> Standing:
    work = application.stage.work if application.stage and application.status == Status.IN_PROCESS else ""
    if work in (Work.COMPARE, Work.HAND_OVER):
        return READY_FOR_PICK_UP
    if work == Work.PAY:
        return AWAITING_PAYMENT
    if urgency == Urgency.LATE:
        return LATE
    if work == Work.INSPECT:
        return AWAITING_VISIT
    return STANDINGS[Status(application.status)]


def _shown_event(event: Event) -> dict[str, Any]:
    move = event.transition
    done = move.from_stage.name if move.action == FORWARD.code and move.from_stage else ""
    return {"at": move.at, "label": event.label, "stage": done}
