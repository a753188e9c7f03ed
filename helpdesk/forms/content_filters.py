"""The filters above the list of the hub's links; they stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk import content
from helpdesk.models import Group, Step

EVERYTHING = _("Semua")
MINE = "saya"


def _choice(label: Any, choices: list[tuple[Any, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", EVERYTHING), *choices], required=False)


class LinkFilters(forms.Form):
    """What is not chosen does not filter."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        people = [(str(row.pk), row.get_full_name()) for row in content.team()]
        on_the_way = [(step.value, step.label) for step in Step if step != Step.PUBLISHED]
        finished = [(content.PUBLISHED, _("Terbit")), (content.WITHDRAWN, _("Ditarik"))]
        self.fields["kelompok"] = _choice(_("Kelompok"), [(row.slug, row.title) for row in Group.objects.all()])
        self.fields["langkah"] = _choice(_("Langkah"), [*on_the_way, *finished])
        self.fields["petugas"] = _choice(_("Penanggung jawab"), [(MINE, _("Saya")), *people])
        self.fields["keadaan"] = _choice(
            _("Keadaan"),
            [
                (content.BROKEN, _("Rusak")),
                (content.OVERDUE, _("Tinjauan lewat waktu")),
                (content.WITHOUT_OWNER, _("Tanpa penanggung jawab")),
            ],
        )

    def wanted(self, user: Any) -> dict[str, str]:
        """What to filter by, with the reader's own id for "mine". Call it on a valid form."""
        chosen = dict(self.cleaned_data)
        if chosen["petugas"] == MINE:
            chosen["petugas"] = str(user.pk)
        return chosen

    @property
    def in_use(self) -> dict[str, str]:
        """The filters that were chosen, by their names."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def chips(self, path: str) -> list[tuple[str, str]]:
        """The filters in use in words, each with the address of the list without it."""
        return [
            (self._words(name, value), f"{path}?{urlencode({k: v for k, v in self.in_use.items() if k != name})}")
            for name, value in self.in_use.items()
        ]

    def page_url(self, number: int) -> str:
        """The address of another page of the same list."""
        return f"?{urlencode(self.in_use | {'halaman': number})}"

    def _words(self, name: str, value: str) -> str:
        choices: Any = self.fields[name].widget
        return str(dict(choices.choices)[value])
