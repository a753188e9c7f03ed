"""Where the pieces of an unfinished upload lie: in the same storage as everything else, one key a piece.

Every piece but the last is exactly ``PIECE`` bytes long, so a piece's offset says which one it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from permits.models import Upload

PIECE = 256 * 1024


def length_at(upload: Upload, offset: int) -> int:
    """How many bytes the piece at ``offset`` has; 0 at the end."""
    return min(PIECE, upload.size - offset)


def write(upload: Upload, offset: int, content: bytes) -> None:
    """Store one piece, over what an attempt that failed may have left there."""
    key = _key(upload, offset)
    default_storage.delete(key)
    default_storage.save(key, ContentFile(content))


def whole(upload: Upload) -> bytes:
    """The pieces in order, put together. Raises FileNotFoundError when another request has finished the upload."""
    content = bytearray()
    for key in _keys(upload):
        with default_storage.open(key) as piece:
            content += piece.read()
    return bytes(content)


def discard(uploads: Iterable[Upload]) -> None:
    """Forget uploads with their pieces. Needs a transaction: the pieces go once it has committed."""
    for upload in uploads:
        keys = list(_keys(upload))
        Upload.objects.filter(pk=upload.pk).delete()
        transaction.on_commit(partial(_delete, keys))


def _delete(keys: list[str]) -> None:
    for key in keys:
        default_storage.delete(key)


def _keys(upload: Upload) -> Iterator[str]:
    return (_key(upload, offset) for offset in range(0, upload.received, PIECE))


def _key(upload: Upload, offset: int) -> str:
    return f"uploads/{upload.pk.hex}-{offset:09d}"
