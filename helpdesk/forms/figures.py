"""What the pages of visits ask: a stay, the span of days to show, and the people who came to the counter."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from helpdesk import spans
from helpdesk.counter import Usual
from helpdesk.forms.consultations import DAY_FORMAT, day_input
from helpdesk.spans import A_DAY, Span
from sipelaku.periods import EARLIEST, MONTHS, month_name
from sipelaku.report_form import ReportForm

FAR_TOO_LONG = 10**9  # seconds; more is not a browser's doing
MOST_DAYS = 366
YEAR = "tahun"
TABLES = ("hari", "tautan", "kelompok", "kegiatan")
MOST_PEOPLE = 5000
DAYS_BACK = 14
EMPTIED = _("Tulis 0 bila tidak ada yang datang. Angka yang sudah dicatat tidak dapat dikosongkan.")


class StayForm(forms.Form):
    """How long the hub's page was in sight. What was opened is not asked: it is always that page."""

    detik = forms.IntegerField(min_value=1, max_value=FAR_TOO_LONG)


# The span in the address --------------------------------------------------------------


def day_field(label: Any) -> forms.DateField:
    """A day as browsers send it; none may be given."""
    return forms.DateField(
        label=label,
        required=False,
        input_formats=[DAY_FORMAT],
        widget=day_input(),
        error_messages={"invalid": _("Tulis tanggal seperti 2026-05-31.")},
    )


