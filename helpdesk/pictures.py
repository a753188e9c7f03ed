"""Pictures of the front desk: the emblem in the size of a screen, and the card that social media show of the page."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageColor, ImageDraw, ImageFont, ImageOps

from sipelaku.office.models import Office

EMBLEM_SIDE = 144  # pixels: twice what the page shows, for phones' dense screens
CARD_SIZE = (1200, 630)
MARGIN, GAP = 80, 28
SHEET, SHEET_MARGIN, TOP_OF_SHEET = 160, 12, 60  # the emblem's
TOP_OF_NAME = 248
SMALL, MIDDLE = 34, 40  # letters, pixels
NAME = ((72, 2), (56, 3))  # the office's: letters, and lines of them there is room for
PAPER, INK_ON_ACCENT, QUIET_ON_ACCENT = "#f6f5f1", "#ffffff", "#e6f0f0"
LINE = 1.2


def small_emblem(picture: File) -> tuple[bytes, str]:
    """The emblem for a screen with its content type; one that is small already stays as it is."""
    with picture.open("rb") as file:
        content = file.read()
    with Image.open(io.BytesIO(content)) as image:
        if max(image.size) <= EMBLEM_SIDE:
            return content, Image.MIME[image.format or "PNG"]
        smaller = ImageOps.contain(image.convert("RGBA"), (EMBLEM_SIDE, EMBLEM_SIDE), Image.Resampling.LANCZOS)
    return _encoded(smaller, "WEBP", quality=85, method=6), "image/webp"


def card(office: Office) -> bytes:
    """A PNG of 1200 x 630: the emblem where the office uploaded one, its name, what the page is for, its address."""
    image = Image.new("RGB", CARD_SIZE, ImageColor.getrgb(office.accent))
    draw = ImageDraw.Draw(image)
    left, middle = MARGIN, TOP_OF_SHEET + SHEET // 2
    if office.emblem:
        left += _place_emblem(image, office.emblem) + GAP
    draw.text((left, middle), office.government, QUIET_ON_ACCENT, _font(SMALL), anchor="lm")
    size, lines = next(((size, most) for size, most in NAME if _fits(draw, office.name, size, most)), NAME[-1])
    top = _write(draw, TOP_OF_NAME, office.name, size, INK_ON_ACCENT, lines=lines) + GAP
    _write(draw, top, _("Panduan, syarat, dan formulir izin yang sudah diverifikasi."), MIDDLE, INK_ON_ACCENT, lines=1)
    address = urlsplit(settings.SITE_URL).netloc
    draw.rectangle((0, CARD_SIZE[1] - 90, *CARD_SIZE), fill=PAPER)
    draw.text((MARGIN, CARD_SIZE[1] - 45), address, office.accent, _font(MIDDLE), anchor="lm")
    return _encoded(image.quantize(64), "PNG", optimize=True)


def _place_emblem(image: Image.Image, picture: File) -> int:
    """Put the emblem on a sheet in the upper left; return the sheet's width."""
    with picture.open("rb") as file, Image.open(file) as read:
        emblem = ImageOps.contain(read.convert("RGBA"), (SHEET - 2 * SHEET_MARGIN, SHEET - 2 * SHEET_MARGIN))
    sheet = Image.new("RGBA", (SHEET, SHEET), PAPER)
    sheet.alpha_composite(emblem, ((SHEET - emblem.width) // 2, (SHEET - emblem.height) // 2))
    image.paste(sheet, (MARGIN, TOP_OF_SHEET))
    return SHEET


def _write(draw: ImageDraw.ImageDraw, top: float, text: str, size: int, colour: str, *, lines: int) -> float:
    """Write ``text`` in at most so many lines, "…" for what is left over; return where the next may begin."""
    font = _font(size)
    written = _lines(draw, text, font)
    if len(written) > lines:
        written = [*written[: lines - 1], f"{written[lines - 1]} …"]
    for line in written:
        draw.text((MARGIN, top), line, colour, font)
        top += size * LINE
    return top


def _fits(draw: ImageDraw.ImageDraw, text: str, size: int, lines: int) -> bool:
    return len(_lines(draw, text, _font(size))) <= lines


def _lines(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """The words of ``text`` in lines that fit the card."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, font) <= CARD_SIZE[0] - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # what Pillow has with FreeType, as its wheels do
    return font


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    into = io.BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()
