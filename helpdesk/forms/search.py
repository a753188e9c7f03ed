"""The form of the portal's search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sipelaku import searching


class SearchForm(forms.Form):
    """A few words; none at all just shows the form."""

    q = forms.CharField(
        label=_("Apa yang Anda cari?"),
        help_text=_("Tulis dengan kata sehari-hari, misalnya bikin PT, papan nama, atau surat usaha."),
        required=False,
        max_length=searching.LONGEST,
        error_messages={
            "max_length": _("Tulis paling banyak %(limit_value)d huruf; satu atau dua kata biasanya cukup.")
        },
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
