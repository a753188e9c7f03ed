"""What a version of a link says, in words, and what changed between two of them, word by word."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from helpdesk.models import LinkVersion
from permits.comparison import Piece, pieces_of
from permits.services import domain_of


class Change(NamedTuple):
    """Something that is not said any more as it was."""

    label: str
    pieces: tuple[Piece, ...]


def called(version: LinkVersion) -> str:
    """What a version is called so far: its title, else the site or the document it leads to."""
    return version.title or domain_of(version.address) or version.document_name


def described(version: LinkVersion) -> list[tuple[str, str]]:
    """What a version says: labels and words."""
    document = ""
    if version.document:
        document = f"{version.document_name} (SHA-256 {version.document_sha256[:16]})"
    return [
        (_("Judul"), version.title),
        (_("Ringkasan"), version.summary),
        (_("Alamat resmi"), version.address),
        (_("Dokumen"), document),
        (_("Asal bahan"), version.source),
        (_("Sektor"), version.sector),
        (_("Layanan yang terkait"), str(version.permit_type or "")),
    ]


def compared(old: LinkVersion, new: LinkVersion) -> list[Change]:
    """What ``new`` says differently from ``old``."""
    pairs = zip(described(old), described(new), strict=True)
    return [
        Change(label, tuple(pieces_of(before, after))) for (label, before), (_label, after) in pairs if before != after
    ]
