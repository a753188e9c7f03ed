"""The forms of campaigns: what one is called and when it is, what its codes lead to, and leading one elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from helpdesk.models import Campaign, Target
from helpdesk.outreach import Overtaken, Place, stamp_of_campaign
from sipelaku.periods import EARLIEST, LATEST

TAKEN = _("Nama ini sudah dipakai kegiatan lain. Tulis nama yang lain.")


def demand_our_time(day: datetime.date) -> None:
    """Raise ValidationError for a year that nobody means, such as 0026 or 9026."""
    if not EARLIEST <= day.year <= LATEST:
        raise ValidationError(_("Periksa tahunnya."))


class CampaignForm(forms.ModelForm):
    """What a campaign is called and from when until when it is."""

    class Meta:
        model = Campaign
        fields = ("name", "first_day", "last_day")
        widgets = {
            "first_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "name": _("Tercetak kecil pada poster. Misalnya Stan Pasar Rakyat, Mei."),
            "last_day": _("Kosongkan bila tidak berakhir. Kodenya tetap berlaku sesudah hari terakhir."),
        }
        error_messages = {
            "name": {
                "required": _("Tulis nama kegiatannya."),
                "unique": TAKEN,
            },
            "first_day": {"required": _("Pilih hari pertamanya."), "invalid": _("Pilih tanggal yang benar.")},
            "last_day": {"invalid": _("Pilih tanggal yang benar.")},
        }

    stamp = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.use_required_attribute = False
        for name in ("first_day", "last_day"):
            self.fields[name].validators.append(demand_our_time)
        self.initial["stamp"] = stamp_of_campaign(self.instance)

    def keep(self) -> bool:
        """Save the campaign; False, with its error, when somebody took the name a moment ago.

        Raises Overtaken when somebody changed the campaign since the form was shown.
        """
        try:
            with transaction.atomic():
                self._demand_unchanged()
                self.save()
        except IntegrityError:
            self.add_error("name", TAKEN)
            return False
        return True

    def _demand_unchanged(self) -> None:
        if self.instance.pk is None:
            return
        present = Campaign.objects.select_for_update().get(pk=self.instance.pk)
        if stamp_of_campaign(present) != self.cleaned_data["stamp"]:
            raise Overtaken


class PlacesForm(forms.Form):
    """Which places get a code of the campaign's own."""

    places = forms.MultipleChoiceField(
        label=_("Buat kode untuk"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Pilih paling sedikit satu tujuan."),
            "invalid_choice": _("Salah satu tujuan tidak tampil lagi. Pilih dari daftar ini."),
        },
    )

    def __init__(self, places: list[Place], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self._places = {place.name: place for place in places}
        choices = self.fields["places"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [(name, f"{place.target.label}: {place.title}") for name, place in self._places.items()]

    def chosen(self) -> list[Place]:
        """The places that were chosen, once the form is valid."""
        return [self._places[name] for name in self.cleaned_data["places"]]


class RetargetForm(forms.Form):
    """Where a campaign's code is to lead; ``stamp`` says which state of it was seen."""

    place = forms.ChoiceField(
        label=_("Tujuan yang baru"),
        help_text=_("Hanya halaman, kelompok, dan tautan yang sedang tampil."),
        error_messages={
            "required": _("Pilih tujuannya."),
            "invalid_choice": _("Tujuan ini tidak tampil lagi. Pilih dari daftar ini."),
        },
    )
    stamp = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, places: list[Place], data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.use_required_attribute = False
        self._places = {place.name: place for place in places}
        choices = self.fields["place"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [("", _("Pilih satu")), *_by_kind(places)]

    def chosen(self) -> Place:
        """The place that was chosen, once the form is valid."""
        return self._places[self.cleaned_data["place"]]


def _by_kind(places: list[Place]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices under what they are: the page, groups, links."""
    kinds = [
        (str(target.label), [(place.name, place.title) for place in places if place.target == target])
        for target in Target
    ]
    return [(label, rows) for label, rows in kinds if rows]
