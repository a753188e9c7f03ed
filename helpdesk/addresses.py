"""Which addresses may stand on the hub, and which need the legal officer's word; pure text, nothing is opened."""

from __future__ import annotations

import re

OFFICIAL = "go.id"
# A host, perhaps a port, then a path: no name before the host, no backslash, which browsers read as a slash, so that
# everybody who reads the address reads the same site in it. ASCII: else "ſ" is an "s" whose case is ignored.
_PLAIN = re.compile(
    r"https?://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[0-9]{1,5})?(?:[/?#][^\s\\]*)?", re.ASCII | re.IGNORECASE
)


def host_of(address: str) -> str:
    """The host an address names, in small letters; "" for one that could be read in two ways."""
    found = _PLAIN.fullmatch(address) if address.isprintable() else None
    return found["host"].lower() if found else ""


def needs_legal_word(address: str) -> bool:
    """Whether an address lies outside ``.go.id``, so that the legal officer has to allow it by name.

    What could be read in two ways lies outside; no address at all (a document) does not.
    """
    host = host_of(address)
    return bool(address) and host != OFFICIAL and not host.endswith(f".{OFFICIAL}")
