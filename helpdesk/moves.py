"""What may be done to a link now, and by whom; how a move begins, and how it is written down.

``possible`` feeds the buttons of the pages and ``begun`` guards the moves with the same rules. Every
lock begins at the link, so that no two moves wait for each other.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from helpdesk import access, published
from helpdesk.models import Link, LinkMove, LinkVersion, Step
from sipelaku.accounts.models import User

NOT_YOURS = _("Peran Anda tidak mengizinkan tindakan ini.")


class Action(models.TextChoices):
    """Everything people do to a link; the values stand in ``LinkMove.action``."""

    COLLECT = "collect", _("Kumpulkan versi baru")
    VERIFY = "verify", _("Nyatakan terverifikasi")
    REFUSE = "refuse", _("Tolak bahan")
    WRITE = "write", _("Simpan judul dan ringkasan")
    TRY = "try", _("Uji akses")
    VOUCH = "vouch", _("Catat bahwa Anda membukanya sendiri")
    PUBLISH = "publish", _("Terbitkan")
    RESTORE = "restore", _("Pulihkan versi")
    CHECK = "check", _("Periksa lagi sekarang")
    REVIEW = "review", _("Catat tinjauan")
    WITHDRAW = "withdraw", _("Tarik dari halaman")
    FEATURE = "feature", _("Jadikan tautan utama")
    UNFEATURE = "unfeature", _("Lepas dari tautan utama")
    ENTRUST = "entrust", _("Ganti penanggung jawab")
    REGROUP = "regroup", _("Pindahkan kelompok")
    SHIFT = "shift", _("Ubah urutan")


class Refused(Exception):
    """The move is not possible; the message says to the person why and what to do."""


class NotYours(Refused):
    """It is somebody else's to do."""


class Overtaken(Refused):
    """The link has moved on since the person saw it."""


@dataclass(frozen=True)
class Situation:
    """How a link stands: the link, and the version in the making, if there is one."""

    link: Link
    making: LinkVersion | None

    @property
    def was_published(self) -> bool:
        """Whether any version of it was ever before the public."""
        return self.link.reviewed_on is not None


Check = Callable[[Situation, Any], Refused | None]


@dataclass(frozen=True)
class Rule:
    """Who may do something, at which steps of the version in the making (none: at any), and what else has to hold."""

    may: Callable[[Any], bool]
    steps: tuple[Step, ...] = ()
    checks: tuple[Check, ...] = ()


def why_not(action: Action, situation: Situation, user: Any) -> Refused | None:
    """Why ``user`` can't do ``action`` to the link as it stands, as the exception to raise; None when they can."""
    rule = RULES[action]
    if not rule.may(user):
        return NotYours(str(NOT_YOURS))
    if rule.steps and (situation.making is None or situation.making.step not in rule.steps):
        return Overtaken(_now("Versi ini sudah berubah sejak Anda membukanya. Lihat langkahnya sekarang."))
    return next((refusal for check in rule.checks if (refusal := check(situation, user))), None)


def demand(action: Action, situation: Situation, user: Any) -> None:
    """Raise what ``why_not`` answers, if anything."""
    if refusal := why_not(action, situation, user):
        raise refusal


def possible(situation: Situation, user: Any) -> frozenset[Action]:
    """What ``user`` can do to the link as it stands."""
    return frozenset(action for action in Action if why_not(action, situation, user) is None)


# What else has to hold ------------------------------------------------------------------


def _by_another(situation: Situation, user: Any) -> Refused | None:
    if situation.making is not None and situation.making.author_id == user.pk:
        return NotYours(_now("Bahan yang Anda kumpulkan sendiri harus diverifikasi orang lain."))
    return None


def _not_by_the_author(situation: Situation, user: Any) -> Refused | None:
    if situation.making is not None and situation.making.author_id == user.pk:
        return NotYours(_now("Alamat yang Anda kumpulkan sendiri harus dibuka orang lain."))
    return None


def _was_turned_away(situation: Situation, user: Any) -> Refused | None:
    if situation.making is not None and (trial := situation.making.last_trial) is not None and trial.is_turned_away:
        return None
    return Overtaken(_now("Hanya alamat yang menolak uji akses portal yang dinyatakan dengan cara ini. Uji dahulu."))


def _is_watched(situation: Situation, user: Any) -> Refused | None:
    if published.watched_at(now()).filter(pk=situation.link.pk).exists():
        return None
    return Overtaken(_now("Tautan ini tidak sedang atau akan tampil, jadi tidak diperiksa."))


def _nothing_in_the_making(situation: Situation, user: Any) -> Refused | None:
    if situation.making is not None:
        return Overtaken(_now("Masih ada versi lain yang sedang disiapkan. Selesaikan versi itu dahulu."))
    return None


def _was_published(situation: Situation, user: Any) -> Refused | None:
    return None if situation.was_published else Overtaken(_now("Tautan ini belum pernah terbit."))


