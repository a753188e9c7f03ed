"""Every reason why a service standard cannot work, read as the journey will run it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from permits import tariffs
from permits.answers import FULL_NAME, PHONE
from permits.models import (
    AppliesTo,
    FieldKind,
    FilingKind,
    FormField,
    NoLeadsTo,
    Requirement,
    ServiceStandard,
    Stage,
    Work,
)
from permits.parts import Part
from permits.querysets import APPLICANT_ROLE
from permits.retribution import CannotCalculate, calculate, examples

# Work that needs other work done before it, and what that is.
BUILDS_ON = {
    Work.INSPECT: Work.SCHEDULE,
    Work.RESUME: Work.INSPECT,
    Work.REVIEW: Work.RESUME,
    Work.ASSESS: Work.REVIEW,
    Work.PAY: Work.ASSESS,
    Work.SETTLE: Work.PAY,
    Work.VERIFY: Work.PREPARE,
    Work.CORRECT: Work.PREPARE,
    Work.SIGN: Work.PREPARE,
    Work.ARCHIVE: Work.SIGN,
    Work.COMPARE: Work.SIGN,
    Work.HAND_OVER: Work.SIGN,
}
ONLY_NO = {
    Work.CHECK: {NoLeadsTo.APPLICANT},
    Work.COMPARE: {NoLeadsTo.CANCEL},
    Work.ASSESS: {NoLeadsTo.STAGE},
    Work.PAY: {NoLeadsTo.NOWHERE},
}
# The applicant files and pays; receiving the permit is the applicant's stage in some SOPs, the counter's in others.
BY_APPLICANT = {Work.FILE: {True}, Work.PAY: {True}, Work.HAND_OVER: {True, False}}
ONCE = (Work.SCHEDULE, Work.INSPECT, Work.RESUME, Work.ASSESS, Work.PAY, Work.SIGN)


class Finding(NamedTuple):
    """A reason, and the part of the standard in which it is mended."""

    part: Part
    text: str


def findings(standard: ServiceStandard) -> Iterator[Finding]:
    """Every reason why ``standard`` cannot work, in Indonesian, first things first."""
    stages = list(standard.stages.select_related("role"))
    fields = list(standard.fields.all())
    requirements = list(standard.requirements.all())
    for part, texts in (
        (Part.STAGES, _stage_problems(stages)),
        (Part.FIELDS, _field_problems(fields)),
        (Part.REQUIREMENTS, _requirement_problems(requirements, fields)),
        (Part.SERVICE, _service_problems(standard)),
        (Part.REQUIREMENTS, _requirement_kinds(standard, requirements)),
        (Part.TARIFF, _tariff_problems(standard, stages)),
        (Part.LETTER, _letter_problems(standard)),
        (Part.COMPONENTS, _component_problems(standard)),
    ):
        for text in texts:
            yield Finding(part, text)


def _stage_problems(stages: list[Stage]) -> Iterator[str]:
    if not stages:
        yield _("Belum ada tahap. Tambahkan tahap sesuai SOP.")
        return
    yield from _unreachable(stages)
    yield from _dead_ends(stages)
    yield from _falling_limits(stages)
    for stage in stages:
        if not stage.role.title.strip():
            yield _("Peran %(role)s pada tahap %(stage)s belum bernama.") % {"role": stage.role_id, "stage": stage}
    is_charged = any(stage.work == Work.ASSESS for stage in stages)
    if is_charged and not any(stage.work == Work.PAY for stage in stages):
        yield _("Tahap “%(needed)s” belum ada.") % {"needed": Work.PAY.label}


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
        if missing := _missing_before(Work(stage.work), done):
            yield _("Tahap %(stage)s memerlukan tahap %(needed)s sebelumnya.") % {
                "stage": stage,
                "needed": ", ".join(f"“{work.label}”" for work in missing),
            }
        done.add(stage.work)
    for needed in (Work.CHECK, Work.SIGN, Work.HAND_OVER):
        if needed not in done:
            yield _("Tahap “%(needed)s” belum ada.") % {"needed": needed.label}


def _missing_before(work: Work, done: set[str]) -> list[Work]:
    """All that ``work`` builds on, directly or through other work, and that isn't done yet; what comes first first."""
    missing: list[Work] = []
    needed = BUILDS_ON.get(work)
    while needed and needed not in done:
        missing.insert(0, needed)
        needed = BUILDS_ON.get(needed)
    return missing


def _dead_ends(stages: list[Stage]) -> Iterator[str]:
    """Stages nobody could leave: nobody may act there, or "no" leads to nowhere that makes sense."""
    for stage in stages:
        if (stage.role_id == APPLICANT_ROLE) not in BY_APPLICANT.get(Work(stage.work), {False}):
            yield _("Tahap %(stage)s tidak dapat diselesaikan oleh %(role)s.") % {
                "stage": stage,
                "role": stage.role.title or stage.role_id,
            }
        if stage.day_limit is None and stage.work not in (Work.FILE, Work.PAY):
            yield _("Tahap %(stage)s belum mempunyai batas hari (H).") % {"stage": stage}
        if stage.day_limit is not None and stage.work == Work.PAY:
            yield _("Tahap %(stage)s memakai waktu pemohon: kosongkan batas harinya.") % {"stage": stage}
        expected = ONLY_NO.get(Work(stage.work), {NoLeadsTo.NOWHERE, NoLeadsTo.STAGE})
        if stage.no_leads_to not in expected:
            yield _("Jawaban “tidak” pada tahap %(stage)s tidak mengarah ke tempat yang benar. Pilih: %(right)s.") % {
                "stage": stage,
                "right": _(" atau ").join(f"“{choice.label}”" for choice in sorted(expected)),
            }
        if stage.no_leads_to == NoLeadsTo.STAGE:
            target = next((row for row in stages if row.order == stage.no_stage), None)
            if target is None or target.order >= stage.order or target.work == Work.FILE:
                yield _("Jawaban “tidak” pada tahap %(stage)s harus mengarah ke tahap petugas sebelumnya.") % {
                    "stage": stage
                }
    yield from _steps_too_far_back(stages)
    for work in ONCE:
        if sum(stage.work == work for stage in stages) > 1:
            yield _("Pekerjaan “%(work)s” hanya boleh menjadi satu tahap.") % {"work": work.label}


