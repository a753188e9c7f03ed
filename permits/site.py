"""The report from the site (BAP) as it arrives: photos one by one, then the report, each kept once.

A phone without signal sends hours later, sends again when an answer was lost, and may find that a
colleague was faster. Keys made on the phone tell a second copy from a second report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permits import photos, workflow
from permits.access import application_or_404, may_handle
from permits.actions import FORWARD
from permits.models import Application, Inspection, InspectionPhoto, Status, Transition, Work
from permits.standards import give_standard
from permits.work import Incomplete
from permits.work.inspection import inspection_to_come, last_report
from permits.workflow import NotAllowed, Overtaken

MOST_PHOTOS = 12
# Photos sent and then taken out on the phone stay until the report is sent.
MOST_SENT = 3 * MOST_PHOTOS


class KeyIsTaken(Exception):
    """A photo of somebody else's, or of another file, has this key."""


@dataclass(frozen=True)
class Visit:
    """One inspection as its officers find it; ``is_open`` while its report is awaited."""

    application: Application
    inspection: Inspection
    is_open: bool

    @property
    def move(self) -> Transition | None:
        """What closed it: the move that brought the report, or the file's last one."""
        moves = self.application.transitions.select_related("by", "from_stage").order_by("-sequence")
        if self.inspection.report_sequence:
            moves = moves.filter(sequence=self.inspection.report_sequence)
        return moves.first()


# Who may ------------------------------------------------------------------------------


def visit_or_404(user: Any, number: str) -> Visit:
    """The inspection of application ``number`` for an officer of the inspecting role, whoever was sent.

    Officers fall ill, so any of them may report; the file's own applicant never. A file
    for which nothing was ever scheduled has no such page.
    """
    application = application_or_404(user, number)
    standard = give_standard(application)
    role = next((stage.role_id for stage in standard.stages.all() if stage.work == Work.INSPECT), "")
    if role not in user.role_codes or application.applicant_id == user.pk:
        raise Http404
    if (awaited := _awaited(application)) is not None:
        return Visit(application, awaited, is_open=True)
    inspection = last_report(application) or application.inspections.order_by("-sequence").first()
    if inspection is None:
        raise Http404
    return Visit(application, inspection, is_open=False)


def photo_or_404(user: Any, number: str, key: UUID) -> InspectionPhoto:
    """A photo: before the report is in, for who took it; then for every officer of the file."""
    application = application_or_404(user, number)
    photo = get_object_or_404(
        InspectionPhoto.objects.select_related("inspection"), key=key, inspection__application=application
    )
    is_reported = photo.inspection.reported_at is not None
    if not may_handle(user, application) or (not is_reported and photo.added_by_id != user.pk):
        raise Http404
    return photo


def _awaited(application: Application) -> Inspection | None:
    """The inspection whose report is awaited now."""
    stage = application.stage
    if application.status != Status.IN_PROCESS or stage is None or stage.work != Work.INSPECT:
        return None
    return inspection_to_come(application)


@contextmanager
def _locked(application: Application) -> Iterator[tuple[Application, Inspection]]:
    """Lock the application and yield its present row with the awaited inspection; raises NotAllowed without one."""
    with transaction.atomic():
        rows = Application.objects.select_for_update(of=("self",))
        locked = rows.select_related("standard", "permit_type", "stage").get(pk=application.pk)
        inspection = _awaited(locked)
        if inspection is None:
            raise NotAllowed
        yield locked, inspection


# Photos -------------------------------------------------------------------------------


def photos_of(visit: Visit, user: Any) -> QuerySet[InspectionPhoto]:
    """The photos ``user`` has sent for an awaited report, the oldest first."""
    return visit.inspection.photos.filter(added_by=user)


def put_photo(application: Application, key: UUID, content: bytes, *, by: Any) -> bool:
    """Keep a photo without its metadata; return False when ``key`` had arrived before.

    Raises ValidationError for a picture that is refused, KeyIsTaken, and NotAllowed when
    no report is awaited any more.
    """
    if (known := InspectionPhoto.objects.filter(key=key).select_related("inspection").first()) is not None:
        if known.added_by_id != by.pk or known.inspection.application_id != application.pk:
            raise KeyIsTaken
        return False
    fresh = photos.clean_photo(content)
    with _locked(application) as (_row, inspection):
        if InspectionPhoto.objects.filter(key=key).exists():
            return False
        if inspection.photos.filter(added_by=by).count() >= MOST_SENT:
            raise ValidationError(_("Sudah terlalu banyak foto yang dikirim. Kirim laporannya dahulu."), code="many")
        photo = InspectionPhoto(
            inspection=inspection,
            key=key,
            sha256=hashlib.sha256(fresh).hexdigest(),
            added_by=by,
            added_at=timezone.now(),
        )
        photo.file.save("photo", ContentFile(fresh), save=False)
        photo.save()
    return True


def remove_photo(application: Application, key: UUID, *, by: Any) -> None:
    """Take a photo out before the report is sent; one that isn't there is no error. Raises NotAllowed."""
    with _locked(application) as (_row, inspection):
        _discard(inspection.photos.filter(key=key, added_by=by))


def _discard(rows: QuerySet[InspectionPhoto]) -> None:
    """Forget photos with their files. Needs a transaction: the files go once it has committed."""
    for photo in rows:
        InspectionPhoto.objects.filter(pk=photo.pk).delete()
        transaction.on_commit(partial(photo.file.storage.delete, str(photo.file)))


# The report ---------------------------------------------------------------------------


def was_received(application: Application, key: UUID | None) -> bool:
    """Whether the report with this key is in already."""
    return key is not None and application.inspections.filter(report_key=key).exists()


def send_report(application: Application, report: Mapping[str, Any], captions: Mapping[UUID, str], *, by: Any) -> bool:
    """Finish the inspection with its report; return False when this very report is in already.

    ``report`` is what ``permits.work.inspection`` wants, ``captions`` what stands under each
    photo that belongs to it; other photos of unsent reports go. Raises Incomplete, NotAllowed,
    and Overtaken when a colleague's report, or another move, came first.
    """
    key: UUID = report["report_key"]
    if was_received(application, key):
        return False
    if Inspection.objects.filter(report_key=key).exists():
        raise Incomplete({"": _("Halaman ini milik laporan lain. Muat ulang halaman, lalu isi lagi.")})
    try:
        with _locked(application) as (locked, inspection):
            _claim_photos(inspection, captions, by)
            workflow.perform(locked, FORWARD, by=by, payload={"report": report})
    except (NotAllowed, Overtaken) as refusal:
        if was_received(application, key):
            return False
        application.refresh_from_db()
        if _awaited(application) is not None:
            raise
        raise Overtaken(application.transitions.order_by("-sequence").first()) from refusal
    return True


def _claim_photos(inspection: Inspection, captions: Mapping[UUID, str], by: Any) -> None:
    """Put the report's photos under this inspection, also those sent for one that was rescheduled since."""
    unsent = InspectionPhoto.objects.filter(
        inspection__application=inspection.application_id, inspection__reported_at__isnull=True
    )
    claimed = unsent.filter(added_by=by, key__in=captions)
    missing = len(captions) - claimed.count()
    if missing:
        message = ngettext(
            "%(count)d foto belum sampai di server. Kirim sekali lagi.",
            "%(count)d foto belum sampai di server. Kirim sekali lagi.",
            missing,
        )
        raise Incomplete({"photos": message % {"count": missing}})
    for key, caption in captions.items():
        unsent.filter(key=key).update(inspection=inspection, caption=caption)
    _discard(unsent.exclude(key__in=captions))
