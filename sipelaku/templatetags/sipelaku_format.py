"""Template filters for what Django doesn't write the Indonesian way by itself."""

import re
from collections.abc import Collection
from decimal import Decimal

from django import template
from django.utils.html import Urlizer
from django.utils.safestring import SafeString, mark_safe

from sipelaku import contacts, identifiers, words

register = template.Library()


class AddressLinker(Urlizer):
    """Makes links of encrypted addresses that are written out, and of e-mail addresses; of nothing that is guessed."""

    simple_url_re = re.compile(r"^https://\w", re.IGNORECASE)
    simple_url_2_re = re.compile(r"(?!)")


link_addresses = AddressLinker()


@register.filter(is_safe=True, needs_autoescape=True)
def addresses(text: str, autoescape: bool = True) -> SafeString:
    """Make the https addresses in ``text`` tappable; the rest is escaped."""
    return mark_safe(link_addresses(text, nofollow=True, autoescape=autoescape))


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
