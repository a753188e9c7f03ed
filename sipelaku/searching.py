"""Finds things by the words people type: misspelt, in everyday language, in any of a word's forms.

Pure: it is given texts and words, and knows neither database nor request. The everyday
language stands in ``sipelaku.vocabulary``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeVar

from sipelaku.vocabulary import MEANINGS, SPELLINGS, WEAK

T = TypeVar("T")

LONGEST = 100  # characters a search may have
SHORTEST_ROOT = 4
# Shorter words stand in the middle of too many others, and are too easily mistaken for others.
SHORTEST_INSIDE, SHORTEST_MISTYPED = 4, 5

PARTICLES = ("lah", "kah", "nya")
ENDINGS = ("kan", "an")
# What stands before a root, and the first letter it may have swallowed.
BEGINNINGS = (
    ("meny", "s"), ("peny", "s"), ("meng", "k"), ("peng", "k"), ("mem", "p"), ("pem", "p"), ("men", "t"), ("pen", "t"),
    ("ber", ""), ("ter", ""), ("per", ""), ("me", ""), ("pe", ""), ("di", ""), ("ke", ""),
)  # fmt: skip

TITLE, MORE = 10.0, 4.0
SAME, SAME_ROOT, BEGINS, INSIDE, MISTYPED = 1.0, 0.8, 0.7, 0.5, 0.4
MEANT, MEANT_IN_PASSING, ASKING_ONLY = 0.6, 0.3, 0.5
CLEAR = MORE * SAME_ROOT  # where not every word is found, one has to be found no worse than this
WORTHWHILE = 0.25  # of the best: what fits worse is left out


class Text(NamedTuple):
    """What something is found by: its title, and what else is said of it, which counts less."""

    title: str
    more: str = ""


class Word(NamedTuple):
    """A word in one spelling, with what is left of it without the usual beginnings and endings."""

    form: str
    roots: frozenset[str]


class Words(NamedTuple):
    """A text's words, without order."""

    forms: frozenset[str]
    roots: frozenset[str]


@dataclass(frozen=True)
class Wish:
    """A piece of a search: some words as they were typed, and what else they may mean."""

    typed: tuple[Word, ...]
    meant: tuple[tuple[Word, ...], ...] = ()

    @property
    def is_weak(self) -> bool:
        """Whether it says nothing of what is looked for."""
        return not self.meant and len(self.typed) == 1 and not self.typed[0].roots.isdisjoint(WEAK)

    @property
    def is_vague(self) -> bool:
        """Whether each of its words is weak by itself ("izin usaha"), so that they are no reason to stand first."""
        return all(not word.roots.isdisjoint(WEAK) for word in self.typed)

    @property
    def is_telling(self) -> bool:
        """Whether it is enough to be found by, when other words are not."""
        return bool(self.meant) or any(len(word.form) >= SHORTEST_INSIDE for word in self.typed)


class Fit(NamedTuple):
    """How well a text fits by the better of what was typed and what it may mean, and how well by both."""

    better: float
    both: float


class Found(NamedTuple):
    """An item with how many of the wishes it fulfils, how well, whether it yields, and how many words its title has."""

    item: Any
    fulfilled: int
    fit: Fit
    yields: bool
    length: int

    def rank(self) -> tuple[float, bool, float, int]:
        """Where it stands: the best first; of equal ones those that yield last, then what is both said and meant first,
        then the shortest."""
        return -self.fit.better, self.yields, -self.fit.both, self.length


def search(
    items: Iterable[T], text_of: Callable[[T], Text], typed: str, yields: Callable[[T], bool] = lambda item: False
) -> list[T]:
    """The items found by ``typed``, the best first; all of them, as they come, when it holds no word.

    Of what fits equally well, what ``yields`` stands behind the rest.
    Found are the items that have every word; when there are none, those that have most of them, at least half.
    """
    wishes = read(typed)
    if not wishes:
        return list(items)
    wanted = [wish for wish in wishes if not wish.is_weak] or wishes
    texts = [(item, text_of(item)) for item in items]
    found = [
        Found(item, *_score(wishes, wanted, text), yields(item), len(_read(text.title).forms)) for item, text in texts
    ]
    most = max((row.fulfilled for row in found), default=0)
    if not most or most * 2 < len(wanted):
        return []
    enough = [row for row in found if row.fulfilled == most]
    best = max(row.fit.better for row in enough)
    return [row.item for row in sorted(enough, key=Found.rank) if row.fit.better >= WORTHWHILE * best]


def read(typed: str) -> list[Wish]:
    """What a search asks for, in its order, each piece once; ``typed`` is cut at ``LONGEST``."""
    words = list(dict.fromkeys(_words(typed[:LONGEST])))
    wishes: list[Wish] = []
    while words:
        length, meant = _meaning_at_start(words)
        wishes.append(Wish(tuple(words[:length]), meant))
        words = words[length:]
    return wishes


def has_words(typed: str) -> bool:
    """Whether there is anything in ``typed`` to look for."""
    return bool(_words(typed[:LONGEST]))


