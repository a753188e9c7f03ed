"""What the staff fill in about the page itself: its headings, its announcements, what becomes of broken links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk import board
from helpdesk.forms.content import moment_field
from helpdesk.models import Announcement, Group, WhenBroken


class GroupForm(forms.Form):
    title = forms.CharField(
        label=_("Judul"),
        max_length=80,
        error_messages={"required": _("Tulis judulnya."), "max_length": _("Judul paling banyak 80 huruf.")},
    )
    summary = forms.CharField(
        label=_("Ringkasan"),
        help_text=_("Satu baris: apa yang ditemukan orang di kelompok ini."),
        max_length=160,
        required=False,
        error_messages={"max_length": _("Ringkasan paling banyak 160 huruf.")},
    )

    def clean_title(self) -> str:
        """The title, which no other heading has: two alike can't be told apart."""
        title = " ".join(self.cleaned_data["title"].split())
        others = Group.objects.filter(title__iexact=title).values_list("pk", flat=True)
        if set(others) - {self.initial.get("pk")}:
            raise forms.ValidationError(_("Sudah ada kelompok dengan judul ini. Pakai judul lain."))
        return title


class AnnouncementForm(forms.Form):
    """What is announced. Once it was begun only its words and its end can be changed."""

    kind = forms.ChoiceField(
        label=_("Jenis"),
        help_text=_("Gangguan layanan tampil dalam spanduk yang mencolok."),
        error_messages={"required": _("Pilih jenisnya."), "invalid_choice": _("Pilih jenis dari daftar.")},
    )
    title = forms.CharField(
        label=_("Judul"),
        max_length=100,
        error_messages={"required": _("Tulis judulnya."), "max_length": _("Judul paling banyak 100 huruf.")},
    )
    text = forms.CharField(
        label=_("Isi"),
        help_text=_("Apa yang terjadi, sampai kapan, dan apa yang harus dilakukan orang."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Isi paling banyak 600 huruf.")},
    )
    visible_from = moment_field(_("Tampil mulai"), _("Jam kantor. Kosongkan untuk tampil sekarang."))
    visible_until = moment_field(_("Tampil sampai"), _("Jam kantor. Kosongkan bila belum diketahui."))

    def __init__(self, *args: Any, by: Any, announcement: Announcement | None = None, **options: Any) -> None:
        if announcement is not None:
            names = ("title", "text", "visible_until")
            options["initial"] = {name: getattr(announcement, name) for name in names}
        super().__init__(*args, **options)
        if announcement is not None:
            del self.fields["kind"], self.fields["visible_from"]
            return
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.value, kind.label) for kind in board.kinds_for(by)]


class SettingsForm(forms.Form):
    when_broken = forms.ChoiceField(
        label=_("Tautan yang rusak"),
        choices=WhenBroken.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu dari daftar.")},
    )
