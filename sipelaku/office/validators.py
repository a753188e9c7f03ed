"""What an administrator may enter about the office: each validator raises ValidationError saying what to do."""

import re

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

LEAST_CONTRAST = 4.5
EMBLEM_BYTES = 512 * 1024
EMBLEM_PIXELS = 2000


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio (1 to 21, WCAG 2) of ``colour``, written ``#rrggbb``, with white."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)


def validate_accent(colour: str) -> None:
    """Refuse a colour that people can't read on white: the contrast must be at least 4.5 to 1."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValidationError(_("Tulis warna seperti #0b5c63: tanda pagar dan enam angka atau huruf a sampai f."))
    contrast = contrast_with_white(colour)
    if contrast < LEAST_CONTRAST:
        raise ValidationError(
            _("Warna ini terlalu terang di atas putih (kontras %(contrast)s, perlu 4,5). Pilih yang lebih gelap."),
            params={"contrast": f"{contrast:.1f}".replace(".", ",")},
        )


def validate_letter_number_pattern(pattern: str) -> None:
    """Refuse a pattern without ``{serial}``, or with anything in braces other than ``{serial}`` and ``{year}``."""
    without_fields = pattern.replace("{serial}", "").replace("{year}", "")
    if "{serial}" not in pattern or "{" in without_fields or "}" in without_fields:
        raise ValidationError(
            _("Tulis {serial} di tempat nomor urut, {year} di tempat tahun, tanpa kurung kurawal lain.")
        )


def validate_filing_code(code: str) -> None:
    """Refuse a code that isn't two digits, or is that of a new permit (01) or of a re-registration (04)."""
    if not re.fullmatch(r"[0-9]{2}", code) or code in ("01", "04"):
        raise ValidationError(_("Tulis dua angka selain 01 (izin baru) dan 04 (daftar ulang)."))


def validate_nip(nip: str) -> None:
    """Refuse a civil servant's number that isn't 18 digits."""
    if not re.fullmatch(r"[0-9]{18}", nip):
        raise ValidationError(_("Tulis NIP sebagai 18 angka tanpa spasi."))


def validate_emblem(file: File) -> None:
    """Refuse an emblem that isn't a PNG or JPEG picture of at most 512 KB and 2000 pixels a side."""
    if file.size > EMBLEM_BYTES:
        raise ValidationError(_("Berkas lambang lebih besar dari 512 KB. Perkecil gambarnya, lalu unggah lagi."))
    file.seek(0)
    try:
        with Image.open(file, formats=("PNG", "JPEG")) as picture:
            sides = picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise ValidationError(_("Lambang harus berupa gambar PNG atau JPEG. Pilih berkas lain.")) from None
    file.seek(0)
    if max(sides) > EMBLEM_PIXELS:
        raise ValidationError(_("Lambang lebih dari 2000 piksel. Perkecil gambarnya, lalu unggah lagi."))