def _steps_too_far_back(stages: list[Stage]) -> Iterator[str]:
    """A signature, a bill and a report are not undone by sending a file back."""
    places = {stage.work: stage.order for stage in stages}
    for stage in stages:
        if stage.no_leads_to != NoLeadsTo.STAGE or stage.no_stage is None:
            continue
        if stage.order > places.get(Work.SIGN, stage.order):
            yield _("Tahap %(stage)s tidak dapat mengembalikan izin yang sudah ditandatangani.") % {"stage": stage}
        for work in (Work.INSPECT, Work.ASSESS):
            if stage.no_stage <= places.get(work, 0) < stage.order:
                yield _("Tahap %(stage)s tidak dapat kembali ke belakang tahap “%(work)s”.") % {
                    "stage": stage,
                    "work": work.label,
                }


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


def _field_problems(fields: list[FormField]) -> Iterator[str]:
    asked_of_all = {
        field.key for field in fields if field.applies_to == AppliesTo.ALL and field.required and not field.kinds
    }
    for key, name in ((FULL_NAME, _("nama lengkap")), (PHONE, _("nomor telepon"))):
        if key not in asked_of_all:
            yield _("Isian %(name)s (kunci %(key)s) wajib ditanyakan kepada semua pemohon.") % {
                "name": name,
                "key": key,
            }
    for field in fields:
        if field.kind == FieldKind.CHOICE and len(field.choices) < 2:
            yield _("Isian %(field)s belum mempunyai pilihan.") % {"field": field}


def _requirement_problems(requirements: list[Requirement], fields: list[FormField]) -> Iterator[str]:
    if not requirements:
        yield _("Belum ada persyaratan yang dapat diteliti.")
    codes = Counter([row.code for row in requirements] + [field.key for field in fields])
    for code, count in codes.items():
        if count > 1:
            yield _("Kode %(code)s dipakai oleh persyaratan dan isian sekaligus.") % {"code": code}


def _service_problems(standard: ServiceStandard) -> Iterator[str]:
    if not standard.kinds or not set(standard.kinds) <= set(FilingKind):
        yield _("Pilih sedikitnya satu jenis permohonan yang dilayani.")
    if FilingKind.RENEWAL in standard.kinds and not standard.validity_months:
        yield _("Perpanjangan hanya untuk izin yang mempunyai masa berlaku.")
    if standard.reminder_days and not standard.validity_months:
        yield _("Pengingat hanya untuk izin yang mempunyai masa berlaku.")


def _requirement_kinds(standard: ServiceStandard, requirements: list[Requirement]) -> Iterator[str]:
    for kind in FilingKind:
        if (
            requirements
            and kind in standard.kinds
            and not any(not row.kinds or kind in row.kinds for row in requirements)
        ):
            yield _("Belum ada persyaratan untuk permohonan %(kind)s.") % {"kind": kind.label}


def _tariff_problems(standard: ServiceStandard, stages: list[Stage]) -> Iterator[str]:
    is_charged = any(stage.work == Work.ASSESS for stage in stages)
    if not is_charged:
        if standard.tariff_mode or standard.tariff_steps.exists():
            yield _("Tarif ditulis, tetapi tidak ada tahap yang menghitung retribusi.")
        return
    if not standard.account_code.strip() or not standard.account_name.strip():
        yield _("Kode dan nama rekening retribusi belum ditulis.")
    steps, mode = tariffs.steps_of(standard), standard.tariff_mode
    try:
        examples(steps, mode)
        for row in standard.tariff_indices.all():
            if not row.choices:
                yield _("Indeks %(index)s belum mempunyai pilihan.") % {"index": row}
            for choice in tariffs.every_choice(row):
                calculate(area=Decimal(1), steps=steps, mode=mode, indices=[choice])
    except CannotCalculate as reason:
        yield str(reason)


def _letter_problems(standard: ServiceStandard) -> Iterator[str]:
    if not standard.permit_title.strip() or not standard.permit_terms.strip():
        yield _("Judul dan ketentuan surat izin belum ditulis.")
    # Only these are filled in when the letter is printed; any other would stand on it as it is.
    for name in re.findall(r"\{[^{}]*\}", standard.permit_considering):
        if name not in ("{number}", "{filed_on}"):
            yield _("%(name)s pada “Memperhatikan” tidak dikenal. Pakai {number} atau {filed_on}.") % {"name": name}


def _component_problems(standard: ServiceStandard) -> Iterator[str]:
    for name in ServiceStandard.TEXT_COMPONENTS:
        if not getattr(standard, name).strip():
            field = ServiceStandard._meta.get_field(name)
            yield _("Komponen standar pelayanan “%(label)s” belum ditulis.") % {
                "label": getattr(field, "verbose_name", name)
            }
