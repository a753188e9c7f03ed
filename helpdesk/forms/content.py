"""What the hub's staff fill in to move a link along: one form for each thing that can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from helpdesk import content, daily_checks, publishing, trials, upkeep
from helpdesk.addresses import needs_legal_word
from helpdesk.content import LinkStory
from helpdesk.forms.content_material import LONGEST_NOTE, GroupField, MaterialForm, PersonField
from helpdesk.models import LinkVersion
from helpdesk.moves import Action, Refused
from helpdesk.publishing import Wording
from permits.models import PermitType
from sipelaku.office.services import current_office, local_today

NO_REASON = _("Tulis alasannya.")
MOMENT = "%Y-%m-%dT%H:%M"


def _note(label: Any, *, missing: Any = NO_REASON, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": missing,
            "min_length": missing,
            "max_length": _("Tulis paling banyak 1.000 huruf."),
        },
        **options,
    )


def moment_field(label: Any, help_text: Any) -> forms.DateTimeField:
    """A day and a time on the office's clock, which may be left empty."""
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=False,
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        error_messages={"invalid": _("Tulis tanggal dan jam, misalnya 2026-11-24T08:00.")},
    )


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Pilih tanggal tinjauan berikutnya."),
            "invalid": _("Tulis tanggal, misalnya 2026-11-24."),
        },
    )


# The moves ----------------------------------------------------------------------------


class MoveForm(forms.Form):
    """One thing that can be done to a link; ``seen`` says which state of it the page showed.

    Each form brings its ``perform(by)``, which makes the move: call it on a valid form; raises Refused.
    """

    action: Action
    perform: Callable[[Any], None]
    waits = False
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self,
        story: LinkStory,
        data: Mapping[str, Any] | None = None,
        uploads: MultiValueDict | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        """``initial`` is what somebody typed before the link moved on; else a form begins with what stands."""
        self.story = story
        start = self.start(story) | dict(initial or {}) | {"seen": story.seen}
        super().__init__(data, uploads, initial=start, auto_id=f"id_{self.action}_%s")
        self.prepare()

    def start(self, story: LinkStory) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def prepare(self) -> None:
        """Fit the fields to the link."""

    def warning(self) -> str:
        """What went wrong although the move was made, "" for nothing. Call it once it is made."""
        return ""

    def done(self) -> str:
        """What is told once the move is made, "" for what is always told of it."""
        return ""

    @property
    def making(self) -> LinkVersion:
        """The version the move is about: the one in the making, else the newest, which ``publishing`` refuses."""
        return self.story.making or self.story.newest

    def entered(self) -> dict[str, Any]:
        """What was typed, to begin another form with."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
            if not field.widget.is_hidden and not isinstance(field, forms.FileField)
        }

    def typed(self) -> list[tuple[str, str]]:
        """What was typed, with its labels, to be read again where the form can't be sent any more."""
        return [
            (str(self[name].label), str(self.data.get(name, "")).strip())
            for name in self.entered()
            if str(self.data.get(name, "")).strip()
        ]


class ReviseForm(MoveForm, MaterialForm):
    action = Action.COLLECT

    def start(self, story: LinkStory) -> dict[str, Any]:
        return {"source": story.newest.source, "address": story.newest.address}

    def perform(self, by: Any) -> None:
        publishing.revise(self.story.link, self.material(), by=by)


class VerifyForm(MoveForm):
    action = Action.VERIFY
    note = _note(_("Catatan verifikasi"), required=False, help_text=_("Misalnya nomor peraturan yang Anda cocokkan."))
    allow_foreign = forms.BooleanField(label=_("Saya menyetujui alamat di luar .go.id ini"), required=False)

    def prepare(self) -> None:
        if not needs_legal_word(self.making.address):
            del self.fields["allow_foreign"]

    def perform(self, by: Any) -> None:
        given = self.cleaned_data
        publishing.verify(self.making, by=by, note=given["note"], allow_foreign=given.get("allow_foreign", False))


