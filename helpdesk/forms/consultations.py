"""The forms of consultations: booking a place, the desk's day, cancelling, the weekly hours."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from helpdesk.consultation_hours import has_slots
from helpdesk.consultations import Wish
from helpdesk.models import ConsultationHours, Meeting
from permits.answers import ParsedField
from permits.models.application import new_token
from sipelaku.identifiers import normalise_phone
from sipelaku.office.models.days import Weekday

FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2999, 12, 31)
DAY_FORMAT = "%Y-%m-%d"
# What the table takes.
SHORTEST, LONGEST, MOST_PLACES = 5, 240, 50
FITTING_MINUTES = _("Satu sesi 5 sampai 240 menit.")
FITTING_PLACES = _("Satu sesi 1 sampai 50 tempat.")
BY_PHONE = frozenset({Meeting.WHATSAPP, Meeting.PHONE})
TOKENS = Signer(salt="helpdesk.booking")


def day_input() -> forms.DateInput:
    """A date as browsers ask for it."""
    return forms.DateInput(format=DAY_FORMAT, attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    """A time of day as browsers ask for it."""
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def sensible(day: datetime.date | None) -> datetime.date | None:
    """The day itself. Raises ValidationError for a year that is a slip of the pen."""
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("Tulis tahun dari 2000 sampai 2999."))
    return day


# The public ---------------------------------------------------------------------------


class BookingForm(forms.Form):
    """Who comes and what about. ``nonce`` is the signed token the booking will have: a second tap sends it again."""

    one_is_enough: tuple[str, ...] = ("phone", "email")

    nonce = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Nama Anda"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Tulis nama Anda, agar petugas tahu siapa yang datang.")},
    )
    topic = forms.CharField(
        label=_("Apa yang ingin Anda bicarakan?"),
        help_text=_("Misalnya: syarat izin usaha untuk warung. Jangan menulis NIK atau nomor dokumen."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tulis singkat apa yang ingin Anda bicarakan.")},
    )
    phone = ParsedField(
        parse=normalise_phone,
        label=_("Nomor ponsel"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Ke sini kami kirim tautan janji dan pengingatnya."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Tulis alamat e-mail yang lengkap, misalnya siti@contoh.id.")},
    )

    def __init__(
        self,
        meeting: str,
        data: Mapping[str, Any] | None = None,
        *,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        """``data`` is to be judged, ``typed`` only shown again; a fresh form gets a fresh token."""
        kept = {name: typed.get(name, "") for name in self.base_fields} if typed else {}
        kept["nonce"] = kept.get("nonce") or TOKENS.sign(new_token())
        super().__init__(data, initial=kept)
        self.meeting = meeting
        phone = self.fields["phone"]
        phone.help_text = _("Isi nomor ponsel, e-mail, atau keduanya.")
        if meeting in BY_PHONE:
            self.one_is_enough = ()
            phone.required, phone.help_text = True, _("Ke nomor ini kami menghubungi Anda.")
            phone.error_messages["required"] = _("Tulis nomor ponsel Anda: ke sana kami menghubungi Anda.")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        nothing_wrong = "phone" in cleaned and "email" in cleaned
        if nothing_wrong and not (cleaned["phone"] or cleaned["email"]):
            self.add_error("phone", _("Tulis nomor ponsel atau e-mail, agar kami dapat mengabari Anda."))
        return cleaned

    def wish(self) -> Wish:
        """What ``consultations.book`` wants. Call it on a valid form."""
        given = self.cleaned_data
        return Wish(given["name"], given["topic"], given["email"], given["phone"], _token_in(given["nonce"]))


def _token_in(nonce: str) -> str:
    """The token we signed; a new one for what we didn't, which then is a form of its own."""
    try:
        return TOKENS.unsign(nonce)
    except BadSignature:
        return new_token()


# Staff --------------------------------------------------------------------------------


