"""Reads papers the way a person holding them would: renders PDF pages, decodes QR codes, extracts the text."""

from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image

POINTS_PER_INCH = 72
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def render_pdf(content: bytes, *, dpi: int = 200) -> list[Image.Image]:
    """Return one RGB image per page of the PDF `content`.

    Raises `pypdfium2.PdfiumError` when it is no PDF.
    """
    with pypdfium2.PdfDocument(content) as document:
        return [page.render(scale=dpi / POINTS_PER_INCH).to_pil().convert("RGB") for page in document]


def pdf_text(content: bytes) -> str:
    """Return the text of all pages of the PDF `content`, pages parted by form feeds."""
    with pypdfium2.PdfDocument(content) as document:
        return "\f".join(page.get_textpage().get_text_range() for page in document)


def page_sizes(content: bytes) -> list[tuple[int, int]]:
    """Return width and height of every page of the PDF `content` in whole millimetres."""
    with pypdfium2.PdfDocument(content) as document:
        return [tuple(round(side / POINTS_PER_INCH * 25.4) for side in page.get_size()) for page in document]


def read_qr(content: bytes) -> list[str]:
    """Return what the QR codes in `content` (a PDF or an image file) say, in the order they are found."""
    images = render_pdf(content) if content.startswith(b"%PDF-") else [Image.open(BytesIO(content)).convert("RGB")]
    found = (
        code
        for image in images
        for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    )
    return [code.text for code in found]
