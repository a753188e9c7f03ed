"""``manage.py seed_demo``: demo accounts and applications in every state; refuses a production."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from permits import catalogue, demonstration, printing, workflow
from permits.models import ApplicantKind, Application, Status, Transition, Work
from sipelaku.accounts.demo import DEMO_PASSWORD, DEMO_ROLES
from sipelaku.accounts.enrol import enrol
from sipelaku.accounts.models import User
from sipelaku.office.models import HolidayYear
from sipelaku.office.seeding import seed_holidays
from sipelaku.office.services import calendar, current_office
from sipelaku.office.working_days import add_working_time

NAMES = {
    "pemohon": "Siti Rahmawati",
    "loket": "Arif Hidayat",
    "penjadwalan": "Yuni Astuti",
    "teknis": "Rudi Hartanto",
    "entri": "Maya Lestari",
    "bendahara": "Endang Sulastri",
    "kasi": "Bambang Wicaksono, S.E.",
    "kabid": "Nurul Aini, S.H., M.H.",
    "kadis": "Ratna Kusumawardani, S.E., M.Si.",
    "arsip": "Joko Susilo",
    "konten": "Fitri Handayani",
    "hukum": "Agus Salim, S.H.",
    "admin": "Lukman Hakim",
}
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
# Days before now, whether it is the demo applicant's own, and what happens after filing.
Plan = tuple[int, bool, Callable[[Application], None]]
STEP = datetime.timedelta(minutes=45)
HOUR = datetime.timedelta(hours=1)


class Command(BaseCommand):
    help = "Membuat akun dan permohonan contoh dalam setiap keadaan. Menolak dijalankan pada basis data produksi."

    def handle(self, *args: Any, **options: Any) -> None:
        demo_users = User.objects.filter(username__in=DEMO_ROLES)
        if settings.PRODUCTION and settings.SECRET_KEY != settings.UNSAFE_SECRET_KEY:
            raise CommandError("Ini pemasangan produksi; data contoh hanya untuk demonstrasi (DEMO=true).")
        if User.objects.exists() and not demo_users.exists():
            raise CommandError("Basis data ini sudah dipakai sebuah kantor; data contoh tidak ditambahkan.")
        if demo_users.exists():
            self.stdout.write("Data contoh sudah ada, dibiarkan.")
            return
        catalogue.load_all()
        with transaction.atomic():
            users = _make_accounts()
            this_year = timezone.localdate().year
            seed_holidays(this_year)
            HolidayYear.objects.get(year=this_year).confirm(by=users["admin"], at=timezone.now())
            Story(users).tell()
        while printing.render_pending(50):
            self.stdout.write("Mencetak ...")
        self.stdout.write(self.style.SUCCESS(f"{Application.objects.count()} permohonan contoh dibuat."))


def _make_accounts() -> dict[str, User]:
    people = {username: (name, f"{username}@contoh.example") for username, name in NAMES.items()}
    people |= {f"warga{no}": (name, f"warga{no}@contoh.example") for no, (name, *_rest) in enumerate(NEIGHBOURS, 1)}
    return {username: _account(username, *person) for username, person in people.items()}


def _account(username: str, name: str, email: str) -> User:
    """A demo account; the neighbours have no password, so nobody signs in as one of them."""
    is_admin = username == "admin"
    return enrol(
        username,
        email=email,
        password=DEMO_PASSWORD if username in DEMO_ROLES else None,
        roles=DEMO_ROLES.get(username, ()),
        full_name=name,
        phone="+6281234567890",
        nip=current_office().head_nip if username == "kadis" else "",
        is_staff=is_admin,
        is_superuser=is_admin,
    )


class Story:
    """Files applications in the past and leaves each in another state."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users = users
        self.officers = {role: users[name] for name, roles in DEMO_ROLES.items() for role in roles}
        self.neighbours = self._neighbours()
        self.now = timezone.now()

    def tell(self) -> None:
        """One application for every state a visitor may want to see, the oldest filed first."""
        for days_ago, own, then in sorted(self._plans(), key=lambda plan: -plan[0]):
            then(self._file(days_ago, own=own))
        demonstration.make_draft(self.users["pemohon"], at=self.now - HOUR)
        # What is past is not announced again.
        while Transition.objects.take_unannounced(500, self.now):
            pass

    def _plans(self) -> Iterator[Plan]:
        yield from ((days_ago, False, self._advance) for days_ago in (40, 26, 12))
        yield 9, True, self._advance
        yield 60, False, self._revoke
        yield 15, False, self._reject
        yield 14, False, self._cancel
        yield 8, False, self._withdraw
        yield from ((days_ago, False, self._leave) for days_ago in (0, 0, 1, 3))
        for work in (Work.PREPARE, Work.VERIFY, Work.CORRECT, Work.SIGN, Work.SIGN, Work.SIGN, Work.ARCHIVE):
            yield 1, False, partial(self._advance, to=work)
        yield 2, True, partial(self._advance, to=Work.COMPARE)
        yield 2, False, partial(self._advance, to=Work.HAND_OVER)
        yield 1, True, self._return

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

    def _file(self, days_ago: int, *, own: bool = False) -> Application:
        """An application filed in the morning, ``days_ago`` before now."""
        filed_at = self.now - datetime.timedelta(days=days_ago, hours=1)
        applicant, answers = (self.users["pemohon"], {}) if own else next(self.neighbours)
        kind = ApplicantKind.COMPANY if not own and applicant.pk % 3 == 0 else ApplicantKind.PERSON
        application = demonstration.make_draft(applicant, at=filed_at - HOUR, kind=kind, answers=answers)
        workflow.perform(application, "submit", by=applicant, at=filed_at)
        return application

    def _advance(self, application: Application, to: str = "") -> None:
        while application.status == Status.IN_PROCESS and application.stage and application.stage.work != to:
            if application.stage.work == Work.ARCHIVE:
                printing.render_pending(50)
            officer = self.officers[application.stage.role_id]
            payload = demonstration.payload_for(application)
            workflow.perform(application, "forward", by=officer, payload=payload, at=self._later(application))

    def _act(
        self, application: Application, action: str, username: str, note: str, payload: dict[str, Any] | None = None
    ) -> None:
        workflow.perform(
            application, action, by=self.users[username], note=note, payload=payload, at=self._later(application)
        )

    def _later(self, application: Application) -> datetime.datetime:
        """A while of working time after the last move, but not in the future."""
        last = application.transitions.latest("sequence").at
        return max(last, min(self.now, add_working_time(calendar(), last, STEP)))