class DayForm(forms.Form):
    """A day of the address, ``?tanggal=2026-11-24``."""

    tanggal = forms.DateField(
        label=_("Tanggal"),
        widget=day_input(),
        error_messages={
            "required": _("Pilih tanggalnya."),
            "invalid": _("Tulis tanggal seperti 2026-11-24."),
        },
    )

    def clean_tanggal(self) -> datetime.date | None:
        return sensible(self.cleaned_data["tanggal"])


class CancelForm(forms.Form):
    """Why the office can't keep an appointment; the person reads it."""

    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Terbaca oleh pemesan, misalnya: Petugas sakit. Jangan menulis data pribadi."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Tulis alasannya. Pemesan membacanya dalam pesan kami.")},
    )


def places_field(hint: Any) -> forms.IntegerField:
    """How many may come to one slot, within what the table takes."""
    return forms.IntegerField(
        label=_("Tempat per sesi"),
        help_text=hint,
        initial=1,
        min_value=1,
        max_value=MOST_PLACES,
        error_messages={
            "required": _("Tulis berapa orang yang dapat dilayani dalam satu sesi."),
            "min_value": FITTING_PLACES,
            "max_value": FITTING_PLACES,
        },
    )


class HoursForm(forms.ModelForm):
    """A new weekly stretch of consultation."""

    minutes = forms.IntegerField(
        label=_("Lama satu sesi (menit)"),
        help_text=_("5 sampai 240 menit."),
        initial=30,
        min_value=SHORTEST,
        max_value=LONGEST,
        error_messages={
            "required": _("Tulis lama satu sesi dalam menit."),
            "min_value": FITTING_MINUTES,
            "max_value": FITTING_MINUTES,
        },
    )
    places = places_field(_("1 sampai 50 orang pada waktu yang sama."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days: Any = self.fields["weekday"]
        days.choices = [("", _("Pilih hari")), *Weekday.choices]

    class Meta:
        model = ConsultationHours
        fields = ("weekday", "opens", "closes", "minutes", "places", "meeting", "topic", "valid_from", "valid_until")
        widgets = {
            "opens": time_input(),
            "closes": time_input(),
            "valid_from": day_input(),
            "valid_until": day_input(),
            "meeting": forms.RadioSelect,
        }
        help_texts = {
            "topic": _("Misalnya: OSS dan NIB. Kosongkan bila tentang apa saja."),
            "valid_until": _("Kosongkan bila belum ada akhirnya."),
        }

    def clean_valid_from(self) -> datetime.date | None:
        return sensible(self.cleaned_data["valid_from"])

    def clean_valid_until(self) -> datetime.date | None:
        return sensible(self.cleaned_data["valid_until"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Tanggal terakhir tidak boleh sebelum tanggal pertama."))
        needed = ("weekday", "opens", "closes", "minutes", "meeting", "valid_from")
        if all(cleaned.get(name) is not None for name in needed):
            self._refuse_what_holds_no_slot(ConsultationHours(**{name: cleaned[name] for name in needed}))
        return cleaned

    def _refuse_what_holds_no_slot(self, hours: ConsultationHours) -> None:
        # Times in the wrong order are refused by the table's constraint, in its own words.
        if hours.opens >= hours.closes:
            return
        if not has_slots(hours, only_usual_hours=False):
            self.add_error("minutes", _("Satu sesi lebih lama dari jam konsultasi ini. Pendekkan sesinya."))
        elif not has_slots(hours, only_usual_hours=True):
            self.add_error("opens", _("Pada jam ini kantor tutup. Pilih jam layanan, atau konsultasi jarak jauh."))


class ChangeHoursForm(forms.ModelForm):
    """What may change of hours that people have booked: how many places, and when they end."""

    places = places_field(_("Yang sudah memesan tetap mendapat tempat."))

    class Meta:
        model = ConsultationHours
        fields = ("places", "valid_until")
        widgets = {"valid_until": day_input()}
        help_texts = {
            "valid_until": _(
                "Hari terakhir jam ini berlaku. Kosongkan bila belum ada akhirnya. "
                "Janji sesudah hari itu tetap ada sampai Anda membatalkannya."
            ),
        }

    def clean_valid_until(self) -> datetime.date | None:
        return sensible(self.cleaned_data["valid_until"])
