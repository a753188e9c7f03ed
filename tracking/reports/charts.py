"""Bars of a small chart, ready for a template: whole numbers only, because a decimal comma breaks a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SLOT, BAR, TALLEST, FLOOR = 28, 20, 72, 88  # units of the drawing; FLOOR is how far down the bars stand


@dataclass(frozen=True)
class Bar:
    """One bar: its place in the drawing and what it says."""

    label: str
    value: int
    x: int
    height: int

    width = BAR

    @property
    def y(self) -> int:
        return FLOOR - self.height

    @property
    def middle(self) -> int:
        return self.x + BAR // 2


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
