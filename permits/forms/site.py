"""The form of the report from the site: measurements, findings, photos and those present.

It is filled in on a phone, often without signal, so every rule that can be checked there is
written into the fields' HTML, with the message in ``data-missing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from permits.models import Application, Conclusion, InspectionPhoto
from permits.photos import MAX_SIGNATURE_BYTES, clean_signature
from permits.site import MOST_PHOTOS
from permits.work.inspection import LARGEST_AREA

MOST_PEOPLE = 8
SHOWN_PEOPLE = 3
MICRO = Decimal("0.000001")
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?")
# Nobody parts thousands after a nought: 0.500 is half a metre badly written, not five hundred.
WITH_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?")


class TypedDecimalField(forms.DecimalField):
    """A number as people type it, with a decimal comma or point; never "nan" or "1e9"."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip().replace(" ", "")
        if not text:
            return None
        text = self.plain(text)
        if not NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self.exact(Decimal(text))

    def plain(self, text: str) -> str:
        """The number with a decimal point and nothing else."""
        return text.replace(",", ".")

    def exact(self, number: Decimal) -> Decimal:
        """The number as precisely as it is kept."""
        return number


class AreaField(TypedDecimalField):
    """An area in square metres, of two decimals at most, so that a point before three digits parts thousands."""

    def plain(self, text: str) -> str:
        text = text.removesuffix("m²").removesuffix("m2")
        return super().plain(text.replace(".", "") if WITH_THOUSANDS.fullmatch(text) else text)


class CoordinateField(TypedDecimalField):
    """Degrees; six decimals are a hand's breadth."""

    def exact(self, number: Decimal) -> Decimal:
        return number.quantize(MICRO)


