"""The ways a message reaches a person, all with one interface: ``address_of`` and ``send``.

A channel raises OSError (Django's and smtplib's errors among them) or ValueError when
it could not hand the message over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage

from sipelaku.office.services import current_office


@dataclass(frozen=True)
class Message:
    """What is told. ``short`` fits a text message; ``reference`` is the same whenever the same thing is told again."""

    subject: str
    text: str
    short: str
    reference: str


class Reachable(Protocol):
    """Whoever can be told something: "" where there is no address or number (international form)."""

    @property
    def email(self) -> str: ...

    @property
    def phone(self) -> str: ...


@dataclass(frozen=True)
class Recipient:
    """An address and a number that stand on no row of their own."""

    email: str = ""
    phone: str = ""


class Channel(Protocol):
    def address_of(self, person: Reachable) -> str:
        """Return where the person is reached by this channel, "" for nowhere."""

    def send(self, recipient: str, message: Message) -> None:
        """Hand ``message`` over for ``recipient``."""


class EmailChannel:
    """E-mail through Django, as plain text: light on a slow connection, and nothing in it to click but the address."""

    def address_of(self, person: Reachable) -> str:
        return person.email

    def send(self, recipient: str, message: Message) -> None:
        """Send the whole text; a message sent twice carries the same Message-ID, so that mail programs show one."""
        office_address = current_office().email
        EmailMessage(
            message.subject,
            message.text,
            to=[recipient],
            reply_to=[office_address] if office_address else None,
            headers={
                "Message-ID": f"<{message.reference}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
            },
        ).send()


class FileChannel:
    """Writes the short text to the storage, in the place of a provider of text messages."""

    def __init__(self, name: str) -> None:
        self._name = name

    def address_of(self, person: Reachable) -> str:
        return person.phone

    def send(self, recipient: str, message: Message) -> None:
        """Write ``outbox/<channel>/<reference>.txt``: the number on the first line, the short text under it."""
        content = ContentFile(f"{recipient}\n{message.short}\n".encode())
        default_storage.save(f"outbox/{self._name}/{message.reference}.txt", content)


CHANNELS: dict[str, Channel] = {
    "email": EmailChannel(),
    "sms": FileChannel("sms"),
    "whatsapp": FileChannel("whatsapp"),
}


def channels_to(person: Reachable) -> list[str]:
    """The channels of NOTICE_CHANNELS by which ``person`` is reached."""
    return [name for name in settings.NOTICE_CHANNELS if CHANNELS[name].address_of(person)]
