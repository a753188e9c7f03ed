"""What the quarter's evaluation asks: findings, follow-ups, and when a follow-up was done."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.evaluations import Plan
from helpdesk.forms.consultations import DAY_FORMAT
from helpdesk.forms.figures import day_field
from helpdesk.forms.questions import ProseField
from helpdesk.models import FollowUp
from sipelaku.periods import EARLIEST, LATEST

EMPTY_ROWS = 3
MOST_ROWS = 30
LONGEST_FINDINGS = 4000


class FindingsForm(forms.Form):
    """What the figures say, in words. ``seen`` tells a stale page."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    findings = ProseField(
        label=_("Hasil evaluasi"),
        help_text=_("Apa yang terlihat dari angka di atas, apa sebabnya, dan apa yang perlu diperbaiki."),
        required=False,
        max_length=LONGEST_FINDINGS,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "max_length": _("Tulisan ini terlalu panjang: %(show_value)d huruf. Ringkas menjadi 4.000 huruf.")
        },
    )


class PlanForm(forms.Form):
    """One follow-up; an empty row is none."""

    action = forms.CharField(label=_("Yang dilakukan"), required=False, max_length=200)
    person_in_charge = forms.CharField(label=_("Penanggung jawab"), required=False, max_length=120)
    due_on = day_field(_("Paling lambat"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors or not any(cleaned.values()):
            return cleaned
        if not cleaned["action"]:
            self.add_error("action", _("Tulis apa yang dilakukan, atau kosongkan seluruh baris."))
        if not cleaned["person_in_charge"]:
            self.add_error("person_in_charge", _("Tulis siapa yang bertanggung jawab."))
        if not cleaned["due_on"]:
            self.add_error("due_on", _("Tulis sampai kapan."))
        elif not EARLIEST <= cleaned["due_on"].year <= LATEST:
            self.add_error("due_on", _("Periksa tahunnya."))
        return cleaned

    def plan(self) -> Plan | None:
        """What is planned, None for an empty row. Call it on a valid form."""
        return Plan(**self.cleaned_data) if any(self.cleaned_data.values()) else None


PlanFormSet = forms.formset_factory(PlanForm, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class DoneForm(forms.Form):
    """When a follow-up was done; ``seen`` is what the page said of it."""

    done_on = day_field(_("Selesai pada"))
    seen = forms.DateField(widget=forms.HiddenInput, required=False, input_formats=[DAY_FORMAT])

    def __init__(self, follow_up: FollowUp, today: datetime.date, data: Any = None) -> None:
        shown = follow_up.done_on.isoformat() if follow_up.done_on else ""
        super().__init__(
            data, initial={"done_on": follow_up.done_on, "seen": shown}, auto_id=f"tindak-{follow_up.pk}-%s"
        )
        self.today = today

    def clean_done_on(self) -> datetime.date | None:
        """A day that has come; none takes it back."""
        done_on: datetime.date | None = self.cleaned_data["done_on"]
        if done_on is not None and done_on > self.today:
            raise forms.ValidationError(_("Tanggal selesai paling lambat hari ini."))
        if done_on is not None and done_on.year < EARLIEST:
            raise forms.ValidationError(_("Periksa tahunnya."))
        return done_on


def rows_of(follow_ups: list[FollowUp]) -> list[dict[str, Any]]:
    """What stands in the plan, as the formset begins with it."""
    return [
        {"action": row.action, "person_in_charge": row.person_in_charge, "due_on": row.due_on} for row in follow_ups
    ]


def refusals_of(form: FindingsForm, plans: Any) -> list[tuple[str, str]]:
    """All that is wrong with the page, for the summary on top: where it stands, and what to do."""
    found = [(f"#{form[name].auto_id}", str(error)) for name, errors in form.errors.items() for error in errors]
    found += [("", str(error)) for error in plans.non_form_errors()]
    for number, row in enumerate(plans.forms, 1):
        for name, errors in row.errors.items():
            found += [
                (f"#{row[name].auto_id}", _("Baris %(row)d: %(error)s") % {"row": number, "error": error})
                for error in errors
            ]
    return found
