"""The scheduler's forms: who goes when, and which part of the calendar is shown."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from permits.desk import CaseFile
from permits.forms.desk import TriedForm, WorkForm
from permits.inspections import Engagement, engagements, hours_of
from permits.models import Work
from permits.work.inspection import inspection_to_come, possible_team
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import is_working_day

DAYS_SHOWN = 5
LATEST = datetime.timedelta(days=366)
USUAL_HOURS = datetime.time(9), datetime.time(11)
FIRST_YEAR, YEARS_AHEAD = 2000, 5


# Scheduling ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """A line of the team's list: the checkbox, and when the officer is away on each day shown."""

    person: Any
    box: Any
    days: list[str]
    on_the_day: str


class PlanForm(TriedForm):
    """Who goes when: used for the first plan and for every new one."""

    template = "permits/desk/work_schedule.html"
    day = forms.DateField(
        label=_("Hari peninjauan"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Pilih hari peninjauan."),
            "invalid": _("Tulis hari sebagai tanggal, misalnya 2026-11-24."),
        },
    )
    begins = forms.TimeField(
        label=_("Mulai"),
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Tulis jam mulai."),
            "invalid": _("Tulis jam mulai, misalnya 09:00."),
        },
    )
    ends = forms.TimeField(
        label=_("Selesai"),
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Tulis jam selesai."),
            "invalid": _("Tulis jam selesai, misalnya 11:00."),
        },
    )
    team = forms.TypedMultipleChoiceField(
        label=_("Tim"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Pilih sedikitnya satu anggota tim teknis."),
            "invalid_choice": _("Pilih anggota tim dari daftar ini."),
            "invalid_list": _("Pilih anggota tim dari daftar ini."),
        },
    )
    leader = forms.TypedChoiceField(
        label=_("Ketua tim"),
        coerce=int,
        error_messages={
            "required": _("Pilih ketua tim dari anggota yang ditugaskan."),
            "invalid_choice": _("Pilih ketua tim dari daftar ini."),
        },
    )
    place = forms.CharField(
        label=_("Tempat"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Tulis alamat yang ditinjau.")},
    )
    instructions = forms.CharField(
        label=_("Petunjuk untuk tim"),
        help_text=_("Apa yang perlu dilihat, siapa yang ditemui."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, case: CaseFile, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, data)
        self.people = list(possible_team(case.application))
        choices = [(person.pk, str(person)) for person in self.people]
        team, leader = self.fields["team"], self.fields["leader"]
        assert isinstance(team, forms.MultipleChoiceField)
        assert isinstance(leader, forms.ChoiceField)
        team.choices = choices
        leader.choices = [("", _now("Pilih satu")), *choices]
        self.initial = {**self.initial, **self._known()}
        self._keep_what_was_tried()

    def _known(self) -> dict[str, Any]:
        """The plan there is, for a new one; otherwise the first working day that is left, at the usual hours."""
        plan = inspection_to_come(self.case.application) if self.case.work == Work.INSPECT else None
        if plan is not None:
            zone = current_office().zone
            begins, ends = plan.starts_at.astimezone(zone), plan.ends_at.astimezone(zone)
            return {
                "day": begins.date(),
                "begins": begins.time(),
                "ends": ends.time(),
                "team": [person.pk for person in plan.team.all()],
                "leader": plan.leader_id,
                "place": plan.place,
                "instructions": plan.instructions,
            }
        return {
            "day": next((day for day in self.days if _is_ahead(day)), None),
            "begins": USUAL_HOURS[0],
            "ends": USUAL_HOURS[1],
            "place": likely_place(self.case),
        }

    def clean_day(self) -> datetime.date:
        """A day from today on and within a year: no calendar says more."""
        day: datetime.date = self.cleaned_data["day"]
        today = _today()
        if day < today:
            raise forms.ValidationError(_("Hari ini sudah lewat. Pilih hari yang akan datang."))
        if day > today + LATEST:
            raise forms.ValidationError(_("Pilih hari dalam 12 bulan mendatang."))
        return day

    def payload(self) -> dict[str, Any]:
        given, zone = self.cleaned_data, current_office().zone
        return {
            "starts_at": datetime.datetime.combine(given["day"], given["begins"], zone),
            "ends_at": datetime.datetime.combine(given["day"], given["ends"], zone),
            "team": given["team"],
            "leader": given["leader"],
            "place": given["place"],
            "instructions": given["instructions"],
        }

    def place_of(self, name: str) -> str | None:
        return {"starts_at": "day", "ends_at": "ends"}.get(name) or super().place_of(name)

    def remark(self) -> str:
        limit, day = self.limit, self.cleaned_data["day"]
        if limit is None or day <= limit.date():
            return ""
        return _now("Peninjauan dijadwalkan sesudah batas waktunya, %(limit)s. Berkas ini akan terlambat.") % {
            "limit": date_format(limit, "j F Y")
        }

    # What the page shows beside the fields ---------------------------------------------

    @cached_property
    def limit(self) -> datetime.datetime | None:
        """Until when the site has to be inspected, in the office's zone."""
        lines = self.case.story.lines
        due_at = next((line.due_at for line in lines if line.stage.work == Work.INSPECT), None)
        return due_at.astimezone(current_office().zone) if due_at else None

    @property
    def is_limit_past(self) -> bool:
        return self.limit is not None and self.limit < timezone.now()

    @cached_property
    def days(self) -> list[datetime.date]:
        """The next working days, today among them."""
        hours, first = calendar(), _today()
        near = (first + datetime.timedelta(days=number) for number in range(60))
        return [day for day in near if is_working_day(hours, day)][:DAYS_SHOWN]

    @cached_property
    def chosen_day(self) -> datetime.date | None:
        """The day that stands in the form, None while it is no date."""
        value = self["day"].value()
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            return None

    @property
    def late_days(self) -> list[tuple[datetime.date, bool]]:
        """The days shown, each with whether it is after the limit."""
        return [(day, self.limit is not None and day > self.limit.date()) for day in self.days]

    def members(self) -> Iterator[Member]:
        """The team's list: each officer with when they are away already."""
        days = self.days or [_today()]
        busy = engagements(self.people, days[0], days[-1], but=self.case.application)
        day, today = self.chosen_day, _today()
        elsewhere: dict[tuple[int, datetime.date], list[Engagement]] = {}
        if day is not None and today <= day <= today + LATEST:
            elsewhere = engagements(self.people, day, day, but=self.case.application)
        for person, box in zip(self.people, self["team"], strict=True):
            yield Member(
                person=person,
                box=box,
                days=[hours_of(busy.get((person.pk, shown), ())) for shown in self.days],
                on_the_day=hours_of(elsewhere.get((person.pk, day), ())) if day else "",
            )


def likely_place(case: CaseFile) -> str:
    """Where the site is by the application's answers, as far as they tell."""
    given = case.application.answers
    known = ("business_address", "building_address", "location_address", "location", "address")
    key = next((name for name in known if given.get(name)), "")
    if not key:
        key = next((row.key for row in case.questions if row.key.endswith(("address", "location"))), "")
    parts = [given.get(key, ""), given.get("business_village", ""), given.get("business_district", "")]
    return ", ".join(" ".join(str(part).split()) for part in parts if part)[:250]


def _is_ahead(day: datetime.date) -> bool:
    """Whether a visit on ``day`` at the usual hour is still to come."""
    return datetime.datetime.combine(day, USUAL_HOURS[0], current_office().zone) > timezone.now()


def _today() -> datetime.date:
    return timezone.now().astimezone(current_office().zone).date()


class VisitForm(WorkForm):
    """Nothing is asked here: the report has a page of its own, made for a phone."""

    template = "permits/desk/work_inspect.html"


# The calendar -------------------------------------------------------------------------


class CalendarForm(forms.Form):
    """Which part of the calendar is shown; it stands in the address."""

    tampilan = forms.ChoiceField(choices=[("bulan", _("Bulan")), ("minggu", _("Minggu"))], required=False)
    tanggal = forms.DateField(input_formats=["%Y-%m-%d"], required=False)

    def clean_tanggal(self) -> datetime.date | None:
        """Years that an office has inspections in: others are nobody's calendar."""
        day: datetime.date | None = self.cleaned_data["tanggal"]
        if day is not None and not FIRST_YEAR <= day.year <= _today().year + YEARS_AHEAD:
            raise forms.ValidationError("not in the calendar")
        return day

    @property
    def is_month(self) -> bool:
        return self.cleaned_data["tampilan"] != "minggu"

    @property
    def day(self) -> datetime.date:
        return self.cleaned_data["tanggal"] or _today()
