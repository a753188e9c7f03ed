"""The public holidays and the joint leave of Indonesia as the package ``holidays`` knows them; needs no database."""

from dataclasses import dataclass
from datetime import date

import holidays
from holidays.version import __version__ as version

FIRST_YEAR, LAST_YEAR = 1946, 2100  # what the package covers
PACKAGE = "paket holidays"
SOURCE = f"{PACKAGE} {version}"
NATIONAL, JOINT_LEAVE = "national", "joint_leave"
_ESTIMATED_MARK = " (perkiraan)"


@dataclass(frozen=True)
class PublishedHoliday:
    """One day off; ``estimated`` when the package only computed when the moon will be seen."""

    date: date
    name: str
    kind: str
    estimated: bool
    source: str = SOURCE


def published_holidays(year: int) -> list[PublishedHoliday]:
    """Return the days off of ``year`` in order, one a date; a day that is both counts as national.

    Joint leave is known only for years whose decree is out: later years have national holidays alone.
    """
    days = {day.date: day for day in _of_category(year, "government", JOINT_LEAVE)}
    days |= {day.date: day for day in _of_category(year, "public", NATIONAL)}
    return [days[day] for day in sorted(days)]


def _of_category(year: int, category: str, kind: str) -> list[PublishedHoliday]:
    calendar = holidays.country_holidays("ID", years=year, categories=(category,), language="id")
    found = []
    for day in calendar:
        names = calendar.get_list(day)
        found.append(
            PublishedHoliday(
                date=day,
                name="; ".join(name.removesuffix(_ESTIMATED_MARK) for name in names),
                kind=kind,
                estimated=all(name.endswith(_ESTIMATED_MARK) for name in names),
            )
        )
    return found
