"""Measures how long a permit's PDF takes: ``DATABASE_URL=... python -m bench.papers <how many>``.

In a new process the first paper is drawn cold; then permits and the barest A4 page
take turns. Prints seconds as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial

from permits.models import Paper, PaperKind
from permits.papers.pdf import OWN, pdf_of, qr_png
from permits.printing import draw

BAREST = f"""<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Halaman</title>
<style>@page {{ size: A4 }}</style></head>
<body><h1>Halaman</h1><p>Sehelai kertas A4 dengan kode QR.</p><img src="{OWN}qr.png" alt=""></body></html>"""
DIFFERENT = 20


def measure(count: int) -> dict[str, list[float]]:
    """Seconds a drawing took, by "cold", "permit" and "barest"."""
    papers = list(
        Paper.objects.filter(kind=PaperKind.PERMIT).select_related("application__permit_type", "application__standard")[
            :DIFFERENT
        ]
    )
    times: dict[str, list[float]] = {"cold": [_seconds(partial(draw, papers[0]))], "permit": [], "barest": []}
    if count:
        _barest()
    for number in range(count):
        paper = papers[number % len(papers)]
        times["permit"].append(_seconds(partial(draw, paper)))
        times["barest"].append(_seconds(_barest))
    return times


def _barest() -> bytes:
    return pdf_of(BAREST, {"qr.png": qr_png("http://127.0.0.1:8000/v/0123456789abcdefghijkl/")}, "barest")


def _seconds(work: Callable[[], bytes]) -> float:
    begin = time.monotonic()
    work()
    return time.monotonic() - begin


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
