"""``python -m bench``: prepares the databases, measures everything in turn, prints the table. Run by ``make bench``.

What is compared is measured in the same round, one after the other, so that a machine
that is busier for a while weighs on both alike: the ratios count, not the rates.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from bench import hub
from bench.databases import Database
from bench.load import PROCESSES, Page, rate
from bench.servers import served
from bench.table import Figure, ratios, text_of

ROUNDS = 7
SECONDS = 3.0
WARM_UP_SECONDS = 2.0
MOVE_ROUNDS = 7
COLD_STARTS = 5
OPENED_AGAIN = 20
PDFS = 60

LARGE = int(os.environ.get("BENCH_APPLICATIONS") or 100_000)
SMALL = max(LARGE // 100, 1_000)
LIVE_SHARE = 0.05

large = Database(LARGE, round(LARGE * LIVE_SHARE))
# The same share live: its queue is shorter than a page. As many live as fill a page: the same page at both sizes.
small = Database(SMALL, round(SMALL * LIVE_SHARE))
small_and_busy = Database(SMALL, SMALL // 2)

PORTAL = "sipelaku.wsgi:application"
BARE = "bench.bare.wsgi:application"


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def measure_pages(described: dict[Database, dict[str, Any]]) -> dict[str, list[float]]:
    """Answers per second of each page, one figure a round."""
    rates: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        bare = stack.enter_context(served(BARE, large.environment | {"DJANGO_SETTINGS_MODULE": "bench.bare.settings"}))
        ports = {database: stack.enter_context(served(PORTAL, database.environment)) for database in described}
        tokens = described[large]["tokens"]
        pages = {
            "bare": Page(bare, tuple(f"/bare/{token}/" for token in tokens)),
            "status": Page(ports[large], tuple(f"/t/{token}/" for token in tokens)),
            "status again": Page(ports[large], tuple(f"/t/{token}/" for token in tokens[:OPENED_AGAIN])),
            **{
                f"queue {database.name}": Page(ports[database], (page["queue"],), page["cookie"])
                for database, page in described.items()
            },
        }
        pool = stack.enter_context(ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")))
        for page in pages.values():
            rate(pool, page, WARM_UP_SECONDS)
        for _ in range(ROUNDS):
            for name, page in pages.items():
                rates[name].append(rate(pool, page, SECONDS))
    return rates


def page_figures(rates: dict[str, list[float]], described: dict[Database, dict[str, Any]]) -> list[Figure]:
    def queue(database: Database, **comparison: Any) -> Figure:
        waiting = described[database]["waiting"]
        name = f"queue at {database.count:,}, {waiting:,} waiting"
        return Figure(name, "/s", rates[f"queue {database.name}"], **comparison)

    bare, short, full = rates["bare"], rates[f"queue {small.name}"], rates[f"queue {small_and_busy.name}"]
    at_large = rates[f"queue {large.name}"]
    again = f"status page, the same {OPENED_AGAIN} again"
    return [
        Figure("bare view, one indexed query", "/s", bare),
        Figure("status page, each another", "/s", rates["status"], ratios(rates["status"], bare), "bare", at_least=0.5),
        Figure(again, "/s", rates["status again"], ratios(rates["status again"], bare), "bare", at_least=0.5),
        queue(small),
        queue(small_and_busy),
        queue(large, ratios=ratios(full, at_large), compared_with="slower than a full page", at_most=1.2),
        queue(large, ratios=ratios(short, at_large), compared_with="slower than a short page"),
    ]


def move_figures(rates: dict[str, list[float]]) -> list[Figure]:
    figures = []
    for processes in (1, 4):
        bare, filed = rates[f"bare {processes}"], rates[f"file {processes}"]
        word = "process" if processes == 1 else "processes"
        figures += [
            Figure(f"bare transaction of 11 rows, {processes} {word}", "/s", bare),
            Figure(f"filing, {processes} {word}", "/s", filed, ratios(filed, bare), "bare", at_least=0.25),
        ]
    stage = rates["stage 1"]
    return [*figures, Figure("one stage (checking), 1 process", "/s", stage, ratios(stage, rates["bare 1"]), "bare")]


def paper_figures() -> list[Figure]:
    cold = [json.loads(large.run("-m", "bench.papers", "0"))["cold"][0] * 1000 for _ in range(COLD_STARTS)]
    drawn = json.loads(large.run("-m", "bench.papers", str(PDFS)))
    times = {name: [1000 * value for value in values] for name, values in drawn.items()}
    permit, barest = times["permit"], times["barest"]
    return [
        Figure("permit's PDF, first of a new process", "ms", cold),
        Figure("A4 page all but empty, with a QR code, warm", "ms", times["empty"]),
        Figure("barest A4 page of as many words, warm", "ms", barest),
        Figure("permit's PDF, warm", "ms", permit, ratios(permit, barest), "barest", at_most=1.3),
    ]


def main() -> None:
    databases = (large, small_and_busy, small)
    for database in databases:
        say(f"Preparing {database.count:,} applications, {database.live:,} of them live, in {database.name}")
        database.prepare()
    say("Counting queries")
    described = {database: json.loads(database.run("-m", "bench.pages")) for database in databases}
    say(f"Measuring pages: {ROUNDS} rounds of {SECONDS:g} s each")
    figures = page_figures(measure_pages(described), described)
    say(f"Measuring moves: {MOVE_ROUNDS} rounds")
    figures += move_figures(json.loads(large.run("-m", "bench.moves", str(MOVE_ROUNDS))))
    say("Measuring the hub's page and its counting")
    figures += hub.figures()
    say("Measuring papers")
    figures += paper_figures()
    for name, count in described[large]["queries"].items():
        figures.append(Figure(f"queries: {name}", "", [count], at_most=10))
    say(f"Figures of {datetime.now():%Y-%m-%d %H:%M}, {os.cpu_count()} processors")
    print(text_of(figures))


if __name__ == "__main__":
    main()
