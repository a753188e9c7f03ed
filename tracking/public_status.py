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

LATE = replace(
    STANDINGS[Status.IN_PROCESS],
    to_do=gettext_lazy(
        "Berkas ini melewati batas waktunya. Tanyakan kepada kami lewat halaman Bantuan, sebut nomornya."
    ),
)


@dataclass(frozen=True)
class PublicStatus:
    """A file as the public reads it. `due_at` is None when no clock of the office runs."""

    application: Application
    standing: Standing
    stages: list[dict[str, Any]]
    events: list[dict[str, Any]]
    whose_turn: str
    due_at: datetime.datetime | None
    urgency: str


def filed() -> ApplicationQuerySet:
    """The applications that may be shown: every one that was filed, with no more of it than may be shown."""
    return Application.objects.exclude(status=Status.DRAFT).only(*READ)


def public_status(application: Application) -> PublicStatus:
    """Tell how an application of `filed` stands now. Two queries while its standard is kept in memory."""
    story = story_of(application)
    return PublicStatus(
        application=application,
        standing=_standing(application, story.urgency),
        stages=shown_stages(application, story.lines, returned=_("Menunggu perbaikan pemohon")),
        events=[_shown_event(event) for event in reversed(story.events)],
        whose_turn=story.holder,
        due_at=story.due_at,
        urgency=story.urgency,
    )


def _standing(application: Application, urgency: str) -> Standing:
    stage = application.stage
    if stage and application.status == Status.IN_PROCESS and stage.work in (Work.COMPARE, Work.HAND_OVER):
        return READY_FOR_PICK_UP
    if urgency == Urgency.LATE:
        return LATE
    return STANDINGS[Status(application.status)]


def _shown_event(event: Event) -> dict[str, Any]:
    move = event.transition
    done = move.from_stage.name if move.action == FORWARD.code and move.from_stage else ""
    return {"at": move.at, "label": event.label, "stage": done}
