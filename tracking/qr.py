"""Reads QR codes from photos, and tells our own codes from everybody else's."""

import io
import re
from collections.abc import Collection
from typing import IO, Any
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image, ImageOps

from permits.files import has_too_many_scans

LARGEST_PHOTO = 10 * 1024 * 1024  # bytes
LARGEST_PICTURE = 60_000_000  # pixels: the cameras of phones, and no bombs
LONGEST_SIDE = 2000  # pixels: more makes a code no easier to read
FORMATS = ("JPEG", "PNG", "WEBP")
OUR_PATH = re.compile(r"/[tv]/[A-Za-z0-9_-]{1,64}/")


class UnreadablePhoto(Exception):
    """The file is no picture, a broken one, or one made to take long."""


def codes_in(photo: IO[Any]) -> list[str]:
    """Return what the QR codes on a photo say; raises UnreadablePhoto."""
    content = photo.read()
    if has_too_many_scans(content):
        raise UnreadablePhoto
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise UnreadablePhoto
            # A JPEG is decoded at a fraction of its size: a fraction of the memory, too.
            picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            grey = ImageOps.grayscale(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadablePhoto from error
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in found]


def our_path(code: str, hosts: Collection[str]) -> str | None:
    """Return the path a code of ours leads to, None for a code of somebody else's.

    Ours are addresses at one of `hosts` that open a status or an authenticity page.
    """
    try:
        address = urlsplit(code.strip())
    except ValueError:
        return None
    is_ours = address.scheme.lower() in ("http", "https") and address.netloc.lower() in hosts
    return address.path if is_ours and OUR_PATH.fullmatch(address.path) else None
