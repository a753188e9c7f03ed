"""The editor's forms about a permit type and about a version as a whole: naming, standings, beginning, deciding."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from permits.definitions import LONGEST
from permits.forms.editor_rows import Row, column, say_what_to_do
from permits.models import PermitType, ServiceStandard, Standing
from permits.publication import today_at_the_office

# Words of the room's own addresses, which no permit type may take.
RESERVED_SLUGS = ("baru",)
SHORT, LONG, EMPTY = "short", "long", ""
FROM_PROCEDURE, FROM_STANDARD, FROM_FILE = "procedure", "standard", "file"


def day_field(label: Any, help_text: Any = "", **options: Any) -> forms.DateField:
    """A date as the browser's own calendar gives it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, **options)


class PermitTypeForm(forms.ModelForm):
    """What a permit type is called and who is behind it."""

    class Meta:
        model = PermitType
        fields = (
            "name",
            "abbreviation",
            "code",
            "slug",
            "agency",
            "section_head",
            "summary",
            "place",
            "number_pattern",
            "filed_with",
        )
        widgets = {"filed_with": forms.CheckboxSelectMultiple}
        labels = {"slug": _("Kata dalam alamat halaman"), "place": _("Urutan dalam daftar")}
        help_texts = {
            "abbreviation": _("Misalnya SIUP. Boleh kosong."),
            "code": _("Tiga angka, bagian dari nomor pendaftaran. Misalnya 039."),
            "slug": _("Huruf kecil, angka, dan tanda hubung. Misalnya izin-reklame."),
            "agency": _("Dinas atau instansi yang bertanggung jawab atas isi izin."),
            "section_head": _("Misalnya Kasi Perizinan Usaha I. Boleh kosong."),
            "summary": _("Satu kalimat untuk pemohon: izin ini untuk apa."),
            "place": _("Angka kecil tampil lebih dahulu."),
        }
        error_messages = {
            "code": {"unique": _("Kode ini sudah dipakai jenis izin lain. Pilih tiga angka lain.")},
            "slug": {"unique": _("Kata ini sudah dipakai jenis izin lain. Pilih kata lain.")},
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.use_required_attribute = False
        say_what_to_do(self)
        others = PermitType.objects.exclude(pk=self.instance.pk)
        filed_with = self.fields["filed_with"]
        assert isinstance(filed_with, forms.ModelMultipleChoiceField)
        filed_with.queryset = others
        # Chosen by their words: a number may be larger than any key the database can compare it with.
        filed_with.to_field_name = "slug"
        self.fields["place"].validators.append(MaxValueValidator(9999))
        self.fields["code"].error_messages["invalid"] = _("Tulis tiga angka, misalnya 039.")
        if self.instance.pk and self.instance.standards.exclude(published_at=None).exists():
            for name in ("code", "slug"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Tidak dapat diubah lagi: nomor dan alamat yang beredar memakainya.")

    def clean_slug(self) -> str:
        """A word in small letters that is not one of ours."""
        slug = str(self.cleaned_data["slug"])
        if slug != slug.lower():
            raise ValidationError(_("Tulis dengan huruf kecil."))
        if slug in RESERVED_SLUGS:
            raise ValidationError(_("Kata ini dipakai portal. Pilih kata lain."))
        return slug


class StandingRow(Row):
    """What became of a type, from a day on."""

    title_from = "effective_from"
    effective_from = day_field(_("Berlaku mulai"))
    state = column(Standing, "state")
    successor = column(Standing, "successor")
    address = column(Standing, "address", assume_scheme="https")
    explanation = column(Standing, "explanation", max_length=2000)
    legal_basis = column(Standing, "legal_basis")

    def summary(self) -> list[str]:
        return [self.shown("state"), str(self["successor"].value() or "")]


class VersionField(forms.ModelChoiceField):
    """A version to choose, called by its type, number and state."""

    def label_from_instance(self, obj: ServiceStandard) -> str:
        words = {"type": obj.permit_type, "revision": obj.revision, "status": obj.get_status_display().lower()}
        return _("%(type)s, revisi %(revision)d (%(status)s)") % words


class BeginForm(forms.Form):
    """How a draft begins: with one of the usual procedures, as a copy of a version, or from a file."""

    start = forms.ChoiceField(
        label=_("Mulai dari"),
        widget=forms.RadioSelect,
        choices=[
            (f"{FROM_PROCEDURE}:{SHORT}", _("Prosedur pendek: tanpa peninjauan dan tanpa retribusi (9 tahap)")),
            (f"{FROM_PROCEDURE}:{LONG}", _("Prosedur panjang: dengan peninjauan lokasi dan retribusi (15 tahap)")),
            (f"{FROM_PROCEDURE}:{EMPTY}", _("Tanpa tahap: semua tahap saya tulis sendiri")),
            (FROM_STANDARD, _("Salinan standar yang sudah ada")),
            (FROM_FILE, _("Berkas YAML")),
        ],
        error_messages={"required": _("Pilih dari mana rancangan dimulai.")},
    )
    standard = VersionField(
        label=_("Standar yang disalin"),
        queryset=ServiceStandard.objects.none(),
        required=False,
        empty_label=_("Pilih satu"),
        help_text=_("Hanya bila Anda memilih salinan."),
    )
    file = forms.FileField(
        label=_("Berkas"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        help_text=_("Hanya bila Anda memilih berkas. Nama dan kode izin di dalamnya tidak dipakai."),
    )

    def __init__(self, *args: Any, permit_type: PermitType, revision: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.use_required_attribute = False
        standards = ServiceStandard.objects.select_related("permit_type").order_by("permit_type__place", "-revision")
        chosen = self.fields["standard"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = standards
        # The version asked for, else the newest of the type.
        versions = list(standards.filter(permit_type=permit_type))
        own = next((row for row in versions if str(row.revision) == revision), versions[0] if versions else None)
        self.initial = {"start": FROM_STANDARD, "standard": own.pk} if own else {"start": f"{FROM_PROCEDURE}:{SHORT}"}

    def clean(self) -> dict[str, Any]:
        """Demand what the chosen start needs."""
        given = super().clean() or self.cleaned_data
        if given.get("start") == FROM_STANDARD and not given.get("standard") and "standard" not in self.errors:
            self.add_error("standard", _("Pilih standar yang disalin."))
        if given.get("start") == FROM_FILE and "file" not in self.errors:
            self._read_file(given.get("file"))
        return given

    def _read_file(self, file: Any) -> None:
        if not file:
            self.add_error("file", _("Pilih berkas YAML."))
        elif file.size > LONGEST:
            self.add_error("file", _("Berkas ini terlalu besar untuk sebuah standar pelayanan. Pilih berkas lain."))
        else:
            try:
                self.cleaned_data["text"] = file.read().decode("utf-8")
            except UnicodeDecodeError:
                self.add_error("file", _("Berkas ini bukan teks. Pilih berkas YAML."))


class LegalCheckForm(forms.Form):
    """What the legal supervisor finds of a draft."""

    approved = forms.TypedChoiceField(
        label=_("Pendapat Anda"),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "ya",
        choices=[
            ("ya", _("Sesuai: boleh diterbitkan seperti yang saya baca")),
            ("tidak", _("Keberatan: ada yang harus diubah dahulu")),
        ],
        error_messages={"required": _("Pilih sesuai atau keberatan.")},
    )
    note = forms.CharField(
        label=_("Catatan"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Wajib bila Anda berkeberatan: apa yang tidak sesuai dan apa yang harus diubah."),
    )

    def clean(self) -> dict[str, Any]:
        """Demand a reason for an objection."""
        given = super().clean() or self.cleaned_data
        if given.get("approved") is False and not given.get("note", "").strip():
            self.add_error("note", _("Tulis apa yang belum sesuai dan apa yang harus diubah."))
        return given


class PublishForm(forms.Form):
    """From which day a standard is in force."""

    effective_from = day_field(
        _("Berlaku mulai"),
        _("Hari ini atau sesudahnya. Permohonan yang masuk sebelum tanggal itu tetap memakai standar lama."),
        error_messages={"required": _("Pilih tanggal.")},
    )

    def clean_effective_from(self) -> datetime.date:
        """Refuse a day that is over: what was promised then cannot be changed now."""
        day: datetime.date = self.cleaned_data["effective_from"]
        if day < today_at_the_office():
            raise ValidationError(_("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."))
        return day
