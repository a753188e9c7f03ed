"""The officers' forms: what each kind of work asks, the reason of a "no", the signer's password.

A work form knows how to put itself into the ``payload`` that ``permits.workflow.perform`` wants, and where
on the page the errors of ``Incomplete`` belong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from permits.answers import shown
from permits.desk import CaseFile, Item
from permits.forms.filing import AnswersForm
from permits.models import FormField, Outcome, Verdict
from permits.work import FAULTS

OTHER = "other"


class WorkForm(forms.Form):
    """What a stage's work asks of its officer; this one asks nothing."""

    template = "permits/desk/work_plain.html"

    def __init__(self, case: CaseFile, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.case = case

    def payload(self) -> dict[str, Any]:
        """What to bring to ``perform``. Call it on a valid form."""
        return dict(self.cleaned_data)

    def place_of(self, name: str) -> str | None:
        """The field an error of ``Incomplete`` belongs to, None for one about the whole."""
        return name if name in self.fields else None

    def take(self, errors: Mapping[str, str]) -> None:
        """Show what ``Incomplete`` said, each message at its field."""
        for name, message in errors.items():
            self.add_error(self.place_of(name), message)

    def remark(self) -> str:
        """What the officer should know once it is done, "" for nothing. Call it on a valid form."""
        return ""


class TriedForm(WorkForm):
    """A work form that may be looked at again with what was typed, before anything is done ("Pratinjau").

    Sent with ``preview`` it stays unbound, so that nothing is judged yet, and shows what was typed.
    """

    def __init__(self, case: CaseFile, data: Mapping[str, Any] | None = None) -> None:
        self.tried = data if data is not None and "preview" in data else None
        super().__init__(case, None if self.tried is not None else data)

    def _keep_what_was_tried(self) -> None:
        """Call it once every field is there."""
        if self.tried is not None:
            for name, field in self.fields.items():
                self.initial[name] = field.widget.value_from_datadict(self.tried, {}, name)


@dataclass(frozen=True)
class Row:
    """A line of the checklist: a document or an answer, with its inputs."""

    name: str
    outcome: BoundField
    note: BoundField
    item: Item | None = None
    value: str = ""
    remark: Verdict | None = None


class VerdictsForm(WorkForm):
    """The checklist: a verdict on every document; answers are named only where they are wrong."""

    template = "permits/desk/work_check.html"
    good = Outcome.PRESENT
    bad: tuple[Outcome, ...] = FAULTS
    asks_about_answers = True
    rest = forms.BooleanField(required=False, label=_("Dokumen yang belum saya nilai: ada dan terbaca"))

    def __init__(self, case: CaseFile, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, data)
        self.questions = case.questions if self.asks_about_answers else []
        for item in case.to_check:
            name = f"doc-{item.requirement.code}"
            self.fields[name] = forms.ChoiceField(
                label=item.requirement.name,
                choices=[(outcome.value, outcome.label) for outcome in (self.good, *self.bad)],
                widget=forms.RadioSelect,
                required=False,
                initial=self._known(item),
            )
            self.fields[f"{name}-note"] = _note_field(item.requirement.name)
        for question in self.questions:
            self.fields[f"field-{question.key}"] = forms.BooleanField(label=question.label, required=False)
            self.fields[f"field-{question.key}-note"] = _note_field(question.label)

    def _known(self, item: Item) -> str:
        """What was found right before and has not been replaced since need not be judged again."""
        verdict = item.verdict
        return self.good if verdict and verdict.outcome == self.good and not item.is_new else ""

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        fallback = self.good.value if given.get("rest") else ""
        verdicts = {
            item.requirement.code: (
                given.get(f"doc-{item.requirement.code}") or fallback,
                given.get(f"doc-{item.requirement.code}-note", ""),
            )
            for item in self.case.to_check
        }
        flagged = [row.key for row in self.questions if given.get(f"field-{row.key}")]
        return {
            "verdicts": verdicts
            | {key: (Outcome.UNSUITABLE.value, given.get(f"field-{key}-note", "")) for key in flagged}
        }

    def place_of(self, name: str) -> str | None:
        return next((place for place in (f"doc-{name}", f"field-{name}") if place in self.fields), None)

    def documents(self) -> list[Row]:
        """The documents as lines of the checklist."""
        return [
            Row(item.requirement.name, self[name], self[f"{name}-note"], item=item)
            for item in self.case.to_check
            for name in [f"doc-{item.requirement.code}"]
        ]

    def answers(self) -> list[Row]:
        """The answers as lines of the checklist."""
        given = self.case.application.answers
        return [
            Row(
                question.label,
                self[f"field-{question.key}"],
                self[f"field-{question.key}-note"],
                value=shown(question, given.get(question.key)),
                remark=self.case.remarks.get(question.key),
            )
            for question in self.questions
        ]


class ComparisonForm(VerdictsForm):
    """The checklist at hand-over: is the original the applicant brings what was uploaded?"""

    good = Outcome.MATCH
    bad = (Outcome.MISMATCH,)
    asks_about_answers = False
    rest = forms.BooleanField(required=False, label=_("Dokumen yang belum saya nilai: cocok dengan asli"))


def _note_field(name: str) -> forms.CharField:
    label = _("Catatan untuk %(name)s") % {"name": name}
    hint = {"placeholder": _("Apa yang harus diperbaiki?"), "aria-label": label}
    return forms.CharField(label=label, max_length=300, required=False, widget=forms.TextInput(attrs=hint))


class PermitDataForm(WorkForm):
    """The data printed on the permit, as the applicant gave them until an officer writes them otherwise."""

    template = "permits/desk/work_permit.html"

    def __init__(self, case: CaseFile, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, data)
        permit = getattr(case.application, "permit", None)
        self.written = permit.data if permit else {}
        questions: list[FormField] = [row for row in case.questions if row.on_permit]
        self.permit = AnswersForm(questions, data, answers=self.written or case.application.answers, own_details=False)

    def is_valid(self) -> bool:
        mine, theirs = super().is_valid(), self.permit.is_valid()
        return mine and theirs

    def payload(self) -> dict[str, Any]:
        return {"permit": self.permit.values()}

    def take(self, errors: Mapping[str, str]) -> None:
        for name, message in errors.items():
            if name in self.permit.fields:
                self.permit.add_error(name, message)
            else:
                self.add_error(self.place_of(name), message)


class ReadingForm(WorkForm):
    """The officer says that the draft was read against the file."""

    template = "permits/desk/work_reading.html"
    confirmed = forms.BooleanField(
        label=_("Saya sudah mencocokkan draf izin dengan berkas."),
        error_messages={"required": _("Nyatakan bahwa Anda sudah mencocokkan draf izin dengan berkas.")},
    )


class CorrectionForm(PermitDataForm):
    """Reading, with a pen in hand: the data may be corrected, which makes a new draft."""

    template = "permits/desk/work_correct.html"
    confirmed = ReadingForm.base_fields["confirmed"]

    def payload(self) -> dict[str, Any]:
        values = self.permit.values()
        changed = any(values[key] != self.written.get(key, "") for key in values)
        return {"confirmed": self.cleaned_data.get("confirmed")} | ({"permit": values} if changed else {})


class SigningForm(WorkForm):
    """Nothing is asked here: signing has a page of its own."""

    template = "permits/desk/work_sign.html"


class ArchiveForm(WorkForm):
    archive_place = forms.CharField(
        label=_("Letak arsip"),
        help_text=_("Misalnya Lemari 3, map 12."),
        max_length=100,
        error_messages={"required": _("Tulis letak arsip, misalnya Lemari 3, map 12.")},
    )


class HandOverForm(WorkForm):
    received_by = forms.CharField(
        label=_("Diterima oleh"),
        help_text=_("Nama orang yang menerima izin di loket; periksa KTP-nya."),
        max_length=150,
        error_messages={"required": _("Tulis nama orang yang menerima izin.")},
    )


class RecordForm(WorkForm):
    result = forms.CharField(
        label=_("Hasil"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tulis hasilnya.")},
    )


# Reasons ------------------------------------------------------------------------------

# By action; where a kind of work has reasons of its own, by action and work.
REASONS: dict[str, tuple[str | Promise, ...]] = {
    "return": (
        _("Berkas belum lengkap."),
        _("Ada berkas yang tidak terbaca."),
        _("Ada berkas atau isian yang tidak sesuai."),
    ),
    "send_back": (
        _("Data pada draf izin tidak sama dengan berkas."),
        _("Ada salah tulis pada draf izin."),
        _("Berkas perlu diteliti lagi."),
    ),
    "reject": (
        _("Kegiatan usaha tidak memenuhi persyaratan izin ini."),
        _("Lokasi usaha tidak sesuai dengan peruntukannya."),
        _("Dokumen yang dilampirkan tidak sah atau tidak benar."),
        _("Izin untuk usaha ini sudah ada dan masih berlaku."),
    ),
    "reject-review": (
        _("Lokasi tidak memenuhi syarat menurut Berita Acara Pemeriksaan."),
        _("Kegiatan usaha menimbulkan gangguan yang tidak dapat dicegah."),
        _("Lokasi usaha tidak sesuai dengan peruntukannya."),
        _("Kegiatan di lokasi tidak sesuai dengan permohonan."),
    ),
    "reschedule": (
        _("Cuaca tidak memungkinkan."),
        _("Pemohon tidak di tempat."),
        _("Pemohon meminta waktu lain."),
        _("Anggota tim berhalangan."),
        _("Lokasi tidak dapat dicapai."),
    ),
    "cancel": (
        _("Dokumen asli tidak cocok dengan berkas yang diunggah."),
        _("Dokumen asli tidak dapat ditunjukkan."),
    ),
    "revoke": (
        _("Izin diperoleh dengan keterangan yang tidak benar."),
        _("Pemegang izin melanggar ketentuan izin."),
        _("Pemegang izin meminta izinnya dicabut."),
        _("Usaha sudah tidak berjalan."),
    ),
    "void": (
        _("Pembayaran dicatat pada SKRD yang keliru."),
        _("Cara bayar atau nomor referensi keliru."),
        _("Transfer atau pembayaran kartu gagal di bank."),
        _("Uang dikembalikan kepada pembayar."),
    ),
}


class ReasonForm(forms.Form):
    """Why: a reason of the list, words of one's own, or both."""

    reason = forms.ChoiceField(
        label=_("Alasan"), widget=forms.RadioSelect, error_messages={"required": _("Pilih alasannya.")}
    )
    words = forms.CharField(
        label=_("Penjelasan"),
        help_text=_("Tulis apa yang perlu diketahui dan dilakukan. Jangan menulis data pribadi."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, action: str, data: Mapping[str, Any] | None = None, *, reason: str = "", work: str = "") -> None:
        super().__init__(data, initial={"reason": reason})
        reasons = REASONS.get(f"{action}-{work}") or REASONS[action]
        self.reasons = {str(number): str(text) for number, text in enumerate(reasons, start=1)}
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*self.reasons.items(), (OTHER, _("Alasan lain, saya tulis di bawah"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == OTHER and not cleaned.get("words", "").strip():
            self.add_error("words", _("Tulis alasannya."))
        return cleaned

    def note(self) -> str:
        """The reason as it will be read; "" while none is chosen."""
        given = self.initial
        if self.is_bound:
            given = self.cleaned_data if self.is_valid() else {}
        return " ".join(filter(None, [self.reasons.get(given.get("reason", ""), ""), given.get("words", "").strip()]))


def likely_reason(action: str, payload: Mapping[str, Any]) -> str:
    """The reason that follows from the verdicts by itself, "" when the officer has to choose."""
    found = {outcome for outcome, _note in payload.get("verdicts", {}).values()}
    if action == "return":
        order = [(Outcome.MISSING, "1"), (Outcome.UNREADABLE, "2"), (Outcome.UNSUITABLE, "3")]
        return next((reason for outcome, reason in order if outcome in found), "")
    return "1" if action == "cancel" and Outcome.MISMATCH in found else ""


def findings(case: CaseFile, payload: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """What was found faulty, as the applicant reads it: name, outcome, note."""
    names: dict[str, str] = {item.requirement.code: item.requirement.name for item in case.items}
    names |= {question.key: question.label for question in case.questions}
    for code, (outcome, note) in payload.get("verdicts", {}).items():
        if outcome in (*FAULTS, Outcome.MISMATCH):
            yield names[code], str(Outcome(outcome).label), note


class PasswordForm(forms.Form):
    """The signer's password, asked again."""

    password = forms.CharField(
        label=_("Kata sandi Anda"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Ketik kata sandi Anda untuk menandatangani.")},
    )
