"""How often one address may look things up, and how often one number may be looked up.

Numbers are counted at every look, since a number can be guessed. Of tokens, which can't, only the wrong ones
are counted (``sipelaku.limits``), so that a scan that succeeds writes nothing.
"""

from django.http import HttpRequest

from sipelaku import limits

WINDOW = 10 * 60  # seconds
LOOKUPS_PER_ADDRESS = 30
# More than one address has, lest one address lock a number for all others.
LOOKUPS_PER_NUMBER = 60
PHOTOS_PER_ADDRESS = 20


def may_look_up(request: HttpRequest, number: str) -> bool:
    """Count one lookup of `number`; refused ones don't count against the number, lest one address lock it."""
    address = limits.client_address(request)
    return limits.allow("lookup-by-address", address, amount=LOOKUPS_PER_ADDRESS, seconds=WINDOW) and limits.allow(
        "lookup-of-number", number, amount=LOOKUPS_PER_NUMBER, seconds=WINDOW
    )


def may_send_photo(request: HttpRequest) -> bool:
    """Count one photo sent for decoding."""
    return limits.allow("photo", limits.client_address(request), amount=PHOTOS_PER_ADDRESS, seconds=WINDOW)