class ReportForm(forms.Form):
    """What was found at the site. Bound to what was sent; unbound, ``typed`` is shown again without judging it."""

    report_key = forms.UUIDField(widget=forms.HiddenInput)
    visited_at = forms.DateTimeField(
        label=_("Waktu peninjauan"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    area = AreaField(
        label=_("Luas terukur (m²)"),
        help_text=_("Misalnya 150 atau 150,5."),
        min_value=Decimal("0.01"),
        max_value=LARGEST_AREA,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    findings = forms.CharField(
        label=_("Temuan di lokasi"),
        help_text=_("Bangunan, kegiatan, dan lingkungan sekitarnya."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    conclusion = forms.ChoiceField(label=_("Kesimpulan"), choices=Conclusion.choices, widget=forms.RadioSelect)
    notes = forms.CharField(
        label=_("Catatan"),
        help_text=_("Wajib bila memenuhi syarat dengan catatan."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    latitude = CoordinateField(label=_("Lintang"), required=False, min_value=-90, max_value=90)
    longitude = CoordinateField(label=_("Bujur"), required=False, min_value=-180, max_value=180)
    accuracy = forms.IntegerField(
        label=_("Ketelitian (meter)"), required=False, min_value=0, max_value=100_000, widget=forms.TextInput
    )

    def __init__(
        self,
        application: Application,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial={"report_key": uuid4()} | dict(typed or {}))
        for row in application.standard.tariff_indices.all():
            self.fields[f"index-{row.key}"] = forms.TypedChoiceField(
                label=row.name,
                choices=[(place, choice["label"]) for place, choice in enumerate(row.choices)],
                coerce=int,
                widget=forms.RadioSelect,
            )
        self.fields["area"].required = application.standard.is_charged
        for name, text in self._missing().items():
            self.fields[name].error_messages["required"] = text
            self.fields[name].widget.attrs["data-missing"] = text
        for name in ("latitude", "longitude", "accuracy"):
            self.fields[name].widget.attrs |= {"inputmode": "text", "autocomplete": "off"}
        self.people = [PersonForm(number, data, files, typed) for number in range(MOST_PEOPLE)]
        self.captions: dict[UUID, str] = {}

    def _missing(self) -> dict[str, str]:
        """What to say where a field was left out."""
        texts: dict[str, str | Promise] = {
            "visited_at": _("Tulis kapan lokasi ditinjau."),
            "area": _("Tulis luas yang terukur, lebih dari nol."),
            "findings": _("Tulis apa yang ditemukan di lokasi."),
            "conclusion": _("Pilih kesimpulan."),
        }
        indices = {
            name: _now("Pilih %(index)s.") % {"index": field.label}
            for name, field in self.fields.items()
            if name.startswith("index-")
        }
        return {name: str(text) for name, text in texts.items()} | indices

    @property
    def indices(self) -> list[forms.BoundField]:
        """The tariff's indices."""
        return [field for field in self if field.name.startswith("index-")]

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self.captions = self._captions()

    def _captions(self) -> dict[UUID, str]:
        """What stands under each photo of the report, by its key."""
        assert isinstance(self.data, QueryDict)
        captions = {}
        for text in self.data.getlist("photo"):
            try:
                captions[UUID(text)] = self.data.get(f"caption-{text}", "").strip()
            except ValueError:
                self.add_error(None, _("Salah satu foto tidak dikenali. Hapus foto itu, lalu ambil lagi."))
        longest = InspectionPhoto._meta.get_field("caption").max_length or 0
        if any(len(caption) > longest for caption in captions.values()):
            self.add_error(None, _("Keterangan foto paling panjang 150 huruf. Persingkat."))
        if len(captions) > MOST_PHOTOS:
            self.add_error(None, _("Paling banyak 12 foto. Hapus yang tidak perlu."))
        return captions

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None) and not (
            {"latitude", "longitude"} & set(self.errors)
        ):
            self.add_error("latitude", _("Isi lintang dan bujur, atau kosongkan keduanya."))
        return cleaned

    def is_valid(self) -> bool:
        mine = super().is_valid()
        return all(person.is_valid() for person in self.people) and mine

    def key(self) -> UUID | None:
        """The report's key, None when there is none to be read."""
        self.is_valid()
        return self.cleaned_data.get("report_key")

    def report(self) -> dict[str, Any]:
        """What ``permits.work.inspection`` wants. Call it on a valid form."""
        given = self.cleaned_data
        indices = {name.removeprefix("index-"): given[name] for name in given if name.startswith("index-")}
        plain = {name: given[name] for name in given if not name.startswith("index-")}
        people = [person.cleaned_data for person in self.people if person.cleaned_data.get("name")]
        return plain | {"indices": indices, "attendees": people}

    def take(self, errors: Mapping[str, str]) -> None:
        """Show what ``Incomplete`` said, each message at its field."""
        for name, message in errors.items():
            if name == "attendees":
                self.people[0].add_error("name", message)
            else:
                self.add_error(name if name in self.fields else None, message)

    def problems(self) -> dict[str, str]:
        """The first message of each input by its name, "" for the whole report."""
        found = dict(_first_messages(self.errors)) if self.is_bound else {}
        for person in self.people:
            found |= {f"{person.prefix}-{name}": text for name, text in _first_messages(person.errors)}
        if "report_key" in found:
            found[""] = _now("Halaman ini tidak lengkap. Muat ulang halaman, lalu kirim lagi.")
            del found["report_key"]
        return found

    def anchors(self) -> list[tuple[str, str]]:
        """The problems for the summary on top: address of the field, message."""
        choices = {"conclusion", *(field.name for field in self.indices)}
        return [
            (f"#id_{name}{'_0' if name in choices else ''}" if name else "", text)
            for name, text in self.problems().items()
        ]

    def typed_rows(self) -> list[tuple[str, str]]:
        """What was typed, to be given back: label and text."""
        rows = [(str(field.label), _shown(field)) for field in self.visible_fields()]
        for person in self.people:
            texts = [text for text in (_shown(field) for field in person) if text]
            rows.append((_now("Yang hadir"), ", ".join(texts)))
        return [(label, text) for label, text in rows if text]


class PersonForm(forms.Form):
    """Somebody who was there. The signature comes as a file; without one they sign on the printed paper."""

    name = forms.CharField(label=_("Nama"), max_length=120, required=False)
    capacity = forms.CharField(label=_("Sebagai"), max_length=80, required=False)

    def __init__(
        self,
        number: int,
        data: QueryDict | None,
        files: MultiValueDict[str, Any] | None,
        typed: Mapping[str, Any] | None,
    ) -> None:
        prefix = f"attendee-{number}"
        known = {name: (typed or {}).get(f"{prefix}-{name}", "") for name in ("name", "capacity")}
        super().__init__(data, files, prefix=prefix, initial=known)
        self.number = number
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["capacity"].widget.attrs |= {"list": "capacities", "autocomplete": "off"}
        if number == 0:
            self.fields["name"].widget.attrs |= {"required": True, "data-missing": self.nobody}

    @property
    def nobody(self) -> str:
        return _now("Tulis sedikitnya satu orang yang hadir.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent = self.files.get(f"{self.prefix}-signature")
        has_more = bool(cleaned.get("capacity") or sent)
        if has_more and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Tulis nama orang ini."))
        if sent is not None:
            try:
                cleaned["signature"] = clean_signature(sent.read(MAX_SIGNATURE_BYTES + 1))
            except ValidationError as error:
                self.add_error("name", error)
        return cleaned


def _first_messages(errors: ErrorDict) -> Iterator[tuple[str, str]]:
    for name, messages in errors.items():
        yield ("" if name == "__all__" else name), str(messages[0])


def _shown(field: forms.BoundField) -> str:
    """What stands in a field, choices by their label."""
    value = str(field.value() or "") if field.value() != 0 else "0"
    choices = dict(getattr(field.field, "choices", ()))
    return str(next((label for place, label in choices.items() if str(place) == value), value)).strip()
