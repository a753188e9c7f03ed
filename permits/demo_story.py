"""The story of the demonstration: applications filed in the past, each left in another state."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from django.utils import timezone

from permits import demonstration, printing, workflow
from permits.actions import office_role
from permits.models import ApplicantKind, Application, FilingKind, Status, Transition, Work
from permits.work.inspection import inspection_to_come
from sipelaku.accounts.demo import DEMO_ROLES
from sipelaku.accounts.models import User
from sipelaku.office.services import calendar
from sipelaku.office.working_days import add_working_time

# Name, shop, what it sells, where it stands.
NEIGHBOURS = (
    ("Dewi Anggraini", "Warung Bu Dewi", "Bahan pokok", "Jalan Melati 4"),
    ("Hendra Gunawan", "Toko Bangunan Jaya", "Bahan bangunan", "Jalan Soekarno Hatta 118"),
    ("Ayu Wulandari", "Butik Ayu", "Pakaian jadi", "Jalan Pemuda 27"),
    ("Rizky Ramadhan", "Toko Elektronik Rizky", "Alat listrik dan elektronik", "Jalan Ahmad Yani 61"),
    ("Lestari Ningsih", "Toko Buku Cerdas", "Buku dan alat tulis", "Jalan Pelajar 9"),
    ("Yusuf Maulana", "Suku Cadang Maulana", "Suku cadang sepeda motor", "Jalan Gajah Mada 203"),
    ("Kartika Sari", "Kedai Kopi Kartika", "Kopi dan makanan kemasan", "Jalan Pantai Indah 15"),
    ("Dian Permata", "Grosir Permata", "Bahan pokok dan kelontong", "Jalan Pasar Induk 2"),
)
STEP = datetime.timedelta(minutes=45)
HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Plan:
    """One application: filed so many days before now, perhaps the demo applicant's own, and what happens to it."""

    days_ago: int
    then: Callable[[Application], None]
    own: bool = False
    slug: str = "siup"


