"""Bars of a small chart, ready for a template: whole numbers only, because a decimal comma breaks a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SLOT, BAR, HALF, TALLEST, FLOOR = 28, 20, 10, 72, 88  # units of the drawing; FLOOR is how far down the bars stand


@dataclass(frozen=True)
class Bar:
    """One bar: its place in the drawing and what it says."""

    label: str
    value: int
    x: int
    height: int
    width: int = BAR

    @property
    def y(self) -> int:
        return FLOOR - self.height

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


def bars(values: Sequence[int], labels: Sequence[str]) -> list[Bar]:
    """A bar for each value, none below zero, the largest as tall as the drawing allows; what is not zero is seen."""
    most = max([*values, 1])
    return [
        Bar(
            label=label,
            value=value,
            x=place * SLOT + (SLOT - BAR) // 2,
            height=max(value * TALLEST // most, 1 if value else 0),
        )
        for place, (value, label) in enumerate(zip(values, labels, strict=True))
    ]


@dataclass(frozen=True)
class Pair:
    """Two bars side by side under one label."""

    first: Bar
    second: Bar

    @property
    def label(self) -> str:
        return self.first.label

    @property
    def middle(self) -> int:
        return self.second.x


def pairs(first: Sequence[int], second: Sequence[int], labels: Sequence[str]) -> list[Pair]:
    """Two series of the same length on one scale, a pair of bars for each label; values none below zero."""
    most = max([*first, *second, 1])
    left = SLOT // 2 - HALF
    return [
        Pair(
            *(
                Bar(label, value, place * SLOT + x, max(value * TALLEST // most, 1 if value else 0), HALF)
                for value, x in ((one, left), (other, left + HALF))
            )
        )
        for place, (one, other, label) in enumerate(zip(first, second, labels, strict=True))
    ]


def width_of(slots: int) -> int:
    """How wide the drawing of so many bars or pairs is."""
    return SLOT * max(slots, 1)


STRIP, THICK, LONGEST = 34, 12, 320  # a lying bar under its name; LONGEST leaves room for the number behind it


@dataclass(frozen=True)
class Strip:
    """One lying bar: the name stands at ``y``, the bar under it."""

    label: str
    value: int
    y: int
    length: int

    thickness = THICK

    @property
    def bar_y(self) -> int:
        return self.y + 5


def strips(values: Sequence[int], labels: Sequence[str]) -> list[Strip]:
    """A lying bar for each value, none below zero, one under another: for names too long to stand under bars."""
    most = max([*values, 1])
    return [
        Strip(label, value, place * STRIP + 12, max(value * LONGEST // most, 1 if value else 0))
        for place, (value, label) in enumerate(zip(values, labels, strict=True))
    ]


def height_of(number: int) -> int:
    """How tall the drawing of so many strips is."""
    return STRIP * max(number, 1)
