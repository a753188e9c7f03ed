"""The forms of the official numbers: is this one ours, and the list that staff keep."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.models import OfficialNumber
from permits.answers import ParsedField
from sipelaku.identifiers import normalise_telephone

TAKEN = _("Nomor ini sudah ada dalam daftar.")
TEL = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}


class CheckNumberForm(forms.Form):
    """A number that called or wrote. Sent by POST alone, so that it stands in no address."""

    nomor = ParsedField(
        parse=normalise_telephone,
        label=_("Nomor yang menghubungi Anda"),
        help_text=_("Misalnya 0812 3456 7890. Nomor ini tidak kami simpan."),
        widget=forms.TextInput(attrs=TEL),
        error_messages={
            "required": _("Tulis nomor yang ingin Anda periksa."),
            "max_length": _("Nomor ini terlalu panjang. Tulis satu nomor saja."),
        },
    )

    def add_too_many(self) -> None:
        """Say that this address has asked too often."""
        self.add_error(None, _("Terlalu banyak pemeriksaan dari jaringan Anda. Tunggu 10 menit, lalu coba lagi."))


class OfficialNumberForm(forms.ModelForm):
    """One number of the office."""

    number = ParsedField(
        parse=normalise_telephone,
        label=_("Nomor"),
        help_text=_("Ponsel atau telepon dengan kode wilayah, misalnya 0812 3456 7890."),
        widget=forms.TextInput(attrs=TEL),
        error_messages={
            "required": _("Tulis nomornya."),
            "max_length": _("Nomor ini terlalu panjang."),
            "unique": TAKEN,
        },
    )

    class Meta:
        model = OfficialNumber
        fields = ["label", "number", "is_whatsapp", "hours"]
        labels = {"is_whatsapp": _("Nomor ini memakai WhatsApp")}
        help_texts = {"hours": _("Misalnya Senin sampai Jumat, 08.00-15.00.")}
        error_messages = {"label": {"required": _("Tulis bagian yang memakai nomor ini.")}}

    def add_taken(self) -> None:
        """Say that somebody else has just listed the number."""
        self.add_error("number", TAKEN)
