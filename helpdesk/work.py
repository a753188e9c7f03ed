"""Material that waits for somebody of the team: counted for their start page, told by letter once a working day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk import access, content, letters
from helpdesk.content import Waiting
from helpdesk.models import LetterKind, Step
from sipelaku.office.services import calendar, local_today
from sipelaku.office.working_days import is_working_day


class Work(NamedTuple):
    """How much material waits for a person, for what, and at which step it stands."""

    number: int
    words: Promise
    step: Step


class _Stage(NamedTuple):
    """What is to be done to material at a step: by whom, where ``Waiting`` counts it, and what it is called."""

    may: Callable[[Any], bool]
    counted_as: str
    words: Promise
    step: Step


_STAGES = (
    _Stage(access.may_verify, "to_verify", _("bahan menunggu verifikasi Anda"), Step.COLLECTED),
    _Stage(access.may_write, "to_write", _("tautan perlu judul dan ringkasan"), Step.VERIFIED),
    _Stage(access.may_try, "to_try", _("tautan perlu diuji aksesnya"), Step.WRITTEN),
    _Stage(access.may_vouch, "to_vouch", _("alamat menolak portal dan perlu Anda buka sendiri"), Step.WRITTEN),
    _Stage(access.may_publish, "to_publish", _("tautan siap diterbitkan"), Step.TRIED),
)


def work_of(user: Any, waiting: Waiting) -> list[Work]:
    """What of ``waiting`` is for ``user`` to do by their roles, in the order of the guide's way."""
    stages = (stage for stage in _STAGES if stage.may(user))
    counted = (Work(getattr(waiting, stage.counted_as), stage.words, stage.step) for stage in stages)
    return [work for work in counted if work.number]


def tell() -> int:
    """Write to everybody of the team for whom material waits, one letter a person and day; return how many people.

    Only on working days. What waits is counted when the letter is sent, so a letter written again tells nothing new.
    """
    day = local_today()
    if not is_working_day(calendar(), day):
        return 0
    people = [person for person in content.team() if work_of(person, content.waiting_for(person))]
    for person in people:
        letters.write(LetterKind.WORK_WAITS, person=person, occasion=day.isoformat())
    return len(people)
