"""``manage.py seed_demo``: demo accounts and applications in every state; refuses a production."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
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
from sipelaku.office.services import calendar
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
NEIGHBOURS = (
    ("Dewi Anggraini", "Warung Bu Dewi"),
    ("Hendra Gunawan", "Toko Bangunan Jaya"),
    ("Ayu Wulandari", "Butik Ayu"),
    ("Rizky Ramadhan", "Apotek Sehat Selalu"),
    ("Lestari Ningsih", "Toko Buku Cerdas"),
    ("Yusuf Maulana", "Bengkel dan Suku Cadang Maulana"),
    ("Kartika Sari", "Kedai Kopi Kartika"),
    ("Dian Permata", "Grosir Permata"),
)
STEP = datetime.timedelta(minutes=45)
HOUR = datetime.timedelta(hours=1)


class Command(BaseCommand):
    help = "Membuat akun dan permohonan contoh dalam setiap keadaan. Menolak dijalankan pada basis data produksi."

    def handle(self, *args: Any, **options: Any) -> None:
        demo_users = User.objects.filter(username__in=DEMO_ROLES)
        if settings.PRODUCTION:
            raise CommandError("Ini pemasangan produksi; data contoh hanya untuk demonstrasi (DEMO=true).")
        if User.objects.exists() and not demo_users.exists():
            raise CommandError("Basis data ini sudah dipakai sebuah kantor; data contoh tidak ditambahkan.")
        if demo_users.exists():
            self.stdout.write("Data contoh sudah ada, dibiarkan.")
            return
        catalogue.load_all()
        with transaction.atomic():
            Story(_make_accounts()).tell()
        while printing.render_pending(50):
            self.stdout.write("Mencetak ...")
        self.stdout.write(self.style.SUCCESS(f"{Application.objects.count()} permohonan contoh dibuat."))


def _make_accounts() -> dict[str, User]:
    people = {username: (name, f"{username}@contoh.example") for username, name in NAMES.items()}
    people |= {f"warga{no}": (name, f"warga{no}@contoh.example") for no, (name, _shop) in enumerate(NEIGHBOURS, 1)}
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
        """One application for every state a visitor may want to see."""
        self._finished()
        self._under_way()
        demonstration.make_draft(self.users["pemohon"], at=self.now - HOUR)
        while Transition.objects.take_unannounced(500, self.now):
            """What is past is not announced again."""

    def _finished(self) -> None:
        for days_ago in (40, 26, 12):
            self._advance(self._file(days_ago))
        self._advance(self._file(9, own=True))
        rejected = self._file(15)
        self._advance(rejected, Work.CORRECT)
        self._act(rejected, "reject", "kabid", "Kegiatan usaha tidak sesuai dengan peruntukan tempat usaha.")
        cancelled = self._file(14)
        self._advance(cancelled, Work.COMPARE)
        mismatch = demonstration.fault(cancelled, "ktp", "mismatch", "Nama pada KTP asli berbeda.")
        self._act(cancelled, "cancel", "loket", "KTP asli tidak sama dengan unggahan.", mismatch)
        revoked = self._file(60)
        self._advance(revoked)
        self._act(revoked, "revoke", "kadis", "Izin diperoleh dengan keterangan yang tidak benar.")
        withdrawn = self._file(8)
        workflow.perform(
            withdrawn, "withdraw", by=withdrawn.applicant, note="Usaha batal dibuka.", at=self._later(withdrawn)
        )

    def _under_way(self) -> None:
        for days_ago in (0, 0, 1, 3):
            self._file(days_ago)
        for work in (Work.PREPARE, Work.VERIFY, Work.CORRECT, Work.SIGN, Work.SIGN, Work.SIGN, Work.ARCHIVE):
            self._advance(self._file(1), work)
        self._advance(self._file(2, own=True), Work.COMPARE)
        self._advance(self._file(2), Work.HAND_OVER)
        returned = self._file(1, own=True)
        blurred = demonstration.fault(returned, "ktp", "unreadable", "Foto KTP kabur. Ambil ulang di tempat terang.")
        self._act(returned, "return", "loket", "Satu dokumen perlu diperbaiki.", blurred)

    def _neighbours(self) -> Iterator[tuple[User, dict[str, Any]]]:
        for turn in count():
            no = turn % len(NEIGHBOURS)
            name, shop = NEIGHBOURS[no]
            nik = f"64710{no + 1}4507{80 + no}{turn + 1:04d}"
            yield (
                self.users[f"warga{no + 1}"],
                {"full_name": name, "business_name": shop, "nik": nik, "email": f"warga{no + 1}@contoh.example"},
            )

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
