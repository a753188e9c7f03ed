"""The table at the end: medians, spread, ratio to what each figure is compared with, and whether the aim is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

COLUMNS = ("What", "Median", "Spread", "Ratio", "Aim", "")


@dataclass(frozen=True)
class Figure:
    """One line. ``ratios`` compare each round with the same round of another figure; the limits are the aim."""

    name: str
    unit: str
    samples: Sequence[float]
    ratios: Sequence[float] = ()
    compared_with: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def judged(self) -> float:
        """What the aim speaks of: the median ratio, or without one the median itself."""
        return median(self.ratios or self.samples)

    @property
    def aim(self) -> str:
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return f"at most {self.at_most:g}" if self.at_most is not None else ""

    @property
    def verdict(self) -> str:
        if not self.aim:
            return ""
        met = self.judged >= self.at_least if self.at_least is not None else self.judged <= (self.at_most or 0)
        return "met" if met else "MISSED"

    def cells(self) -> tuple[str, ...]:
        ratio = f"{median(self.ratios):.2f} x {self.compared_with}" if self.ratios else ""
        spread = f"{_short(min(self.samples))} - {_short(max(self.samples))}" if len(self.samples) > 1 else ""
        return (self.name, f"{_short(median(self.samples))} {self.unit}", spread, ratio, self.aim, self.verdict)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def ratios(samples: Sequence[float], base: Sequence[float]) -> list[float]:
    """Each sample over the base's of the same round."""
    return [sample / other for sample, other in zip(samples, base, strict=True)]


def text_of(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table that reads well in a terminal too."""
    lines = [COLUMNS, *(figure.cells() for figure in figures)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    rows = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    return "\n".join([rows[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *rows[1:]])
