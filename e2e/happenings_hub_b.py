"""Lets everything happen once where people meet the office: consultations, the survey and its screen, evaluations."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from e2e.scene import Scene
from helpdesk import consultations, counter, evaluation_paper, evaluations, posters, surveys, touches
from helpdesk.consultations import Offer, Wish
from helpdesk.evaluations import Plan
from helpdesk.models import Booking, ConsultationHours, Evaluation, Invitation, Meeting, Poster, PosterKind, Way
from helpdesk.models.survey import ELEMENTS
from helpdesk.survey_periods import last_full
from permits.models.application import new_token
from sipelaku import printout
from sipelaku.accounts.models import User
from sipelaku.office.models.days import Weekday
from sipelaku.office.services import current_office, local_today

A_DAY = datetime.timedelta(days=1)
# The quarters of evaluations: long over, whenever the tests run.
YEAR, SETTLED, WRITTEN, UNWRITTEN = 2025, 4, 3, 2
AT_THE_COUNTER_YESTERDAY = 31
ENOUGH_ANSWERS = 12


def among_people(scene: Scene) -> None:
    """Let people book consultations, answer the survey and touch the screen; let the office evaluate."""
    scene.things |= booked()
    scene.things |= invited(scene)
    scene.things |= screens(scene.people)
    scene.things |= evaluated(scene.people)
    asked_of_everybody(scene)
    yesterday = timezone.localdate(timezone=current_office().zone) - A_DAY
    counter.enter({yesterday: (None, AT_THE_COUNTER_YESTERDAY)}, by=scene.people["counter"])
    # The officer shows a visitor the code.
    assert scene.ask("counter", reverse("survey_desk"), "POST").status_code == 302


# Consultations ------------------------------------------------------------------------


def booked() -> dict[str, Any]:
    """An hour every evening, and a booking for each thing that can become of one; one slot stays free."""
    now = timezone.now()
    evenings = [an_hour(weekday, now) for weekday in Weekday.values]
    free, taken, given_back = a_while_from(now)[:3]
    held = consultations.coming_offers(now - 14 * A_DAY)[0]
    found: dict[str, Any] = {
        "evening": evenings[0],
        "free slot": free,
        "full slot": taken,
        "booking": book(taken, 1, now),
        "cancelled booking": book(given_back, 2, now),
        "past booking": book(held, 3, now - 14 * A_DAY),
    }
    assert consultations.cancel(found["cancelled booking"], now=now)
    return found


def an_hour(weekday: int, now: datetime.datetime) -> ConsultationHours:
    """Consultation by WhatsApp, which is held on Saturdays and Sundays too, for one person at a time."""
    return ConsultationHours.objects.create(
        weekday=weekday,
        opens=datetime.time(19),
        closes=datetime.time(20),
        minutes=30,
        places=1,
        meeting=Meeting.WHATSAPP,
        valid_from=timezone.localdate(now) - 30 * A_DAY,
    )


def a_while_from(now: datetime.datetime) -> list[Offer]:
    """The slots that can still be booked when the last test is done."""
    return [offer for offer in consultations.coming_offers(now) if offer.slot.starts_at > now + A_DAY]


def book(offer: Offer, guest: int, now: datetime.datetime) -> Booking:
    wish = Wish(f"Tamu {guest}", "Syarat NIB", f"tamu{guest}@contoh.example", f"+628120000300{guest}", new_token())
    return consultations.book(offer.hours.pk, offer.slot.starts_at, wish, now=now)


# The survey ---------------------------------------------------------------------------


def invited(scene: Scene) -> dict[str, Invitation]:
    """Who may answer: a permit's holder, another who has, somebody at the counter, and somebody who came too late."""
    found = {
        "holder": surveys.invite(scene.files["completed"].permit),
        "answered holder": surveys.invite(scene.files["long completed"].permit),
        "visitor": surveys.open_at_counter(),
        "late visitor": surveys.open_at_counter(),
    }
    surveys.answer(found["answered holder"], dict.fromkeys(ELEMENTS, 3))
    Invitation.objects.filter(pk=found["late visitor"].pk).update(expires_on=local_today() - A_DAY)
    return found


def asked_of_everybody(scene: Scene) -> None:
    """Answers enough for the last quarter to be put up on the wall, and the paper for it."""
    quarter = last_full(local_today())[0]
    for number in range(ENOUGH_ANSWERS):
        remark = "Kursi ruang tunggu kurang." if number % 4 == 0 else ""
        given = {**dict.fromkeys(ELEMENTS, 3), "permit_type": None, "remark": remark}
        surveys.keep(given, way=Way.COUNTER, day=quarter.first)
    scene.things["full quarter"] = f"?{urlencode({'tahun': quarter.year, 'bagian': quarter.part})}"
    answer = scene.ask("koordinator", reverse("survey_poster") + scene.things["full quarter"])
    assert answer.status_code == 202
    print_out(Poster.objects.get(kind=PosterKind.SKM))


def print_out(poster: Poster) -> None:
    claimed = printout.claim(Poster.objects.all(), poster.pk, timezone.now())
    assert printout.store(claimed, posters.draw(claimed))


def screens(people: dict[str, User]) -> dict[str, str]:
    """A screen that an officer of the counter set up, and one of somebody who meets nobody."""
    return {f"{name}'s screen": touches.screen_for(people[name]) for name in ("counter", "konten")}


# Evaluations --------------------------------------------------------------------------


def evaluated(people: dict[str, User]) -> dict[str, Any]:
    """A quarter's evaluation that is settled and printed, one of its follow-ups done; another that is written."""
    coordinator = people["koordinator"]
    due_on = datetime.date(YEAR + 1, 3, 31)
    plans = [Plan("Pasang kode QR di kecamatan", "Layanan", due_on), Plan("Tambah kursi", "Koordinator", due_on)]
    written = write(WRITTEN, plans[:1])
    settled = write(SETTLED, plans)
    settled = evaluations.settle(YEAR, SETTLED, seen=evaluations.digest_of(settled), by=coordinator)
    waiting, done = settled.follow_ups.order_by("pk")
    evaluations.finish(done, due_on - A_DAY, seen=None)
    print_out(evaluation_paper.ask_for(settled))
    return {"written evaluation": written, "settled evaluation": settled, "follow-up": waiting, "done follow-up": done}


def write(quarter: int, plans: list[Plan]) -> Evaluation:
    return evaluations.write(YEAR, quarter, "Kunjungan naik.", plans, seen=evaluations.digest_of(None))