def _score(wishes: Sequence[Wish], wanted: Sequence[Wish], text: Text) -> tuple[int, Fit]:
    """How many of the wanted a text fulfils, and how well it fits all that was typed."""
    title, more = _read(text.title), _read(text.more)
    fits = {wish: _fulfilled(wish, title, more) for wish in wishes}
    scores = {wish: fit.better for wish, fit in fits.items()}
    telling = any(scores[wish] >= CLEAR and wish.is_telling for wish in wanted)
    is_all = all(scores[wish] for wish in wanted)
    count = sum(scores[wish] > 0 for wish in wanted) if telling or is_all else 0
    better = sum(score if wish in wanted else score * ASKING_ONLY for wish, score in scores.items())
    return count, Fit(better, sum(fit.both for fit in fits.values()))


def _fulfilled(wish: Wish, title: Words, more: Words) -> Fit:
    as_typed = min(max(TITLE * _closeness(word, title), MORE * _closeness(word, more)) for word in wish.typed)
    if wish.meant and wish.is_vague:
        as_typed *= MEANT
    meant = max((_meant(words, title, more) for words in wish.meant), default=0)
    return Fit(max(as_typed, meant), min(as_typed, meant))


def _meant(words: tuple[Word, ...], title: Words, more: Words) -> float:
    if all(not word.roots.isdisjoint(title.roots) for word in words):
        return TITLE * MEANT
    return MORE * MEANT_IN_PASSING * all(not word.roots.isdisjoint(title.roots | more.roots) for word in words)


def _closeness(word: Word, words: Words) -> float:
    if word.form in words.forms:
        return SAME
    if not word.roots.isdisjoint(words.roots):
        return SAME_ROOT
    if any(form.startswith(word.form) for form in words.forms):
        return BEGINS
    if len(word.form) >= SHORTEST_INSIDE and any(word.form in form for form in words.forms):
        return INSIDE
    return MISTYPED if any(is_mistyped(word.form, form) for form in words.forms) else 0


def is_mistyped(typed: str, meant: str) -> bool:
    """Whether ``typed`` is ``meant`` with one letter too many, missing, wrong, or two neighbours swapped."""
    if typed == meant or min(len(typed), len(meant)) < SHORTEST_MISTYPED or abs(len(typed) - len(meant)) > 1:
        return False
    start = next((place for place, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other), None)
    if start is None:
        return True
    rest, goal = typed[start:], meant[start:]
    return rest[1:] == goal[1:] or rest[1:] == goal or rest == goal[1:] or _swapped(rest) == goal


def _swapped(text: str) -> str:
    return text[1:2] + text[:1] + text[2:]


def _meaning_at_start(words: Sequence[Word]) -> tuple[int, tuple[tuple[Word, ...], ...]]:
    """How many of the first words make one expression, the most that do, and what it may mean."""
    for length in range(min(len(words), _longest_expression()), 0, -1):
        meant = [meaning for said, meaning in _meanings() if _says(words[:length], said)]
        if meant:
            return length, tuple(dict.fromkeys(words for meaning in meant for words in meaning))
    return 1, ()


def _says(words: Sequence[Word], said: tuple[Word, ...]) -> bool:
    return len(words) == len(said) and all(
        not word.roots.isdisjoint(other.roots) or is_mistyped(word.form, other.form)
        for word, other in zip(words, said, strict=True)
    )


@cache
def _meanings() -> list[tuple[tuple[Word, ...], tuple[tuple[Word, ...], ...]]]:
    """Every expression of the vocabulary with what it may mean."""
    return [(said, tuple(_expressions(meant))) for typed, meant in MEANINGS.items() for said in _expressions(typed)]


@cache
def _longest_expression() -> int:
    return max(len(said) for said, _ in _meanings())


def _expressions(listed: str) -> Iterator[tuple[Word, ...]]:
    for expression in listed.split(","):
        yield _words(expression)


@lru_cache(maxsize=2048)
def _read(text: str) -> Words:
    words = _words(text)
    return Words(frozenset(word.form for word in words), frozenset().union(*(word.roots for word in words)))


def _words(text: str) -> tuple[Word, ...]:
    forms = (SPELLINGS.get(form, form) for form in re.findall(r"[^\W_]+", text.casefold()))
    return tuple(Word(form, roots(form)) for form in forms)


@lru_cache(maxsize=8192)
def roots(form: str) -> frozenset[str]:
    """What a word may have been made of, itself among them: "perusahaan" of "usaha". Guessed, without a dictionary."""
    found = {form}
    bare = next((form.removesuffix(particle) for particle in PARTICLES if form.endswith(particle)), form)
    stems = {bare} | {bare.removesuffix(ending) for ending in ENDINGS if bare.endswith(ending)}
    for stem in stems:
        found.add(stem)
        for beginning, swallowed in BEGINNINGS:
            if stem.startswith(beginning):
                rest = stem.removeprefix(beginning)
                found |= {rest, swallowed + rest}
    return frozenset(root for root in found if root == form or len(root) >= SHORTEST_ROOT)
