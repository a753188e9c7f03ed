"""``manage.py seed_demo``: demo accounts and applications in every state; refuses a production."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from helpdesk import demo as helpdesk_demo
from helpdesk import posters
from permits import catalogue, printing
from permits.demo_story import NEIGHBOURS, Story
from permits.models import Application, Standing
from sipelaku.accounts.demo import DEMO_PASSWORD, DEMO_ROLES
from sipelaku.accounts.enrol import enrol
from sipelaku.accounts.models import User
from sipelaku.office.models import HolidayYear
from sipelaku.office.seeding import seed_holidays
from sipelaku.office.services import current_office

NAMES = {
    "pemohon": "Siti Rahmawati",
    "loket": "Arif Hidayat",
    "penjadwalan": "Yuni Astuti",
    "teknis": "Rudi Hartanto",
    "teknis2": "Wahyu Nugroho",
    "entri": "Maya Lestari",
    "bendahara": "Endang Sulastri",
    "bendahara2": "Suryani Putri",
    "kasi": "Bambang Wicaksono, S.E.",
    "kabid": "Nurul Aini, S.H., M.H.",
    "kadis": "Ratna Kusumawardani, S.E., M.Si.",
    "arsip": "Joko Susilo",
    "koordinator": "Sri Wahyuni, S.Sos.",
    "konten": "Fitri Handayani",
    "layanan": "Nanda Pratama",
    "hukum": "Agus Salim, S.H.",
    "admin": "Lukman Hakim",
}
# What the demonstration files although today's law has replaced it.
KEPT_OPEN = ("siup", "tdp", "imb", "izin-gangguan")


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
            _keep_open(this_year)
            Story(users).tell()
            helpdesk_demo.tell(users)
        while printing.render_pending(50) + posters.render_pending(50):
            self.stdout.write("Mencetak ...")
        self.stdout.write(self.style.SUCCESS(f"{Application.objects.count()} permohonan contoh dibuat."))


def _keep_open(this_year: int) -> None:
    """Let the types that show both procedures be filed here two more years, whatever became of them in truth."""
    for slug in KEPT_OPEN:
        standings = Standing.objects.filter(permit_type__slug=slug)
        last = standings.order_by("effective_from").last()
        if last is not None:
            standings.exclude(pk=last.pk).delete()
            standings.filter(pk=last.pk).update(effective_from=datetime.date(this_year + 2, 1, 1))


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
