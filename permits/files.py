"""What may be uploaded: files are judged by their content, never by their name or what the browser says.

Accepted are PDF, JPEG and PNG. The bytes are kept as they were sent, because officers compare them
with the originals; what could do harm or can't be read is refused with a message that says what to do.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pikepdf.settings import set_qpdf_limits
from PIL import Image, ImageFile

MAX_BYTES = 10 * 1024 * 1024
# A decoded pixel takes four bytes: 40 million are what a web process can spare, and what phones take pictures with.
MAX_PIXELS = 40_000_000
MAX_PAGES = 100
MAX_PDF_OBJECTS = 100_000
# What one stream of a PDF's structure may unpack to, bytes: five megabytes of zeros would become five gigabytes.
MAX_UNPACKED = 4 * 1024 * 1024
# Every number or name in a PDF takes some 150 bytes once it is read, however few it takes in the file.
MAX_PDF_VALUES = 500_000
# Each scan of a JPEG passes over the whole picture again, though it takes 60 bytes in the file; cameras make ten.
# Counted wherever the two bytes stand: the film a phone appends to a picture holds them by chance, once in 65,536.
MAX_SCANS = 250
START_OF_SCAN = b"\xff\xda"
LONGEST_STEM = 80

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
MAGIC = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
EXTENSIONS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA"})
ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/RichMediaExecute"}
)

# For the whole process, as qpdf has it: nothing else in the portal reads PDFs.
set_qpdf_limits(
    flate_max_memory=MAX_UNPACKED,
    run_length_max_memory=MAX_UNPACKED,
    png_max_memory=MAX_UNPACKED,
    tiff_max_memory=MAX_UNPACKED,
)


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed every check. ``name`` is safe to show and to send; ``content`` is as sent."""

    content: bytes
    content_type: str
    name: str
    sha256: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)


def check(content: bytes, name: str) -> CheckedFile:
    """Judge an uploaded file; raises ValidationError whose code says which check failed and message what to do."""
    check_size(len(content))
    content_type = _content_type(content)
    if content_type == PDF:
        _check_pdf(content)
    else:
        _check_image(content, content_type)
    return CheckedFile(content, content_type, clean_name(name, content_type), hashlib.sha256(content).hexdigest())


def check_size(size: int) -> None:
    """Refuse an empty file and one over MAX_BYTES (``size`` in bytes)."""
    if size <= 0:
        raise ValidationError(_("Berkas ini kosong. Pilih berkas lain, atau foto ulang."), code="empty")
    if size > MAX_BYTES:
        raise ValidationError(
            _("Berkas ini lebih dari 10 MB. Perkecil, atau foto dengan resolusi lebih rendah, lalu unggah lagi."),
            code="size",
        )


def clean_name(name: str, content_type: str) -> str:
    """A short file name without path, control or direction characters, ending as its content demands."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = base.rpartition(".")[0] or base
    letters = "".join(char if char.isalnum() or char in " -_()." else " " for char in stem)
    stem = " ".join(letters.split())[:LONGEST_STEM].strip(" .")
    return f"{stem or 'berkas'}{EXTENSIONS[content_type]}"


def _content_type(content: bytes) -> str:
    for magic, content_type in MAGIC.items():
        if content.startswith(magic):
            return content_type
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise ValidationError(
            _("Foto ini berformat HEIC. Ubah pengaturan kamera ke JPEG, atau kirim tangkapan layarnya."), code="type"
        )
    raise ValidationError(_("Berkas ini bukan PDF, JPEG, atau PNG. Foto atau pindai dokumennya."), code="type")


# Pictures -----------------------------------------------------------------------------


def _check_image(content: bytes, content_type: str) -> None:
    """Decode the whole picture, so that one cut short is found here and not by the officer."""
    kind = content_type.partition("/")[2].upper()
    if has_too_many_scans(content):
        raise _too_many_pixels()
    # WeasyPrint turns this on for the whole process when it is imported.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise _too_many_pixels()
            # A JPEG is read to its end at an eighth of its size: the same check in a sixtieth of the memory.
            image.draft(None, (max(1, width // 8), max(1, height // 8)))
            image.load()
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise ValidationError(
            _("Gambar ini rusak atau terpotong. Foto ulang dokumennya, lalu unggah lagi."), code="broken"
        ) from error


def has_too_many_scans(content: bytes) -> bool:
    """Whether a picture is a JPEG made to keep its reader busy for minutes."""
    return content.startswith(b"\xff\xd8") and content.count(START_OF_SCAN) > MAX_SCANS


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("Gambar ini terlalu besar: paling banyak 40 megapiksel. Foto dengan resolusi lebih rendah."), code="pixels"
    )


# PDF ----------------------------------------------------------------------------------


def _check_pdf(content: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted:
                raise _locked()
            _check_pages(document)
            _check_parts(document)
    except pikepdf.PasswordError as error:
        raise _locked() from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise _broken() from error


def _broken() -> ValidationError:
    return ValidationError(
        _("PDF ini rusak dan tidak dapat dibuka. Simpan atau pindai ulang, lalu unggah lagi."), code="broken"
    )


def _locked() -> ValidationError:
    return ValidationError(_("PDF ini dikunci. Simpan ulang tanpa kata sandi, lalu unggah lagi."), code="encrypted")


def _check_pages(document: pikepdf.Pdf) -> None:
    pages = len(document.pages)
    if pages == 0:
        raise ValidationError(_("PDF ini tidak berisi halaman. Pindai ulang, lalu unggah lagi."), code="broken")
    if pages > MAX_PAGES:
        raise ValidationError(
            _("PDF ini lebih dari 100 halaman. Unggah bagian yang diminta saja."),
            code="pages",
        )
    if len(document.objects) > MAX_PDF_OBJECTS:
        raise _too_intricate()


def _too_intricate() -> ValidationError:
    return ValidationError(_("PDF ini terlalu rumit. Pindai ulang, lalu unggah lagi."), code="pages")


def _check_parts(document: pikepdf.Pdf) -> None:
    """Look at every part of the PDF: none may act, and none may be unreadable, where one that acts could hide."""
    if _opens_something(document) or any(_is_active_part(part) for part in _dictionaries(document)):
        raise ValidationError(
            _("PDF ini berisi skrip, formulir aktif, atau lampiran. Cetak ke PDF baru, lalu unggah lagi."),
            code="active",
        )
    if document.get_warnings() and any(part is None for part in document.objects):
        raise _broken()


def _opens_something(document: pikepdf.Pdf) -> bool:
    """Whether opening the PDF does more than show a certain page."""
    opening = document.Root.get("/OpenAction")
    return isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo"


def _is_active_part(part: Any) -> bool:
    keys = set(part.keys())
    if keys & ACTIVE_KEYS:
        return True
    return "/S" in keys and str(part.get("/S")) in ACTIVE_ACTIONS


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the document, those written inside others too; raises ValidationError when it has no end."""
    values = 0
    for top in document.objects:
        inside: list[Any] = [top]
        while inside:
            part = inside.pop()
            children: list[Any] = []
            if isinstance(part, pikepdf.Array):
                children = list(part)
            elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
                yield part
                children = [part.get(key) for key in part.keys()]  # noqa: SIM118, not a dict
            values += len(children)
            if values > MAX_PDF_VALUES:
                raise _too_intricate()
            inside.extend(child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect)
