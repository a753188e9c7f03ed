"""Measures how long a permit's PDF takes: ``DATABASE_URL=... python -m bench.papers <how many>``.

In a new process the first paper is drawn cold; then permits take turns with the barest
A4 page of as many words, and with one that is all but empty. Each has a QR code. Prints seconds as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial

from permits.models import Paper, PaperKind
from permits.papers.pdf import pdf_of, qr_png
from permits.printing import draw

# As many lines and letters as a permit has, in plain paragraphs.
LINES = 80
LINE = "Dua puluh dua huruf ya"
PLAIN = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Halaman</title>
<style>@page { size: A4 }</style></head><body>%s<img src="paper:qr.png" alt=""></body></html>"""
BAREST = PLAIN % (f"<p>{LINE}</p>" * LINES)
EMPTY = PLAIN % "<p>Halaman</p>"
DIFFERENT = 20


def measure(count: int) -> dict[str, list[float]]:
    """Seconds a drawing took, by "cold", "permit", "barest" and "empty"."""
    papers = list(
        Paper.objects.filter(kind=PaperKind.PERMIT).select_related("application__permit_type", "application__standard")[
            :DIFFERENT
        ]
    )
    times: dict[str, list[float]] = {
        "cold": [_seconds(partial(draw, papers[0]))],
        "permit": [],
        "barest": [],
        "empty": [],
    }
    for number in range(count):
        paper = papers[number % len(papers)]
        times["permit"].append(_seconds(partial(draw, paper)))
        times["barest"].append(_seconds(partial(_plain, BAREST)))
        times["empty"].append(_seconds(partial(_plain, EMPTY)))
    return times


def _plain(html: str) -> bytes:
    return pdf_of(html, {"qr.png": qr_png("http://127.0.0.1:8000/v/0123456789abcdefghijkl/")}, "plain")


def _seconds(work: Callable[[], bytes]) -> float:
    begin = time.monotonic()
    work()
    return time.monotonic() - begin


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
