"""QR codes as files to print with: SVG for what is laid out elsewhere, PNG sharp enough for a banner."""

from __future__ import annotations

from io import BytesIO
from math import ceil

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathFillImage

QUIET_ZONE = 4  # modules, as the standard demands
SMALLEST_SIDE = 1200  # pixels: 10 cm at 300 dots per inch
MODULE = 15  # tenths of a millimetre: about 5 cm as it comes


def svg(text: str) -> bytes:
    """The SVG of the code that says ``text``, on white, sizes in millimetres; a quarter of it may be smudged."""
    code = _code(text)
    code.box_size = MODULE
    content = BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(content)
    return content.getvalue()


def png(text: str) -> bytes:
    """The PNG of the code that says ``text``, at least SMALLEST_SIDE pixels wide; a quarter of it may be smudged."""
    code = _code(text)
    code.box_size = ceil(SMALLEST_SIDE / (code.modules_count + 2 * QUIET_ZONE))
    content = BytesIO()
    code.make_image().save(content, "PNG")
    return content.getvalue()


def _code(text: str) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    return code
