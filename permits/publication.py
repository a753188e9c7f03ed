"""Publishing a service standard, and every reason not to.

``problems`` reads the standard as the journey will run it; ``publish`` refuses
while there is one.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from permits.answers import FULL_NAME, PHONE
from permits.models import (
    AppliesTo,
    FieldKind,
    NoLeadsTo,
    ServiceStandard,
    Stage,
    StandardIsPublished,
    StandardStatus,
    Work,
)
from permits.querysets import APPLICANT_ROLE

# Work that needs other work done before it, and what that is.
BUILDS_ON = {
    Work.VERIFY: Work.PREPARE,
    Work.CORRECT: Work.PREPARE,
    Work.SIGN: Work.PREPARE,
    Work.ARCHIVE: Work.SIGN,
    Work.COMPARE: Work.SIGN,
    Work.HAND_OVER: Work.SIGN,
}
ONLY_NO = {Work.CHECK: {NoLeadsTo.APPLICANT}, Work.COMPARE: {NoLeadsTo.CANCEL}}


def publish(standard: ServiceStandard, effective_from: datetime.date) -> None:
    """Put a draft in force from ``effective_from`` on; raises ValidationError with every reason not to."""
    if standard.status != StandardStatus.DRAFT:
        raise StandardIsPublished
    if reasons := list(problems(standard)):
        raise ValidationError(reasons)
    same_day = ServiceStandard.objects.filter(
        permit_type=standard.permit_type, status=StandardStatus.PUBLISHED, effective_from=effective_from
    )
    if same_day.exists():
        raise ValidationError(_("Sudah ada standar yang berlaku mulai tanggal itu. Pilih tanggal lain."))
    with transaction.atomic():
        ServiceStandard.objects.filter(pk=standard.pk, status=StandardStatus.DRAFT).update(
            status=StandardStatus.PUBLISHED, effective_from=effective_from, published_at=timezone.now()
        )
    standard.refresh_from_db()


def problems(standard: ServiceStandard) -> Iterator[str]:
    """Every reason why ``standard`` cannot work, in Indonesian, first things first."""
    stages = list(standard.stages.select_related("role"))
    if not stages:
        yield _("Belum ada tahap. Tambahkan tahap sesuai SOP.")
        return
    yield from _unreachable(stages)
    yield from _dead_ends(stages)
    yield from _falling_limits(stages)
    for stage in stages:
        if not stage.role.title.strip():
            yield _("Peran %(role)s pada tahap %(stage)s belum bernama.") % {"role": stage.role_id, "stage": stage}
    yield from _form_problems(standard)
    yield from _wording_problems(standard)


def _unreachable(stages: list[Stage]) -> Iterator[str]:
    for place, stage in enumerate(stages, start=1):
        if stage.order != place:
            yield _("Tahap %(stage)s tidak pernah dicapai: urutan %(place)d kosong.") % {
                "stage": stage,
                "place": place,
            }
            return
    done: set[str] = set()
    for stage in stages:
        if stage.work == Work.FILE and stage.order != 1:
            yield _("Tahap %(stage)s tidak pernah dicapai: pendaftaran hanya dapat menjadi tahap pertama.") % {
                "stage": stage
            }
        needed = BUILDS_ON.get(Work(stage.work))
        if needed and needed not in done:
            yield _("Tahap %(stage)s memerlukan tahap “%(needed)s” sebelumnya.") % {
                "stage": stage,
                "needed": needed.label,
            }
        done.add(stage.work)
    for needed in (Work.CHECK, Work.SIGN, Work.HAND_OVER):
        if needed not in done:
            yield _("Tahap “%(needed)s” belum ada.") % {"needed": needed.label}


def _dead_ends(stages: list[Stage]) -> Iterator[str]:
    """Stages nobody could leave: nobody may act there, or "no" leads to nowhere that makes sense."""
    for stage in stages:
        belongs_to_applicant = stage.work == Work.FILE
        if belongs_to_applicant != (stage.role_id == APPLICANT_ROLE):
            yield _("Tahap %(stage)s tidak dapat diselesaikan oleh %(role)s.") % {
                "stage": stage,
                "role": stage.role.title or stage.role_id,
            }
        if stage.day_limit is None and not belongs_to_applicant:
            yield _("Tahap %(stage)s belum mempunyai batas hari (H).") % {"stage": stage}
        expected = ONLY_NO.get(Work(stage.work), {NoLeadsTo.NOWHERE, NoLeadsTo.STAGE})
        if stage.no_leads_to not in expected:
            yield _("Jawaban “tidak” pada tahap %(stage)s tidak mengarah ke tempat yang benar.") % {"stage": stage}
        if stage.no_leads_to == NoLeadsTo.STAGE:
            target = next((row for row in stages if row.order == stage.no_stage), None)
            if target is None or target.order >= stage.order or target.work == Work.FILE:
                yield _("Jawaban “tidak” pada tahap %(stage)s harus mengarah ke tahap petugas sebelumnya.") % {
                    "stage": stage
                }
    signing = [stage.order for stage in stages if stage.work == Work.SIGN]
    for stage in stages:
        if signing and stage.order > signing[0] and stage.no_leads_to == NoLeadsTo.STAGE:
            yield _("Tahap %(stage)s tidak dapat mengembalikan izin yang sudah ditandatangani.") % {"stage": stage}
    if len(signing) > 1:
        yield _("Izin hanya dapat ditandatangani sekali.")


def _falling_limits(stages: list[Stage]) -> Iterator[str]:
    highest = 0
    for stage in stages:
        if stage.day_limit is None:
            continue
        if stage.day_limit < highest:
            yield _("Batas hari tahap %(stage)s (H%(limit)d) lebih awal daripada tahap sebelumnya (H%(highest)d).") % {
                "stage": stage,
                "limit": stage.day_limit,
                "highest": highest,
            }
        highest = max(highest, stage.day_limit)


def _form_problems(standard: ServiceStandard) -> Iterator[str]:
    fields = list(standard.fields.all())
    asked_of_all = {field.key for field in fields if field.applies_to == AppliesTo.ALL and field.required}
    for key, name in ((FULL_NAME, _("nama lengkap")), (PHONE, _("nomor telepon"))):
        if key not in asked_of_all:
            yield _("Isian %(name)s (kunci %(key)s) wajib ditanyakan kepada semua pemohon.") % {
                "name": name,
                "key": key,
            }
    for field in fields:
        if field.kind == FieldKind.CHOICE and len(field.choices) < 2:
            yield _("Isian %(field)s belum mempunyai pilihan.") % {"field": field}
    codes = Counter([row.code for row in standard.requirements.all()] + [field.key for field in fields])
    for code, count in codes.items():
        if count > 1:
            yield _("Kode %(code)s dipakai oleh persyaratan dan isian sekaligus.") % {"code": code}
    if not standard.requirements.exists():
        yield _("Belum ada persyaratan yang dapat diteliti.")


def _wording_problems(standard: ServiceStandard) -> Iterator[str]:
    if not standard.permit_title.strip() or not standard.permit_terms.strip():
        yield _("Judul dan ketentuan surat izin belum ditulis.")
    for name in ServiceStandard.TEXT_COMPONENTS:
        if not getattr(standard, name).strip():
            field = ServiceStandard._meta.get_field(name)
            yield _("Komponen standar pelayanan “%(label)s” belum ditulis.") % {
                "label": getattr(field, "verbose_name", name)
            }
