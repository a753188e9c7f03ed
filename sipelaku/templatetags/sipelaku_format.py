"""Template filters for what Django doesn't write the Indonesian way by itself."""

from decimal import Decimal

from django import template

from sipelaku import identifiers, words

register = template.Library()


@register.filter
def rupiah(amount: int | Decimal | None) -> str:
    """Write an amount of money as "Rp150.000"; nothing for no amount."""
    return "" if amount is None else identifiers.rupiah(amount)


@register.filter
def rupiah_in_words(amount: int) -> str:
    """Write an amount of money in words, as bills and receipts must."""
    return words.in_words(amount)
