"""The rooms of the helpdesk's staff, and to whom each is open: the cards of their start page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk import access
from permits.access import may_check_standards, may_write_standards


class Room(NamedTuple):
    """A card that leads to a room: who may enter, its title, what is done there, and the name of its address."""

    may: Callable[[Any], bool]
    title: Promise
    about: Promise
    name: str

    @property
    def url(self) -> str:
        """Where the room is."""
        return reverse(self.name)


def _has_to_do_with_standards(user: Any) -> bool:
    return may_write_standards(user) or may_check_standards(user)


def _only_sets_hours_up(user: Any) -> bool:
    return access.may_set_up(user) and not access.may_meet_people(user)


ROOMS = (
    Room(access.is_of_team, _("Tautan"), _("Semua isi halaman informasi, dari bahan sampai terbit."), "hub_links"),
    Room(
        access.may_announce,
        _("Pengumuman"),
        _("Kabar dan gangguan layanan di atas halaman informasi."),
        "hub_announcements",
    ),
    Room(
        access.may_publish,
        _("Kelompok tautan"),
        _("Judul, ringkasan, dan urutan kelompok di halaman informasi."),
        "hub_groups",
    ),
    Room(access.may_set_up, _("Pengaturan"), _("Apa yang terjadi dengan tautan yang rusak."), "hub_settings"),
    Room(
        access.may_read_questions,
        _("Pertanyaan"),
        _("Pertanyaan dan laporan masyarakat, dan pertanyaan umum."),
        "questions",
    ),
    Room(access.may_set_up, _("Nomor resmi"), _("Nomor yang boleh dipercaya masyarakat. Yang lain palsu."), "numbers"),
    Room(
        access.may_meet_people,
        _("Konsultasi"),
        _("Siapa yang berjanji datang, hari ini dan hari lain."),
        "consultation_desk",
    ),
    Room(
        _only_sets_hours_up,
        _("Jam konsultasi"),
        _("Hari, jam, dan jumlah tempat yang dapat dipesan."),
        "consultation_hours",
    ),
    Room(
        access.may_meet_people,
        _("Survei di loket"),
        _("Kode survei untuk pengunjung, dan layar sentuh."),
        "survey_desk",
    ),
    Room(
        access.may_read_figures,
        _("Hasil survei kepuasan"),
        _("Hasil survei per unsur, per layanan, dan per masa."),
        "survey_results",
    ),
    Room(
        access.may_meet_people,
        _("Pengunjung loket"),
        _("Catat berapa orang datang ke loket setiap hari."),
        "counter_visits",
    ),
    Room(
        access.may_read_figures,
        _("Kunjungan"),
        _("Kunjungan ke halaman informasi dan tatap muka di loket."),
        "figures",
    ),
    Room(
        access.may_read_figures,
        _("Evaluasi triwulan"),
        _("Angka setiap triwulan, hasil evaluasinya, dan tindak lanjutnya."),
        "evaluations",
    ),
    Room(
        access.may_hand_round,
        _("Kode QR dan poster"),
        _("Alamat pendek, kode QR, poster, dan kegiatan."),
        "hub_qr",
    ),
    Room(
        _has_to_do_with_standards,
        _("Standar layanan"),
        _("Syarat, biaya, dan waktu setiap layanan yang dibaca masyarakat."),
        "editor_list",
    ),
)


def rooms_of(user: Any) -> list[Room]:
    """The rooms that are open to ``user``."""
    return [room for room in ROOMS if room.may(user)]
