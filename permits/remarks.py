"""What the record of a move says besides its note, in the words people read.

The history on an officer's page and the control sheet tell the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from permits.models import Channel, Conclusion, Transition
from permits.retribution import measured
from sipelaku.identifiers import rupiah
from sipelaku.office.services import current_office


def _moment(text: str) -> str:
    return date_format(datetime.fromisoformat(text).astimezone(current_office().zone), "j F Y, H.i")


# In the order they are told. What is not named here has a place of its own: the resume is a paper.
NAMES: Mapping[str, str | Promise] = {
    "result": _("Hasil"),
    "task_number": _("Surat tugas"),
    "starts_at": _("Waktu peninjauan"),
    "conclusion": _("Kesimpulan"),
    "area": _("Luas yang dipakai"),
    "basis_note": _("Alasan koreksi"),
    "bill": _("SKRD"),
    "payment": _("Bukti pembayaran"),
    "amount": _("Jumlah"),
    "channel": _("Cara bayar"),
    "received_by": _("Diterima oleh"),
    "archive_place": _("Letak arsip"),
}
WRITTEN: Mapping[str, Callable[[Any], Any]] = {
    "starts_at": _moment,
    "conclusion": lambda code: Conclusion(code).label,
    "area": lambda text: measured(Decimal(text), "m²"),
    "amount": rupiah,
    "channel": lambda code: Channel(code).label,
}


def remarks_of(move: Transition) -> list[tuple[str, str]]:
    """What the work of ``move`` left in its record: name and value, in a fixed order."""
    return [
        (str(name), str(WRITTEN.get(key, str)(move.details[key])))
        for key, name in NAMES.items()
        if move.details.get(key) not in (None, "")
    ]
