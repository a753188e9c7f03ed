"""Links that open WhatsApp or the telephone on a person's phone, with the first words already written.

What is written names a page or a service and its public address, never a person and never an address that is
somebody's secret: the words go through the servers of others.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

# Area codes of three digits with their 0; all others have four.
SHORT_AREA_CODES = ("021", "022", "024", "031", "061")


def whatsapp_link(number: str, about: str = "", path: str = "") -> str:
    """Return the link that opens a chat with ``number``, "" for none.

    ``about`` says what one asks about ("SIUP"), ``path`` is the public page it stands on ("/layanan/siup/").
    """
    digits = _international(number)
    return f"https://wa.me/{digits}?text={quote(greeting(about, path), safe='')}" if digits else ""


def telephone_link(number: str) -> str:
    """Return the link that calls ``number``, "" for none: an Indonesian number in its international form.

    Of several ("(0717) 123456, 123457") it is the first; a short one ("112") stays as it is.
    """
    digits = _international(number)
    return f"tel:{'+' if digits.startswith('62') else ''}{digits}" if digits else ""


def local_number(number: str) -> str:
    """Return a number as people dial it: "0812 3456 7890", "0717 123456"; one of another kind stays as it is."""
    if not number.startswith("+62"):
        return number
    dialled = f"0{number[3:]}"
    if dialled.startswith("08"):
        return " ".join(dialled[start : start + 4] for start in range(0, len(dialled), 4))
    area = 3 if dialled.startswith(SHORT_AREA_CODES) else 4
    return f"{dialled[:area]} {dialled[area:]}"


def greeting(about: str = "", path: str = "") -> str:
    """The first words of a message to the office."""
    if not about:
        return _("Halo, saya ingin bertanya tentang perizinan.")
    if not path:
        return _("Halo, saya ingin bertanya tentang %(about)s.") % {"about": about}
    page = settings.SITE_URL + path
    return _("Halo, saya ingin bertanya tentang %(about)s (%(page)s).") % {"about": about, "page": page}


def _international(number: str) -> str:
    """The digits of the first number in ``number``, with the country code where it begins with 0."""
    digits = re.sub(r"[^0-9]", "", re.split(r"[,;/]", number)[0])
    return f"62{digits[1:]}" if digits.startswith("0") else digits