class RefuseForm(MoveForm):
    action = Action.REFUSE
    note = _note(_("Alasan"), help_text=_("Dibaca pengumpul bahan: apa yang salah dan apa yang harus diperbaiki."))

    def perform(self, by: Any) -> None:
        publishing.refuse(self.making, by=by, note=self.cleaned_data["note"])


class WriteForm(MoveForm):
    action = Action.WRITE
    title = forms.CharField(
        label=_("Judul"),
        help_text=_("Paling banyak 80 huruf. Sebut apa yang akan ditemukan orang."),
        max_length=80,
        error_messages={"required": _("Tulis judulnya."), "max_length": _("Judul paling banyak 80 huruf.")},
    )
    summary = forms.CharField(
        label=_("Ringkasan"),
        help_text=_("Satu atau dua baris, paling banyak 160 huruf: apa isinya dan untuk siapa."),
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Tulis ringkasannya."), "max_length": _("Ringkasan paling banyak 160 huruf.")},
    )
    sector = forms.CharField(
        label=_("Sektor"),
        help_text=_("Untuk syarat per sektor, misalnya Perdagangan."),
        max_length=60,
        required=False,
        error_messages={"max_length": _("Sektor paling banyak 60 huruf.")},
    )
    permit_type = forms.ModelChoiceField(
        label=_("Layanan yang terkait"),
        queryset=PermitType.objects.all(),
        required=False,
        empty_label=_("Tidak ada"),
        error_messages={"invalid_choice": _("Pilih layanan dari daftar.")},
    )

    def start(self, story: LinkStory) -> dict[str, Any]:
        making = story.making or story.newest
        return {
            "title": making.title,
            "summary": making.summary,
            "sector": making.sector,
            "permit_type": making.permit_type_id,
        }

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_summary(self) -> str:
        """The summary on one line: the page breaks it where the phone does."""
        return " ".join(self.cleaned_data["summary"].split())

    def perform(self, by: Any) -> None:
        given = {name: self.cleaned_data[name] for name in ("title", "summary", "sector", "permit_type")}
        publishing.write(self.making, Wording(**given), by=by)


class TryForm(MoveForm):
    """A trial waits for the network, so it holds no transaction; ``trials`` compares the material itself."""

    action = Action.TRY
    waits = True

    def perform(self, by: Any) -> None:
        self.check = trials.try_out(self.making, by=by)

    def warning(self) -> str:
        if not self.check.problem:
            return ""
        return _now("Uji akses gagal: %(problem)s.") % {"problem": self.check.get_problem_display()}


class VouchForm(MoveForm):
    action = Action.VOUCH
    note = _note(
        _("Yang Anda lihat"),
        missing=publishing.TOO_SHORT,
        min_length=publishing.SHORTEST_VOUCH,
        help_text=_("Paling sedikit 20 huruf, misalnya: halaman panduan NIB terbuka tanpa masuk akun."),
    )

    def perform(self, by: Any) -> None:
        publishing.vouch(self.making, by=by, note=self.cleaned_data["note"])


class PublishForm(MoveForm):
    action = Action.PUBLISH
    visible_from = moment_field(_("Tampil mulai"), _("Jam kantor. Kosongkan untuk terbit sekarang."))
    visible_until = moment_field(_("Tampil sampai"), _("Jam kantor. Kosongkan bila tidak ada akhirnya."))
    review_on = _day(_("Tinjauan berikutnya"), _("Paling lama tiga bulan lagi."))

    def start(self, story: LinkStory) -> dict[str, Any]:
        return {"review_on": upkeep.latest_review(local_today())}

    def clean_visible_until(self) -> Any:
        """The moment after which it is no longer shown; one that is over already would show nothing."""
        until = self.cleaned_data["visible_until"]
        if until is not None and until <= timezone.now():
            raise ValidationError(_("Waktu ini sudah lewat. Pilih waktu yang akan datang, atau kosongkan."))
        return until

    def perform(self, by: Any) -> None:
        given = {name: self.cleaned_data[name] for name in ("visible_from", "visible_until", "review_on")}
        self.published = publishing.publish(self.making, by=by, **given)

    def done(self) -> str:
        """When it begins, for what begins later."""
        begins, at = self.published.visible_from, self.published.published_at
        if begins is None or begins == at:
            return ""
        return _now("Terjadwal: tampil mulai %(moment)s.") % {
            "moment": date_format(begins.astimezone(current_office().zone), "j F Y, H.i")
        }


