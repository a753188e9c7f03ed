"""The numbers people and businesses are known by in Indonesia, and how names and money are written.

Every ``normalise_...`` takes what a person typed, spaces, dots and dashes included, and returns the one form that is
stored. What can't be that number raises ValidationError with a message that says what to do; the message never repeats
what was typed, since that may be somebody's number.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_BETWEEN_DIGITS = re.compile(r"[\s.\-]+")
_WOMEN_ADD = 40
_MOBILE = re.compile(r"(?:\+?62|0)(8[0-9]{8,11})")
_TELEPHONE = re.compile(r"(?:\+?62|0)(8[0-9]{8,11}|[2-79][0-9]{6,10})")


def normalise_nik(text: str) -> str:
    """Return the 16 digits of a NIK: region of first registration, birth date (women: day + 40), serial from 0001.

    The region says where the number was given out, never where its holder lives.
    """
    nik = _without_separators(text)
    if not re.fullmatch(r"[0-9]{16}", nik):
        raise ValidationError(_("NIK terdiri atas 16 angka. Tulis seperti pada KTP Anda."), code="invalid")
    if not (_is_region(nik[:6]) and _is_birth_date(nik[6:12]) and nik[12:] != "0000"):
        raise ValidationError(
            _("NIK ini tidak mungkin ada. Periksa kembali setiap angka pada KTP Anda."), code="invalid"
        )
    return nik


def normalise_npwp(text: str) -> str:
    """Return the 16 digits of an NPWP; the old 15 digits get a leading 0."""
    npwp = _without_separators(text)
    if re.fullmatch(r"[0-9]{15}", npwp):
        npwp = f"0{npwp}"
    if not re.fullmatch(r"[0-9]{16}", npwp) or not npwp.strip("0"):
        raise ValidationError(
            _("NPWP terdiri atas 16 angka, atau 15 angka untuk NPWP lama. Tulis seperti pada kartu NPWP Anda."),
            code="invalid",
        )
    return npwp


def normalise_nib(text: str) -> str:
    """Return the 13 digits of a business identification number (NIB)."""
    nib = _without_separators(text)
    if not re.fullmatch(r"[0-9]{13}", nib):
        raise ValidationError(_("NIB terdiri atas 13 angka. Tulis seperti pada dokumen dari OSS."), code="invalid")
    return nib


def normalise_kbli(text: str) -> str:
    """Return the 5 digits of a business classification code (KBLI); its edition is stored beside it."""
    kbli = _without_separators(text)
    if not re.fullmatch(r"[0-9]{5}", kbli) or kbli.startswith("00"):
        raise ValidationError(
            _("Kode KBLI terdiri atas 5 angka, misalnya 47111. Lihat kodenya di OSS."), code="invalid"
        )
    return kbli


def normalise_phone(text: str) -> str:
    """Return an Indonesian mobile number in E.164 form (+628...), from 08..., 628... or +628..."""
    mobile = _MOBILE.fullmatch(re.sub(r"[()]", "", _without_separators(text)))
    if mobile is None:
        raise ValidationError(_("Tulis nomor ponsel Indonesia, misalnya 0812 3456 7890."), code="invalid")
    return f"+62{mobile[1]}"


def normalise_telephone(text: str) -> str:
    """Return an Indonesian number, mobile or fixed with its area code, in E.164 form (+62...)."""
    telephone = _TELEPHONE.fullmatch(re.sub(r"[()]", "", _without_separators(text)))
    if telephone is None:
        raise ValidationError(
            _("Tulis nomor Indonesia yang lengkap, misalnya 0812 3456 7890 atau (0717) 123456."), code="invalid"
        )
    return f"+62{telephone[1]}"


def mask_name(name: str) -> str:
    """Return ``name`` with only the first letter of each word, so that "Budi Santoso" becomes "B*** S******"."""
    return " ".join(_masked_word(word) for word in name.split())


def rupiah(amount: int | Decimal) -> str:
    """Return an amount of rupiah as people write it: "Rp150.000"; parts of a rupiah are rounded, halves up."""
    whole = int(Decimal(amount).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    sign = "-" if whole < 0 else ""
    return f"{sign}Rp{abs(whole):,}".replace(",", ".")


def _without_separators(text: str) -> str:
    return _BETWEEN_DIGITS.sub("", text)


def _is_region(code: str) -> bool:
    """Tell whether ``code`` (PPKKCC) can be a district: regencies are numbered 01-69, cities 71-99."""
    province, regency, district = code[:2], code[2:4], code[4:]
    return province >= "11" and regency not in ("00", "70") and district != "00"


def _is_birth_date(code: str) -> bool:
    """Tell whether ``code`` (DDMMYY) is a date in this century or the last."""
    day, month, year = int(code[:2]), int(code[2:4]), int(code[4:])
    if day > _WOMEN_ADD:
        day -= _WOMEN_ADD
    return any(_exists(century + year, month, day) for century in (1900, 2000))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _masked_word(word: str) -> str:
    return word[0] + "*" * (len(word) - 1) if len(word) > 1 else "*"
