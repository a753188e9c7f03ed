"""Amounts of rupiah in Indonesian words, as bills and receipts must show them beside the digits.

The words are the Indonesian language itself, so they are not offered for translation.
"""

LARGEST = 10**15
_UP_TO_ELEVEN = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_SCALES = (
    (10**15, "kuadriliun"),
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (1000, "ribu"),
    (100, "ratus"),
)
_ONE_IS_SE = (1000, 100)


def in_words(amount: int) -> str:
    """Return whole rupiah in words: 150000 is "seratus lima puluh ribu rupiah".

    Raises ValueError for amounts below zero or above a quadrillion (10**15).
    """
    if not 0 <= amount <= LARGEST:
        raise ValueError(f"an amount in words lies between 0 and {LARGEST}")
    return f"{_words(amount)} rupiah"


def _words(number: int) -> str:
    for size, name in _SCALES:
        if number >= size:
            count, rest = divmod(number, size)
            begin = f"se{name}" if count == 1 and size in _ONE_IS_SE else f"{_words(count)} {name}"
            return _followed_by(begin, rest)
    if number >= 20:
        return _followed_by(f"{_words(number // 10)} puluh", number % 10)
    if number >= 12:
        return f"{_words(number - 10)} belas"
    return _UP_TO_ELEVEN[number]


def _followed_by(begin: str, rest: int) -> str:
    return f"{begin} {_words(rest)}" if rest else begin
