"""The arithmetic of the survey of public satisfaction (SKM, Permenpan RB 14/2017), in exact numbers.

Pure: what it needs is handed in. Elements are known by their names, never by a number, because sources number the
last two both ways. Nothing is rounded before the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

LOWEST, HIGHEST = 1, 4  # of one answer
ELEMENTS = 9
WEIGHT = Fraction(1, ELEMENTS)
BASE = 25  # turns the scale of 1 to 4 into that of 25 to 100
LOWEST_INDEX, HIGHEST_INDEX = Decimal("25.00"), Decimal("100.00")
A_HUNDREDTH = Decimal("0.01")
# Best first.
MEANINGS = {"A": "Sangat baik", "B": "Baik", "C": "Kurang baik", "D": "Tidak baik"}

# Sample of a known population: chi square of one degree of freedom at 95 %, an even share, an error of 5 %.
CHI_SQUARE = Fraction(3841, 1000)
EVEN_SHARE = Fraction(1, 4)  # P times Q, both a half
SQUARED_ERROR = Fraction(25, 10_000)


class Grade(NamedTuple):
    """A grade of service: its letter, what it means, and from where to where it goes in both scales."""

    letter: str
    meaning: str
    index_from: Decimal
    index_to: Decimal
    value_from: Decimal
    value_to: Decimal


@dataclass(frozen=True)
class Scale:
    """From which index (two decimals) the grades A, B and C begin, and the regulation that says so; D has the rest."""

    regulation: str
    a_from: Decimal
    b_from: Decimal
    c_from: Decimal

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades, the best first, each up to a hundredth below the next; values are exact, for the table only."""
        begins = (self.a_from, self.b_from, self.c_from, LOWEST_INDEX)
        ends = (HIGHEST_INDEX, *(border - A_HUNDREDTH for border in begins[:-1]))
        return tuple(
            Grade(letter, meaning, first, last, first / BASE, last / BASE)
            for (letter, meaning), first, last in zip(MEANINGS.items(), begins, ends, strict=True)
        )

    def grade_of(self, index: Decimal) -> Grade:
        """The grade of an index of two decimals. Raises ValueError below 25 and above 100."""
        if not LOWEST_INDEX <= index <= HIGHEST_INDEX:
            raise ValueError(f"{index} is no index of satisfaction")
        return next(grade for grade in self.grades if index >= grade.index_from)


@dataclass(frozen=True)
class Element:
    """One element's average (NRR, 1 to 4) and its share in the whole."""

    name: str
    average: Fraction
    scale: Scale

    @property
    def weighted(self) -> Fraction:
        """The average times its weight of one ninth."""
        return self.average * WEIGHT

    @property
    def grade(self) -> Grade:
        """The grade the element would have by itself."""
        return self.scale.grade_of(index_of(self.average))


@dataclass(frozen=True)
class Satisfaction:
    """What a number of answers says: the index (IKM, 25 to 100), and each element in the order it was given."""

    respondents: int
    elements: tuple[Element, ...]
    scale: Scale

    @property
    def value(self) -> Fraction:
        """The sum of the weighted averages (NI, 1 to 4), exact."""
        return sum((element.weighted for element in self.elements), Fraction())

    @property
    def index(self) -> Decimal:
        """The index of satisfaction, rounded once, to two decimals."""
        return index_of(self.value)

    @property
    def grade(self) -> Grade:
        return self.scale.grade_of(self.index)

    def weakest(self, count: int) -> tuple[Element, ...]:
        """The ``count`` elements with the lowest averages, the lowest first; of equal ones the one given first."""
        return tuple(sorted(self.elements, key=lambda element: element.average)[:count])


def satisfaction(sums: Mapping[str, int], respondents: int, scale: Scale) -> Satisfaction | None:
    """What ``respondents`` answers say whose scores add up to ``sums``, by the element's name; None without answers.

    ``scale`` gives the grades. Raises ValueError when there are not nine elements, or a sum cannot come of scores
    from 1 to 4.
    """
    if len(sums) != ELEMENTS:
        raise ValueError(f"{len(sums)} elements, {ELEMENTS} expected")
    for name, total in sums.items():
        if not LOWEST * respondents <= total <= HIGHEST * respondents:
            raise ValueError(f"{respondents} answers about {name} cannot add up to {total}")
    if respondents == 0:
        return None
    elements = tuple(Element(name, Fraction(total, respondents), scale) for name, total in sums.items())
    return Satisfaction(respondents, elements, scale)


def index_of(value: Fraction) -> Decimal:
    """A value from 1 to 4 in the scale of 25 to 100, to two decimals."""
    return rounded(value * BASE, 2)


def sample_needed(population: int) -> int:
    """How many of ``population`` people have to be asked. Raises ValueError below zero."""
    if population < 0:
        raise ValueError(f"a population of {population}")
    spread = CHI_SQUARE * EVEN_SHARE
    return floor(spread * population / (SQUARED_ERROR * (population - 1) + spread) + Fraction(1, 2))


def rounded(number: Fraction, places: int) -> Decimal:
    """``number``, not below zero, to ``places`` decimals; a half goes up."""
    return Decimal(floor(number * 10**places + Fraction(1, 2))).scaleb(-places)
