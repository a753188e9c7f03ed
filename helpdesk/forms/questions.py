"""The forms of questions: asking, finding, answering and closing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from helpdesk.models import QuestionKind, QuestionStatus
from helpdesk.published import PublicLink
from helpdesk.questions import Asked
from permits.answers import ParsedField
from permits.services import Service
from sipelaku.identifiers import normalise_phone

LONGEST_TEXT, LONGEST_ANSWER = 1000, 2000
NONCE = re.compile(r"[A-Za-z0-9]{32}")
SIXTEEN_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[ .\-]?[0-9]){15}(?![0-9])")
KIND_LABELS = {
    QuestionKind.QUESTION: _("Pertanyaan"),
    QuestionKind.WRONG_LINK: _("Tautan salah atau rusak"),
    QuestionKind.FAKE: _("Tautan, nomor, atau orang palsu yang mengaku dari kantor kami"),
}
ALL = _("Semua")


class ProseField(forms.CharField):
    """A text of several lines; a line break counts as one character, as it does in the browser."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class AskForm(forms.Form):
    """A short question or a report. Where a link or a service is not found the question is about none."""

    kind = forms.ChoiceField(
        label=_("Apa yang ingin Anda sampaikan?"),
        choices=list(KIND_LABELS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu dari daftar.")},
    )
    text = ProseField(
        label=_("Tulis di sini"),
        help_text=_(
            "Paling banyak 1.000 huruf. Jika melapor, tulis juga nomor atau alamat situsnya. "
            "Jangan tulis NIK atau kata sandi Anda."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Tulis pertanyaan atau laporan Anda."),
            "max_length": _("Tulisan ini terlalu panjang: %(show_value)d huruf. Ringkas menjadi 1.000 huruf."),
        },
    )
    number_stays = forms.BooleanField(
        label=_("Nomor 16 angka itu bukan NIK. Kirim apa adanya."),
        required=False,
    )
    layanan = forms.ChoiceField(label=_("Tentang layanan"), required=False)
    tautan = forms.ChoiceField(label=_("Tentang tautan"), required=False)
    name = forms.CharField(
        label=_("Nama"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Tulis alamat e-mail yang lengkap, misalnya nama@contoh.id.")},
    )
    phone = ParsedField(
        parse=normalise_phone,
        label=_("Nomor ponsel"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    # Machines fill every field; people don't see this one.
    alamat_situs = forms.CharField(
        label=_("Biarkan kosong"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        links: Iterable[PublicLink],
        services: Iterable[Service],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=(initial or {}) | {"nonce": new_nonce()})
        self._links = {row.code: row for row in links}
        self._services = {row.permit_type.slug: row.permit_type for row in services}
        self._choose("tautan", [(code, row.version.title) for code, row in self._links.items()])
        self._choose("layanan", [(slug, str(row)) for slug, row in self._services.items()])
        self.asks_about_number = False

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Tidak dipilih")), *choices]
        field.error_messages["invalid_choice"] = _("Pilihan ini sudah tidak ada. Pilih lagi dari daftar.")

    @property
    def is_about_something(self) -> bool:
        """Whether a link or a service is chosen, asked for or needs mending, so that the fields stand open."""
        names = ("layanan", "tautan")
        chosen = any(self[name].value() or name in self.errors for name in names)
        return chosen or self["kind"].value() == QuestionKind.WRONG_LINK

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("alamat_situs"):
            self._put("alamat_situs", "")
            self.add_error(None, _("Isian tersembunyi terisi, mungkin oleh peramban Anda. Kirim sekali lagi."))
        if not NONCE.fullmatch(cleaned.get("nonce", "")):
            self._put("nonce", new_nonce())
            self.add_error(None, _("Halaman ini sudah lama terbuka. Tulisan Anda masih ada; kirim sekali lagi."))
        if SIXTEEN_DIGITS.search(cleaned.get("text", "")):
            self.asks_about_number = True
            if not cleaned.get("number_stays"):
                self.add_error(
                    "text",
                    _("Ada nomor 16 angka. Jika itu NIK, hapus dahulu: kami tidak memerlukannya untuk menjawab Anda."),
                )
        return cleaned

    def _put(self, name: str, value: str) -> None:
        """Show ``value`` when the form is shown again."""
        self.data = dict(self.data.items()) | {name: value}

    def add_too_many(self) -> None:
        """Say that this address has sent too much."""
        self.add_error(
            None,
            _("Terlalu banyak kiriman dari jaringan Anda. Tunggu 10 menit, lalu kirim lagi. Tulisan Anda masih ada."),
        )

    def asked(self) -> Asked:
        """What was asked. Call it on a valid form."""
        given = self.cleaned_data
        link = self._links.get(given["tautan"])
        return Asked(
            kind=given["kind"],
            text=given["text"],
            permit_type=self._services.get(given["layanan"]),
            link=link.link if link else None,
            name=given["name"],
            email=given["email"],
            phone=given["phone"],
        )


def new_nonce() -> str:
    """What tells one opened form from another."""
    return get_random_string(32)


# The officers -------------------------------------------------------------------------

CLOSING_REASONS = {
    "spam": _("Bukan pertanyaan atau laporan tentang layanan kami."),
    "duplicate": _("Pertanyaan yang sama sudah Anda kirim sebelumnya."),
    "elsewhere": _("Bukan urusan kantor kami. Tanyakan kepada kantor yang menanganinya."),
    "checked": _("Sudah kami periksa; yang Anda laporkan tidak kami temukan."),
}


class QuestionFilters(forms.Form):
    """The filters of the list; they stand in its address."""

    jenis = forms.ChoiceField(label=_("Jenis"), choices=[("", _("Semua")), *QuestionKind.choices], required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", QuestionStatus.OPEN.label), *QuestionStatus.choices[1:]],
        required=False,
    )

    def chosen(self) -> list[tuple[str, str]]:
        """The filters in use: name and the words of the choice. Call it on a valid form."""
        words = {"jenis": dict(QuestionKind.choices), "status": dict(QuestionStatus.choices)}
        return [(name, str(words[name][value])) for name, value in self.cleaned_data.items() if value]


class AnswerForm(forms.Form):
    """An answer; ``seen`` is what the officer's page knew of the question."""

    text = ProseField(
        label=_("Jawaban"),
        help_text=_("Penanya membaca ini apa adanya. Tulis singkat, dan jangan tulis data pribadi."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={
            "required": _("Tulis jawabannya."),
            "max_length": _("Jawaban ini terlalu panjang: %(show_value)d huruf. Ringkas menjadi 2.000 huruf."),
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def add_unchanged(self) -> None:
        """Say that this very answer was sent before."""
        self.add_error("text", _("Jawaban ini sama dengan yang sudah terkirim. Ubah dahulu, baru kirim."))


class CloseForm(forms.Form):
    """Why a question is closed without an answer, in words its asker reads."""

    reason = forms.ChoiceField(
        label=_("Alasan"),
        help_text=_("Penanya membaca kalimat ini."),
        choices=list(CLOSING_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih alasannya."), "invalid_choice": _("Pilih alasan dari daftar.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def note(self) -> str:
        """The sentence its asker reads. Call it on a valid form."""
        return str(CLOSING_REASONS[self.cleaned_data["reason"]])