def _is_not_withdrawn(situation: Situation, user: Any) -> Refused | None:
    return Overtaken(_now("Tautan ini sudah ditarik dari halaman.")) if situation.link.withdrawn_at else None


def _in_charge(situation: Situation, user: Any) -> Refused | None:
    if situation.link.person_in_charge_id == user.pk or access.may_publish(user):
        return None
    return NotYours(_now("Tinjauan dicatat oleh penanggung jawab tautan atau Koordinator."))


def _is_not_featured(situation: Situation, user: Any) -> Refused | None:
    return Overtaken(_now("Tautan ini sudah menjadi tautan utama.")) if situation.link.is_featured else None


def _is_featured(situation: Situation, user: Any) -> Refused | None:
    return None if situation.link.is_featured else Overtaken(_now("Tautan ini bukan tautan utama lagi."))


RULES = {
    Action.COLLECT: Rule(access.may_collect),
    Action.VERIFY: Rule(access.may_verify, (Step.COLLECTED,), (_by_another,)),
    Action.REFUSE: Rule(access.may_verify, (Step.COLLECTED,)),
    Action.WRITE: Rule(access.may_write, (Step.VERIFIED, Step.WRITTEN, Step.TRIED)),
    Action.TRY: Rule(access.may_try, (Step.WRITTEN, Step.TRIED)),
    Action.VOUCH: Rule(access.may_vouch, (Step.WRITTEN,), (_not_by_the_author, _was_turned_away)),
    Action.PUBLISH: Rule(access.may_publish, (Step.TRIED,)),
    Action.RESTORE: Rule(access.may_write, (), (_was_published, _nothing_in_the_making)),
    Action.CHECK: Rule(access.may_try, (), (_is_watched,)),
    Action.REVIEW: Rule(access.is_of_team, (), (_in_charge, _was_published, _is_not_withdrawn)),
    Action.WITHDRAW: Rule(access.may_publish, (), (_is_not_withdrawn,)),
    Action.FEATURE: Rule(access.may_publish, (), (_was_published, _is_not_withdrawn, _is_not_featured)),
    Action.UNFEATURE: Rule(access.may_publish, (), (_is_featured,)),
    Action.ENTRUST: Rule(access.may_publish),
    Action.REGROUP: Rule(access.may_publish),
    Action.SHIFT: Rule(access.may_publish, (), (_is_not_withdrawn,)),
}

# How a move begins, and how it is written down ---------------------------------------

_moment: ContextVar[datetime.datetime | None] = ContextVar("moment", default=None)


def now() -> datetime.datetime:
    """The moment of the moves that are being made."""
    return _moment.get() or timezone.now()


@contextmanager
def as_of(moment: datetime.datetime) -> Iterator[None]:
    """Let moves be of an earlier moment: the demonstration tells of months that it has not lived through."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def newest_move(link: Link) -> int:
    """The id of the last thing a person did to a link: what a page sends along, to say which state it showed."""
    return link.moves.filter(by__isnull=False).order_by("-pk").values_list("pk", flat=True)[0]


@contextmanager
def as_seen(link: Link, newest: int) -> Iterator[None]:
    """A transaction in which ``link`` stays as it was after move ``newest``. Raises Overtaken when it isn't any more.

    Without it a verification could be about material that was exchanged while its page was read.
    """
    with transaction.atomic():
        _lock(link.pk)
        compare(link, newest)
        yield


def compare(link: Link, newest: int) -> None:
    """Raise Overtaken when somebody has done something to ``link`` after move ``newest``; locks nothing."""
    require(
        newest_move(link) == newest,
        _("Tautan ini berubah sejak Anda membukanya. Yang Anda kirim tidak dicatat."),
        Overtaken,
    )


@contextmanager
def begun(action: Action, link: int, by: User, version: LinkVersion | None = None) -> Iterator[Situation]:
    """The link and its version in the making under a lock, for an ``action`` that is possible; raises Refused.

    With ``version`` the one in the making has to be that one.
    """
    with transaction.atomic():
        row = _lock(link)
        making = _making(row)
        if version is not None and (making is None or making.pk != version.pk):
            making = None
        situation = Situation(row, making)
        demand(action, situation, by)
        yield situation


def _making(link: Link) -> LinkVersion | None:
    return link.versions.select_for_update().exclude(step=Step.PUBLISHED).first()


def _lock(link: int) -> Link:
    return Link.objects.select_for_update().get(pk=link)


def require(holds: bool, otherwise: str | Promise, kind: type[Refused] = Refused) -> None:
    """Raise ``kind`` with the words ``otherwise`` unless something ``holds``."""
    if not holds:
        raise kind(str(otherwise))


def record(link: Link, action: str, by: User | None, note: str = "", version: LinkVersion | None = None) -> None:
    """Write down what became of a link; ``by`` is None for what the portal itself did."""
    LinkMove.objects.create(link=link, version=version, action=action, by=by, at=now(), note=note)
