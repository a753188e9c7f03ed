"""The demonstration's questions in every state, more common questions, and the official numbers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from helpdesk import common_questions, published, questions
from helpdesk.common_questions import Text
from helpdesk.models import OfficialNumber, Question, QuestionKind
from helpdesk.questions import Asked
from permits.models import PermitType
from sipelaku.accounts.models import User

HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """One question, asked so many hours ago, and what became of it: answers in their order, or why it was closed."""

    hours_ago: int
    text: str
    kind: str = "question"
    service: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    answers: tuple[str, ...] = ()
    closed: str = ""


QUESTIONS = (
    Told(
        320,
        "Apakah SIUP saya yang lama masih berlaku? Toko saya buka sejak 2016.",
        service="siup",
        name="Dewi Anggraini",
        email="dewi.anggraini@contoh.example",
        answers=(
            "SIUP lama tidak perlu diperpanjang. Yang Anda perlukan sekarang NIB dari oss.go.id. Petugas kami di loket "
            "membantu membuatnya tanpa biaya.",
        ),
    ),
    Told(
        290,
        "Berapa biaya Izin Gangguan untuk bengkel kecil, luasnya 60 meter persegi?",
        service="izin-gangguan",
        phone="+6281234567801",
        answers=(
            "Biayanya Rp60.000.",
            "Perbaikan: biayanya tergantung lokasi, jalan, dan gangguannya. Lihat tarif dan contoh hitungan pada "
            "halaman layanan Izin Gangguan.",
        ),
    ),
    Told(
        250,
        "Saya ditelepon orang yang mengaku petugas dan diminta transfer Rp500.000 supaya izin cepat keluar.",
        kind="fake",
        name="Hendra Gunawan",
        phone="+6281234567802",
        answers=(
            "Terima kasih. Itu bukan petugas kami; jangan mengirim uang. Nomornya sudah kami catat. Nomor resmi kami "
            "ada di halaman Nomor resmi.",
        ),
    ),
    Told(230, "jual followers murah", closed="Bukan pertanyaan atau laporan tentang layanan kami."),
    Told(
        220,
        "Berapa biaya Izin Gangguan untuk bengkel kecil?",
        service="izin-gangguan",
        closed="Pertanyaan yang sama sudah Anda kirim sebelumnya.",
    ),
    Told(
        190,
        "Tautan ke panduan OSS tidak terbuka di ponsel saya, hanya layar putih.",
        kind="wrong_link",
    ),
    Told(
        50,
        "Saya perawat dan ingin praktik di dua tempat. Apakah perlu dua izin?",
        name="Kartika Sari",
        email="kartika.sari@contoh.example",
    ),
    Told(20, "Ada akun Instagram memakai nama kantor ini dan menawarkan jasa urus izin. Apakah resmi?", kind="fake"),
    Told(2, "Apakah loket buka pada hari Sabtu?"),
)
COMMON = (
    (
        "Apakah mengurus izin dipungut biaya?",
        "Kebanyakan tidak. Biaya setiap izin tertulis pada halaman layanannya. Petugas tidak memungut biaya lain.",
        True,
    ),
    (
        "Apakah SIUP masih diperlukan?",
        "SIUP sudah digantikan NIB dari oss.go.id. SIUP lama tetap dapat dilacak di sini.",
        True,
    ),
    (
        "Bolehkah orang lain mengurus izin saya?",
        "Boleh, dengan surat kuasa bermeterai dan fotokopi kartu identitas Anda berdua. Bawa keduanya ke loket.",
        True,
    ),
    (
        "Bagaimana mendirikan PT?",
        "Di sini tidak dibuat. PT disahkan Kementerian Hukum di https://ahu.go.id: PT perorangan Anda daftarkan "
        "sendiri, PT dengan dua pendiri atau lebih lewat notaris. Sesudah itu buat NIB di https://oss.go.id.",
        True,
    ),
    (
        "Di mana mengurus surat keterangan domisili?",
        "Di sini tidak dibuat. Tanyakan kepada kelurahan atau desa Anda. Surat keterangan domisili usaha (SKDU) di "
        "kebanyakan daerah tidak diminta lagi untuk izin usaha, karena alamat usaha sudah tercatat pada NIB.",
        True,
    ),
    (
        "Di mana membuat NPWP?",
        "Di sini tidak dibuat. Daftar lewat https://pajak.go.id atau datang ke kantor pajak terdekat, tanpa biaya.",
        True,
    ),
    (
        "Kapan jam buka kantor?",
        "Jam layanan setiap hari, juga pada hari libur, ada di halaman Bantuan. Halaman depan menunjukkan apakah "
        "kantor sedang buka.",
        True,
    ),
    ("Apakah loket buka pada hari Sabtu?", "Tidak. Jam layanan ada di halaman Bantuan.", False),
)
NUMBERS = (
    ("Loket informasi", "+6281234567811", True, "Senin sampai Jumat, 08.00-15.00"),
    ("Pendampingan OSS", "+6281234567812", True, "Selasa dan Kamis, 09.00-12.00"),
    ("Pengaduan", "+62500123457", False, "Senin sampai Jumat, 08.00-15.00"),
)


def tell(users: dict[str, User]) -> None:
    """Ask, answer and close questions; add common ones and the numbers."""
    for told in QUESTIONS:
        _tell(told, users["layanan"])
    for question, answer, is_published in COMMON:
        common_questions.write(Text(question, answer, is_published=is_published), by=users["konten"])
    for order, (label, number, is_whatsapp, hours) in enumerate(NUMBERS, 1):
        OfficialNumber.objects.create(label=label, number=number, is_whatsapp=is_whatsapp, hours=hours, order=order)


def _tell(told: Told, officer: User) -> None:
    at = timezone.now() - told.hours_ago * HOUR
    shown = published.now() if told.kind == QuestionKind.WRONG_LINK else []
    asked = Asked(
        kind=told.kind,
        link=shown[0].link if shown else None,
        text=told.text,
        permit_type=PermitType.objects.filter(slug=told.service).first(),
        name=told.name,
        email=told.email,
        phone=told.phone,
    )
    question = questions.ask(asked, told.text, at=at)
    for number, text in enumerate(told.answers, 1):
        questions.answer(question, text, by=officer, seen=_seen(question), at=at + number * 3 * HOUR)
    if told.closed:
        questions.close(question, told.closed, by=officer, seen=_seen(question))


def _seen(question: Question) -> str:
    return questions.state_of(Question.objects.get(pk=question.pk))