class RestoreForm(MoveForm):
    action = Action.RESTORE
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32767)

    def perform(self, by: Any) -> None:
        old = self.story.version(self.cleaned_data["number"])
        if old is None:
            raise Refused(str(_("Versi ini tidak ada.")))
        publishing.restore(old, by=by)


class CheckForm(MoveForm):
    """A check waits for the network, so it holds no transaction; ``daily_checks`` compares the link itself."""

    action = Action.CHECK
    waits = True

    def perform(self, by: Any) -> None:
        self.check = daily_checks.check_now(self.story.link, by=by)

    def warning(self) -> str:
        if not self.check.problem:
            return ""
        if daily_checks.holds(self.check):
            return _now(
                "Situsnya masih menolak portal. Tautan tetap tampil, karena pernah dibuka sendiri oleh petugas."
            )
        return _now("Pemeriksaan gagal: %(problem)s.") % {"problem": self.check.get_problem_display()}


class ReviewForm(MoveForm):
    action = Action.REVIEW
    note = _note(_("Catatan tinjauan"), required=False, help_text=_("Misalnya: isi masih sesuai, alamat diperiksa."))
    next_on = _day(_("Tinjauan berikutnya"), _("Paling lama tiga bulan lagi."))

    def start(self, story: LinkStory) -> dict[str, Any]:
        return {"next_on": upkeep.latest_review(local_today())}

    def perform(self, by: Any) -> None:
        upkeep.review(self.story.link, by=by, note=self.cleaned_data["note"], next_on=self.cleaned_data["next_on"])


class WithdrawForm(MoveForm):
    action = Action.WITHDRAW
    note = _note(_("Alasan"), help_text=_("Tautan hilang dari halaman sampai sebuah versinya diterbitkan lagi."))

    def perform(self, by: Any) -> None:
        upkeep.withdraw(self.story.link, by=by, note=self.cleaned_data["note"])


class FeatureForm(MoveForm):
    action = Action.FEATURE

    def perform(self, by: Any) -> None:
        upkeep.feature(self.story.link, by=by)


class UnfeatureForm(MoveForm):
    action = Action.UNFEATURE

    def perform(self, by: Any) -> None:
        upkeep.unfeature(self.story.link, by=by)


class EntrustForm(MoveForm):
    action = Action.ENTRUST
    person = PersonField()

    def prepare(self) -> None:
        self.fields["person"].queryset = content.team()  # type: ignore[attr-defined]

    def perform(self, by: Any) -> None:
        upkeep.entrust(self.story.link, self.cleaned_data["person"], by=by)


class RegroupForm(MoveForm):
    action = Action.REGROUP
    group = GroupField()

    def perform(self, by: Any) -> None:
        upkeep.regroup(self.story.link, self.cleaned_data["group"], by=by)


class ShiftForm(MoveForm):
    action = Action.SHIFT
    places = forms.TypedChoiceField(coerce=int, choices=[(-1, _("Naik")), (1, _("Turun"))])

    def perform(self, by: Any) -> None:
        upkeep.shift(self.story.link, self.cleaned_data["places"], by=by)


FORMS: dict[Action, type[MoveForm]] = {
    form.action: form
    for form in (
        ReviseForm,
        VerifyForm,
        RefuseForm,
        WriteForm,
        TryForm,
        VouchForm,
        PublishForm,
        RestoreForm,
        CheckForm,
        ReviewForm,
        WithdrawForm,
        FeatureForm,
        UnfeatureForm,
        EntrustForm,
        RegroupForm,
        ShiftForm,
    )
}