class Story:
    """Files applications in the past and leaves each in another state."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users = users
        self.officers: dict[str, User] = {}
        for name, roles in DEMO_ROLES.items():
            for role in roles:
                self.officers.setdefault(role, users[name])
        self.neighbours = self._neighbours()
        self.now = timezone.now()

    def tell(self) -> None:
        """One application for every state a visitor may want to see, the oldest filed first."""
        plans = [*self._short_plans(), *self._long_plans(), *self._kinds()]
        for plan in sorted(plans, key=lambda plan: -plan.days_ago):
            plan.then(self._file(plan))
        demonstration.make_draft(self.users["pemohon"], at=self.now - HOUR)
        # What is past is not announced again.
        while Transition.objects.take_unannounced(500, self.now):
            pass

    def _short_plans(self) -> Iterator[Plan]:
        yield from (Plan(days_ago, self._advance) for days_ago in (40, 26, 12))
        yield Plan(9, self._advance, own=True)
        yield Plan(60, self._revoke)
        yield Plan(15, self._reject)
        yield Plan(14, self._cancel)
        yield Plan(8, self._withdraw)
        yield from (Plan(days_ago, self._leave) for days_ago in (0, 0, 1, 3))
        for work in (Work.PREPARE, Work.VERIFY, Work.CORRECT, Work.SIGN, Work.SIGN, Work.SIGN, Work.ARCHIVE):
            yield Plan(1, partial(self._advance, to=work))
        yield Plan(2, partial(self._advance, to=Work.COMPARE), own=True)
        yield Plan(2, partial(self._advance, to=Work.HAND_OVER))
        yield Plan(1, self._return, own=True)

    def _long_plans(self) -> Iterator[Plan]:
        gangguan, imb = "izin-gangguan", "imb"
        yield Plan(45, self._advance, slug=gangguan)
        yield Plan(48, self._advance, slug=imb)
        yield from (Plan(1, partial(self._advance, to=Work.SCHEDULE), slug=slug) for slug in (gangguan, imb))
        yield from (Plan(1, partial(self._advance, to=Work.INSPECT), slug=slug) for slug in (gangguan, imb, gangguan))
        for work in (Work.RESUME, Work.REVIEW, Work.ASSESS, Work.PAY, Work.SETTLE):
            yield Plan(10, partial(self._advance, to=work), slug=gangguan)
        yield Plan(12, partial(self._advance, to=Work.PAY), own=True, slug=gangguan)
        yield Plan(13, self._dispute, slug=imb)

    def _kinds(self) -> Iterator[Plan]:
        """Permits that end soon, one renewed, and two types filed in one form."""
        yield Plan(1090, self._advance, own=True, slug="izin-gangguan")
        yield Plan(1000, self._renew, slug="izin-gangguan")
        yield Plan(20, self._file_tdp_too, own=True)
        yield Plan(30, self._advance, slug="izin-reklame")

    def _leave(self, application: Application) -> None:
        """Nothing has happened to it yet."""

    def _revoke(self, application: Application) -> None:
        self._advance(application)
        self._act(application, "revoke", "kadis", "Izin diperoleh dengan keterangan yang tidak benar.")

    def _reject(self, application: Application) -> None:
        self._advance(application, to=Work.CORRECT)
        self._act(application, "reject", "kabid", "Kegiatan usaha tidak sesuai dengan peruntukan tempat usaha.")

    def _cancel(self, application: Application) -> None:
        self._advance(application, to=Work.COMPARE)
        mismatch = demonstration.fault(application, "ktp", "mismatch", "Nama pada KTP asli berbeda.")
        self._act(application, "cancel", "loket", "KTP asli tidak sama dengan unggahan.", mismatch)

    def _withdraw(self, application: Application) -> None:
        at = self._later(application)
        workflow.perform(application, "withdraw", by=application.applicant, note="Usaha batal dibuka.", at=at)

    def _return(self, application: Application) -> None:
        blurred = demonstration.fault(application, "ktp", "unreadable", "Foto KTP kabur. Ambil ulang di tempat terang.")
        self._act(application, "return", "loket", "Satu dokumen perlu diperbaiki.", blurred)

    def _dispute(self, application: Application) -> None:
        self._advance(application, to=Work.PAY)
        note = "Luas lantai yang dihitung lebih besar daripada gambar."
        workflow.perform(application, "dispute", by=application.applicant, note=note, at=self._later(application))

    def _renew(self, application: Application) -> None:
        """The permit is renewed eighty days ago; the old one ends with it."""
        self._advance(application)
        at = self.now - datetime.timedelta(days=80)
        renewal = demonstration.make_draft(
            application.applicant,
            at=at - HOUR,
            slug=application.permit_type.slug,
            answers=dict(application.answers),
            filing=FilingKind.RENEWAL,
            previous=application.permit,
        )
        workflow.perform(renewal, "submit", by=application.applicant, at=at)
        self._advance(renewal)

    def _file_tdp_too(self, application: Application) -> None:
        """The registration of the same firm, filed in one form with its trade permit."""
        at = application.filed_at
        assert at is not None
        tdp = demonstration.make_draft(application.applicant, at=at - HOUR, slug="tdp", filed_with=application)
        workflow.perform(tdp, "submit", by=application.applicant, at=at)
        self._advance(application)
        self._advance(tdp, to=Work.VERIFY)

    def _neighbours(self) -> Iterator[tuple[User, dict[str, Any]]]:
        for turn in count():
            no = turn % len(NEIGHBOURS)
            name, shop, goods, address = NEIGHBOURS[no]
            answers = {
                "full_name": name,
                "nik": f"64710{no + 1}4507{80 + no}{turn + 1:04d}",
                "email": f"warga{no + 1}@contoh.example",
                "business_name": shop,
                "business_address": address,
                "home_address": address,
                "goods": goods,
            }
            yield self.users[f"warga{no + 1}"], answers

    def _file(self, plan: Plan) -> Application:
        """An application filed an hour before the present time of day."""
        filed_at = self.now - datetime.timedelta(days=plan.days_ago, hours=1)
        applicant, answers = (self.users["pemohon"], {}) if plan.own else next(self.neighbours)
        kind = ApplicantKind.COMPANY if not plan.own and applicant.pk % 3 == 0 else ApplicantKind.PERSON
        application = demonstration.make_draft(
            applicant, at=filed_at - HOUR, slug=plan.slug, kind=kind, answers=answers
        )
        workflow.perform(application, "submit", by=applicant, at=filed_at)
        return application

    def _advance(self, application: Application, to: str = "") -> None:
        while application.status == Status.IN_PROCESS and application.stage and application.stage.work != to:
            if application.stage.work == Work.ARCHIVE:
                printing.render_pending(50)
            officer = self.officers[office_role(application.stage, application)]
            at = self._later(application)
            payload = demonstration.payload_for(application, at)
            workflow.perform(application, "forward", by=officer, payload=payload, at=at)

    def _act(
        self, application: Application, action: str, username: str, note: str, payload: dict[str, Any] | None = None
    ) -> None:
        workflow.perform(
            application, action, by=self.users[username], note=note, payload=payload, at=self._later(application)
        )

    def _later(self, application: Application) -> datetime.datetime:
        """A while of working time after the last move, or after the visit it waits for, but not in the future."""
        last = application.transitions.latest("sequence").at
        visit = inspection_to_come(application)
        begin = max(last, visit.ends_at) if visit else last
        return max(last, min(self.now, add_working_time(calendar(), begin, STEP)))
