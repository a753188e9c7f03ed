"""Pictures from the site as a paper shows them: small enough for a paper that is mailed and kept for years."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

# Longest side in pixels and JPEG quality, the best first. 900 pixels on half a page are print quality.
SCALES = ((900, 75), (720, 70), (560, 60), (440, 50), (320, 40))
SIGNATURE_SIZE = (480, 240)


def fitted(photos: Sequence[bytes], most: int) -> list[bytes]:
    """Return ``photos`` as JPEGs of together at most ``most`` bytes, all on the same scale.

    On the smallest scale they are returned whatever they take: twelve of those are well under a megabyte.
    """
    made: list[bytes] = []
    for side, quality in SCALES:
        made = [_shrunk(content, side, quality) for content in photos]
        if sum(map(len, made)) <= most:
            break
    return made


def _shrunk(content: bytes, side: int, quality: int) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (side, side))
        small = image.convert("RGB")
    small.thumbnail((side, side))
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def signature(content: bytes) -> bytes:
    """Return a drawn signature as a small grey PNG."""
    with Image.open(io.BytesIO(content)) as image:
        small = image.convert("L")
    small.thumbnail(SIGNATURE_SIZE)
    buffer = io.BytesIO()
    small.save(buffer, "PNG")
    return buffer.getvalue()