class SpanForm(ReportForm):
    """A year or a part of it, or days from one to another; this quarter unless something is asked for."""

    tahun = forms.IntegerField(label=_("Tahun"), required=False)
    bagian = forms.ChoiceField(
        label=_("Bagian tahun"),
        required=False,
        error_messages={"invalid_choice": _("Pilih triwulan, bulan, atau setahun penuh dari daftar.")},
    )
    dari = day_field(_("Dari tanggal"))
    sampai = day_field(_("Sampai tanggal"))
    tabel = forms.ChoiceField(
        choices=[("", ""), *((name, name) for name in TABLES)],
        required=False,
        widget=forms.HiddenInput,
        label=_("Tabel"),
        error_messages={"invalid_choice": _("Tabel ini tidak ada. Pakai tombol unduh di halaman kunjungan.")},
    )

    def __init__(self, asked: Mapping[str, Any], today: datetime.date) -> None:
        this_year, this_quarter = spans.quarter_of(today)
        data = {name: asked[name] for name in self.base_fields if name in asked}
        if not any(data.get(name) for name in (YEAR, "bagian", "dari", "sampai")):
            data |= {YEAR: this_year, "bagian": f"tw{this_quarter}"}
        super().__init__(data, this_year=this_year)
        self.today = today
        part = self.fields["bagian"]
        assert isinstance(part, forms.ChoiceField)
        part.choices = [
            ("", _("Setahun penuh")),
            *((f"tw{number}", spans.quarter_name(None, number)) for number in spans.QUARTERS),
            *((f"{number:02d}", month_name(number)) for number in MONTHS),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        first, last = cleaned["dari"], cleaned["sampai"]
        if first or last:
            self._check_days(first, last)
        elif self.whole().first > self.today:
            self.add_error("bagian", _("Bagian tahun ini belum mulai. Pilih yang sudah berjalan."))
        return cleaned

    def _check_days(self, first: datetime.date | None, last: datetime.date | None) -> None:
        if first is None or last is None:
            self.add_error("sampai" if last is None else "dari", _("Isi kedua tanggal, atau kosongkan keduanya."))
        elif last < first:
            self.add_error("sampai", _("Tanggal akhir tidak boleh sebelum tanggal awal."))
        elif last > self.today:
            self.add_error("sampai", _("Tanggal akhir paling lambat hari ini."))
        elif first.year < EARLIEST:
            self.add_error("dari", _("Tanggal awal paling lama tahun %(year)d.") % {"year": EARLIEST})
        elif len(Span(first, last)) > MOST_DAYS:
            self.add_error("sampai", _("Pilih paling lama %(days)d hari sekaligus.") % {"days": MOST_DAYS})

    def whole(self) -> Span:
        """The span asked for, days to come included. Call it on a valid form."""
        chosen = self.cleaned_data
        if chosen["dari"]:
            return Span(chosen["dari"], chosen["sampai"])
        part, year = chosen["bagian"], chosen[YEAR]
        if not part:
            return spans.of_year(year)
        return spans.of_quarter(year, int(part[2])) if part.startswith("tw") else spans.of_month(year, int(part))

    def name(self) -> str:
        """What the span is called: "Triwulan IV 2026", "November 2026", "2026", or its two days."""
        chosen = self.cleaned_data
        if chosen["dari"]:
            return str(self.whole())
        part, year = chosen["bagian"], chosen[YEAR]
        if not part:
            return str(year)
        return spans.quarter_name(year, int(part[2])) if part.startswith("tw") else f"{month_name(int(part))} {year}"

    def query(self) -> dict[str, str]:
        """What stands in the address for this span."""
        names = ("dari", "sampai") if self.cleaned_data["dari"] else (YEAR, "bagian")
        return {name: str(self.cleaned_data[name]) for name in names if self.cleaned_data[name]}


# The counter --------------------------------------------------------------------------


class CounterForm(forms.Form):
    """How many people came to the counter, day by day, back from ``sampai``; each beside what was known of it.

    ``known`` are the numbers written down so far. A day left empty stays unwritten. A number far above what is
    ``usual`` is asked about once: the page then keeps it beside the day, and sending it again confirms it.
    """

    sampai = forms.DateField(widget=forms.HiddenInput, input_formats=["%Y-%m-%d"])

    def __init__(
        self,
        newest: datetime.date,
        known: Mapping[datetime.date, int],
        data: Mapping[str, Any] | None = None,
        *,
        usual: Usual | None = None,
    ) -> None:
        self.usual = usual
        self.days = [newest - number * A_DAY for number in range(DAYS_BACK + 1)]
        initial: dict[str, Any] = {"sampai": newest.isoformat()}
        for day in self.days:
            initial |= {_field(day): known.get(day), _seen(day): known.get(day)}
        super().__init__(data, initial=initial)
        for day in self.days:
            self.fields[_field(day)] = _people(day)
            self.fields[_seen(day)] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[_asked(day)] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for day in self.days:
            if _field(day) in cleaned and cleaned[_field(day)] is None and self.seen(day) is not None:
                self.add_error(
                    _field(day),
                    EMPTIED,
                )
        self._ask_about_what_is_far_above(cleaned)
        return cleaned

    def _ask_about_what_is_far_above(self, cleaned: Mapping[str, Any]) -> None:
        for day in self.days:
            people = cleaned.get(_field(day))
            if people is None or people == self.seen(day) or cleaned.get(_asked(day)) == str(people):
                continue
            if self.usual is not None and self.usual.is_far_above(people):
                self.add_error(
                    _field(day),
                    _("Jauh di atas biasanya (rata-rata %(average)d). Benar %(people)d orang? Bila benar, simpan lagi.")
                    % {"average": self.usual.average, "people": people},
                )
                self._keep(_asked(day), people)

    def _keep(self, name: str, people: int) -> None:
        """Let the page that comes back say ``people`` in one of its hidden fields."""
        data = dict(self.data.items())
        data[name] = str(people)
        self.data = data

    def seen(self, day: datetime.date) -> int | None:
        """What the page said of ``day`` when it was drawn; None for nothing."""
        text = self.cleaned_data.get(_seen(day), "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None

    def entered(self) -> dict[datetime.date, tuple[int | None, int]]:
        """The days that were written or changed: what the page had said, and what is said now."""
        said = {day: (self.seen(day), self.cleaned_data[_field(day)]) for day in self.days}
        return {day: (seen, people) for day, (seen, people) in said.items() if people is not None and people != seen}

    def rows(self) -> list[tuple[datetime.date, forms.BoundField, list[forms.BoundField]]]:
        """Each day with its field and its hidden ones."""
        return [(day, self[_field(day)], [self[_seen(day)], self[_asked(day)]]) for day in self.days]

    def say_overtaken(self, day: datetime.date, people: int) -> None:
        """Say that somebody else wrote ``people`` down meanwhile; what was typed stays, to be sent once more."""
        self.add_error(
            _field(day),
            _("Sementara itu petugas lain mencatat %(people)d orang. Periksa, lalu simpan lagi bila angka Anda benar.")
            % {"people": people},
        )
        self._keep(_seen(day), people)


def newest_day(data: Mapping[str, Any], today: datetime.date) -> datetime.date | None:
    """The day a sent form of the counter goes back from: today, or one before while it was open; None for others."""
    try:
        newest = datetime.date.fromisoformat(str(data.get("sampai", "")))
    except ValueError:
        return None
    return newest if today - DAYS_BACK * A_DAY <= newest <= today else None


def _people(day: datetime.date) -> forms.IntegerField:
    return forms.IntegerField(
        label=date_format(day, "l, j F Y"),
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 6, "maxlength": 12}),
        error_messages={
            "invalid": _("Tulis jumlah orang dengan angka bulat."),
            "min_value": _("Jumlah orang tidak boleh di bawah 0."),
            "max_value": _("Paling banyak %(most)d orang sehari. Periksa angkanya.") % {"most": MOST_PEOPLE},
        },
    )


def _field(day: datetime.date) -> str:
    return f"orang-{day.isoformat()}"


def _seen(day: datetime.date) -> str:
    return f"tadi-{day.isoformat()}"


def _asked(day: datetime.date) -> str:
    return f"ditanya-{day.isoformat()}"
