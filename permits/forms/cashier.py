"""The forms of the retribution: computing it, taking or voiding its payment, closing the day, disputing the amount."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from permits.answers import parse_rupiah
from permits.desk import CaseFile
from permits.forms.desk import PasswordForm, ReasonForm, WorkForm
from permits.models import Bill, Channel, Inspection
from permits.retribution import Calculation, CannotCalculate, sentences
from permits.work.inspection import last_report
from permits.work.retribution import assessment
from sipelaku.identifiers import rupiah

FIRST_YEAR, LAST_YEAR = 2000, 2999


class RupiahField(forms.CharField):
    """Whole rupiah as people type them, "Rp150.000" or "150000"; an int, None for nothing."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return int(parse_rupiah(text)) if text else None


# On the case page ---------------------------------------------------------------------


class AssessmentForm(WorkForm):
    """The retribution as it follows from the verified resume, to be confirmed; nothing of it is typed."""

    template = "permits/desk/work_assess.html"
    confirmed = forms.BooleanField(
        label=_("Luas dan indeks di atas sama dengan BAP dan resume, atau dengan koreksinya."),
        error_messages={"required": _("Nyatakan bahwa perhitungan sudah sesuai dengan BAP.")},
    )

    def __init__(self, case: CaseFile, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, data)
        self.calculation: Calculation | None = None
        self.problem = ""
        try:
            self.calculation = assessment(case.application)
        except CannotCalculate as reason:
            self.problem = str(reason)

    def rows(self) -> list[tuple[str, str]]:
        """The calculation line by line; the last line is the retribution."""
        return sentences(self.calculation) if self.calculation else []

    def inspection(self) -> Inspection | None:
        """The inspection whose resume it is computed from."""
        return last_report(self.case.application)


class AtTheTillForm(WorkForm):
    """Nothing is asked here: a payment is taken at the till."""

    template = "permits/desk/work_pay.html"


class SettlementForm(WorkForm):
    """The cashier says that the paid bill was printed."""

    template = "permits/desk/work_settle.html"
    confirmed = forms.BooleanField(
        label=_("SKRD yang telah dibayar sudah saya cetak."),
        error_messages={"required": _("Nyatakan bahwa SKRD yang telah dibayar sudah dicetak.")},
    )


# At the till --------------------------------------------------------------------------


class BillSearchForm(forms.Form):
    q = forms.CharField(
        label=_("Cari SKRD"),
        help_text=_("Kode bayar, nomor SKRD, nomor pendaftaran, atau nama."),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"required": _("Ketik kode bayar, nomor SKRD, nomor pendaftaran, atau nama.")},
    )


class PaymentForm(forms.Form):
    """How the bill is paid. The amount travels along unseen: one that is not the bill's is refused."""

    amount = forms.CharField(widget=forms.HiddenInput, required=False)
    channel = forms.ChoiceField(
        label=_("Cara bayar"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih cara bayar."), "invalid_choice": _("Pilih cara bayar dari daftar.")},
    )
    reference = forms.CharField(
        label=_("Nomor referensi"),
        help_text=_("Untuk transfer, QRIS, dan EDC: salin dari bukti transfer atau struk."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    cash_given = RupiahField(
        label=_("Uang diterima"),
        help_text=_("Untuk tunai: kembaliannya dihitung. Tidak disimpan."),
        max_length=20,
        required=False,
    )

    def __init__(self, bill: Bill, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"amount": bill.amount, "channel": Channel.CASH})
        self.bill = bill

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = cleaned.get("cash_given")
        if cleaned.get("channel") == Channel.CASH and given is not None and given < self.bill.amount:
            self.add_error(
                "cash_given",
                _("Kurang %(lack)s. Terima uang yang cukup, atau kosongkan isian ini.")
                % {"lack": rupiah(self.bill.amount - given)},
            )
        return cleaned

    def payload(self) -> dict[str, Any]:
        """What ``workflow.perform`` wants; an amount that is no number is None. Call it on a valid form."""
        amount = self.cleaned_data["amount"]
        is_number = amount.isascii() and amount.isdigit() and len(amount) < 16
        channel = self.cleaned_data["channel"]
        return {
            "amount": int(amount) if is_number else None,
            "channel": channel,
            "reference": "" if channel == Channel.CASH else self.cleaned_data["reference"],
        }

    def change(self) -> int | None:
        """Rupiah to give back, None when no cash was counted."""
        given = self.cleaned_data.get("cash_given")
        is_cash = self.cleaned_data.get("channel") == Channel.CASH
        return given - self.bill.amount if is_cash and given is not None else None

    def take(self, errors: Mapping[str, str]) -> None:
        """Show what ``Incomplete`` said; what is unseen is told on top."""
        for name, message in errors.items():
            self.add_error(name if name in ("channel", "reference") else None, message)


class VoidForm(PasswordForm, ReasonForm):
    """Why a payment is voided, and the password of the second person."""

    field_order = ["reason", "words", "password"]

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__("void", data)
        self.fields["password"].error_messages["required"] = _("Ketik kata sandi Anda untuk membatalkan pembayaran.")


class ClosingForm(forms.Form):
    """The drawer counted, and why it differs from the record."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    counted_cash = RupiahField(
        label=_("Uang tunai yang Anda hitung (rupiah)"),
        help_text=_("Hitung uang di laci tanpa uang kembalian awal. Tulis 0 bila tidak ada."),
        max_length=20,
        error_messages={"required": _("Tulis jumlah uang tunai yang Anda hitung.")},
    )
    note = forms.CharField(
        label=_("Catatan"),
        help_text=_("Wajib bila uang tunai tidak sama dengan catatan: tulis sebabnya."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MonthForm(forms.Form):
    """A month of the address, ``?bulan=2026-05``."""

    bulan = forms.CharField(
        label=_("Bulan"),
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-05"}),
    )

    def clean_bulan(self) -> datetime.date | None:
        text = self.cleaned_data["bulan"]
        if not text:
            return None
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            raise ValidationError(_("Tulis bulan seperti 2026-05."))
        return datetime.date(int(match[1]), int(match[2]), 1)


# The applicant ------------------------------------------------------------------------


class DisputeForm(forms.Form):
    """Why the payer thinks the amount is wrong; the verification reads it."""

    note = forms.CharField(
        label=_("Alasan keberatan Anda"),
        help_text=_("Tulis apa yang tidak sesuai, misalnya luas atau indeks. Petugas verifikasi membacanya."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        error_messages={"required": _("Tulis mengapa Anda berkeberatan atas jumlah ini.")},
    )
