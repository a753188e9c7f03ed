"""Template filters for what Django doesn't write the Indonesian way by itself."""

from collections.abc import Collection
from decimal import Decimal

from django import template

from sipelaku import contacts, identifiers, words

register = template.Library()


@register.filter
def rupiah(amount: int | Decimal | None) -> str:
    """Write an amount of money as "Rp150.000"; nothing for no amount."""
    return "" if amount is None else identifiers.rupiah(amount)


@register.filter
def rupiah_in_words(amount: int) -> str:
    """Write an amount of money in words, as bills and receipts must."""
    return words.in_words(amount)


@register.filter
def shares(codes: Collection[str], wanted: str) -> bool:
    """Whether one of ``codes`` is among the words of ``wanted``; nobody signed in holds none."""
    return not set(wanted.split()).isdisjoint(codes)


@register.simple_tag
def whatsapp_url(number: str, about: str = "", path: str = "") -> str:
    """The link that opens WhatsApp with a first sentence; ``about`` and ``path`` as of ``contacts.whatsapp_link``."""
    return contacts.whatsapp_link(number, about, path)


@register.filter
def tel_url(number: str) -> str:
    """The link that calls a number."""
    return contacts.telephone_link(number)


@register.filter
def local_number(number: str) -> str:
    """Write a stored number as people dial it: "0812 3456 7890", "0717 123456"."""
    return contacts.local_number(number)
