"""Pictures from the site: photos and drawn signatures, drawn anew so that nothing but the picture is kept.

A phone writes into a photo where, when and with what it was taken. What is kept is a fresh JPEG or PNG of the
pixels alone: no EXIF, no GPS, no XMP, no comments, nothing appended behind the picture.
"""

from __future__ import annotations

import io
import struct

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

from permits import files

LONGEST_SIDE = 1600
QUALITY = 80
MAX_SIGNATURE_BYTES = 200 * 1024
SIGNATURE_SIZE = (1200, 600)
ORIENTATION = 0x0112
# What each value of the EXIF tag asks for, 1 (as it is) and unknown ones left out.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
WHITE = (255, 255, 255)
UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, KeyError, EOFError, struct.error)


def clean_photo(content: bytes, *, longest_side: int = LONGEST_SIDE) -> bytes:
    """A JPEG of at most ``longest_side`` pixels, upright and without metadata, from a JPEG or PNG of at most 10 MB.

    Raises ValidationError saying what to do.
    """
    files.check_size(len(content))
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise _wrong_kind(content)
    _check(content)
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            turn = _turn(image)
            image.draft("RGB", (longest_side, longest_side))
            image.thumbnail((longest_side, longest_side))
            fresh = _on_white(image)
    except UNREADABLE as error:
        raise _broken() from error
    return _written(fresh if turn is None else fresh.transpose(turn), "JPEG", quality=QUALITY, optimize=True)


def clean_signature(content: bytes) -> bytes:
    """A grey PNG of a drawn signature without metadata, from a PNG of at most 200 KB and 1200 x 600 pixels.

    Raises ValidationError saying what to do.
    """
    refused = ValidationError(_("Tanda tangan ini tidak dapat dibaca. Hapus, lalu bubuhkan lagi."), code="signature")
    if len(content) > MAX_SIGNATURE_BYTES:
        raise refused
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            if image.width > SIGNATURE_SIZE[0] or image.height > SIGNATURE_SIZE[1]:
                raise refused
            image.load()
            fresh = _on_white(image).convert("L")
    except (Image.DecompressionBombError, *UNREADABLE) as error:
        raise refused from error
    return _written(fresh, "PNG", optimize=True)


def _check(content: bytes) -> None:
    """What holds for every uploaded picture: not too large, not too slow to read, whole."""
    try:
        files.check(content, "")
    except ValidationError as error:
        raise _broken() if error.code == "broken" else error from error


def _broken() -> ValidationError:
    return ValidationError(_("Foto ini rusak atau terpotong. Ambil foto lagi."), code="broken")


def _wrong_kind(content: bytes) -> ValidationError:
    if content[4:8] == b"ftyp" and content[8:12] in files.HEIC_BRANDS:
        return ValidationError(
            _("Foto ini berformat HEIC. Ubah pengaturan kamera ke JPEG, lalu ambil foto lagi."), code="type"
        )
    return ValidationError(_("Berkas ini bukan foto JPEG atau PNG. Ambil foto lagi."), code="type")


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to set the picture upright; what can't be read of its EXIF is as if it were not there."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except UNREADABLE:
        return None


def _on_white(image: Image.Image) -> Image.Image:
    """A new picture of the same pixels: it takes over nothing that came with the old one."""
    if image.mode.startswith("I"):
        # Sixteen bits a pixel: converting alone would turn every grey into white.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    has_holes = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    fresh = Image.new("RGB", image.size, WHITE)
    if has_holes:
        clear = image.convert("RGBA")
        fresh.paste(clear, mask=clear.getchannel("A"))
    else:
        fresh.paste(image.convert("RGB"))
    return fresh


def _written(image: Image.Image, kind: str, **options: int | bool) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
