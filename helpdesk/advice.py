"""What the staff read about a link: each problem with what to do about it, each move and each step in words."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from helpdesk.content import LinkStory
from helpdesk.models import AddressCheck, LinkMove, LinkVersion, Problem, Step
from helpdesk.moves import Action

WHAT_TO_DO: dict[str, Promise] = {
    Problem.NO_HOST: _(
        "Nama situs ini tidak dikenal, atau portal sedang tanpa internet: coba lagi nanti. "
        "Bila tetap begitu, periksa ejaannya dan kumpulkan alamat yang benar."
    ),
    Problem.NOT_PUBLIC: _(
        "Alamat ini hanya dapat dibuka dari dalam jaringan. Masyarakat tidak dapat membukanya; cari alamat publiknya."
    ),
    Problem.UNREACHABLE: _(
        "Situsnya tidak menyambung, atau portal sedang tanpa internet: coba lagi nanti. "
        "Bila tetap begitu, hubungi pengelola situsnya."
    ),
    Problem.TIMEOUT: _(
        "Situsnya lebih lambat daripada kesabaran orang, atau portal sedang tanpa internet: coba lagi nanti. "
        "Bila tetap begitu, pilih halaman yang lebih ringan."
    ),
    Problem.TLS: _(
        "Peramban akan memperingatkan pengunjung. Minta pengelola situs memperbarui sertifikatnya, lalu uji lagi."
    ),
    Problem.STATUS: _(
        "Halaman ini tidak ada, terkunci, atau sedang rusak. Buka sendiri di peramban tanpa masuk akun, "
        "lalu kumpulkan alamat yang dapat dibuka."
    ),
    Problem.REDIRECTS: _("Situsnya mengalihkan berputar-putar. Kumpulkan alamat tujuan yang terakhir."),
    Problem.ANSWER: _("Situsnya menjawab dengan cara yang tidak lazim. Coba lagi nanti, atau pilih halaman lain."),
    Problem.TOO_LARGE: _(
        "Isinya terlalu berat untuk ponsel. Pilih halaman yang lebih ringan, atau perkecil dokumennya."
    ),
    Problem.FILE_TYPE: _("Pakai PDF, JPEG, atau PNG. Simpan ulang dokumennya, lalu kumpulkan lagi."),
    Problem.FILE_GONE: _("Dokumen yang disimpan hilang atau berubah. Kumpulkan lagi dokumennya."),
    Problem.OUTSIDE: _(
        "Pengunjung berakhir di situs yang belum disetujui Pengawas Hukum; mungkin situsnya diretas. "
        "Bila tujuannya memang resmi, kumpulkan alamat tujuan itu sebagai bahan baru."
    ),
}

_TURNED_AWAY = _(
    "Situsnya menolak mesin, tetapi orang mungkin dapat membukanya. Admin Teknis membukanya sendiri di peramban, "
    "lalu mencatat apa yang ia lihat; atau kumpulkan alamat lain."
)
_TURNED_AWAY_LATER = _(
    "Situsnya sekarang menolak mesin, tetapi orang mungkin dapat membukanya. Pulihkan versi ini dari daftar versi, "
    "ujilah, lalu minta Admin Teknis membukanya sendiri di peramban."
)

MOVES: dict[str, Promise] = {
    Action.COLLECT: _("Bahan dikumpulkan"),
    Action.VERIFY: _("Bahan diverifikasi"),
    Action.REFUSE: _("Bahan ditolak"),
    Action.WRITE: _("Judul dan ringkasan ditulis"),
    Action.TRY: _("Akses diuji"),
    Action.VOUCH: _("Alamat dibuka sendiri"),
    Action.PUBLISH: _("Diterbitkan"),
    Action.RESTORE: _("Versi lama dipulihkan"),
    Action.CHECK: _("Alamat diperiksa lagi"),
    Action.REVIEW: _("Ditinjau"),
    Action.WITHDRAW: _("Ditarik dari halaman"),
    Action.FEATURE: _("Dijadikan tautan utama"),
    Action.UNFEATURE: _("Bukan tautan utama lagi"),
    Action.ENTRUST: _("Penanggung jawab diganti"),
    Action.REGROUP: _("Dipindahkan ke kelompok lain"),
    "broken": _("Ditemukan rusak"),
    "recovered": _("Pulih kembali"),
}

DONE: dict[str, Promise] = {
    Action.COLLECT: _("Bahan tersimpan. Sekarang menunggu Pengawas Hukum."),
    Action.VERIFY: _("Bahan terverifikasi. Sekarang menunggu judul dan ringkasan."),
    Action.REFUSE: _("Bahan ditolak. Pengumpul menerima surat dengan alasan Anda."),
    Action.WRITE: _("Judul dan ringkasan tersimpan. Sekarang uji aksesnya."),
    Action.TRY: _("Uji akses lulus: masyarakat dapat membukanya. Sekarang menunggu Koordinator."),
    Action.VOUCH: _("Tercatat: Anda membuka alamat ini sendiri. Sekarang menunggu Koordinator."),
    Action.PUBLISH: _("Sudah terbit."),
    Action.RESTORE: _("Versi lama dipulihkan sebagai versi baru. Uji aksesnya, lalu terbitkan."),
    Action.CHECK: _("Alamatnya dapat dibuka. Tautan tampil seperti biasa."),
    Action.REVIEW: _("Tinjauan tercatat."),
    Action.WITHDRAW: _("Tautan ditarik dari halaman."),
    Action.FEATURE: _("Tautan ini sekarang tautan utama."),
    Action.UNFEATURE: _("Tautan ini bukan tautan utama lagi."),
    Action.ENTRUST: _("Penanggung jawab diganti."),
    Action.REGROUP: _("Tautan dipindahkan, sebagai yang terakhir di kelompoknya."),
    Action.SHIFT: _("Urutan disimpan."),
}

# What stands over the form of a move.
_LEADS: dict[str, Promise] = {
    Action.COLLECT: _(
        "Bahan baru memulai versi baru dari langkah pertama. Yang sedang terbit tetap tampil sampai versi baru terbit."
    ),
    Action.VERIFY: _(
        "Buka bahannya dan cocokkan dengan asalnya. Nama Anda tampil kepada masyarakat sebagai pemverifikasi."
    ),
    Action.REFUSE: _("Bahan kembali kepada pengumpul. Alasan Anda tersimpan dalam riwayat."),
    Action.WRITE: _("Yang sudah lulus uji harus diuji lagi sesudah ditulis ulang."),
    Action.TRY: _("Portal membuka sendiri alamat atau dokumennya, seperti pengunjung. Paling lama 15 detik."),
    Action.VOUCH: _(
        "Situs ini menolak mesin. Buka alamatnya di peramban Anda tanpa masuk akun dan dari luar jaringan kantor. "
        "Bila masyarakat memang dapat membukanya, tulis apa yang Anda lihat; nama Anda dan waktunya tercatat."
    ),
    Action.PUBLISH: _("Versi ini tampil kepada masyarakat mulai waktu yang Anda pilih."),
    Action.CHECK: _(
        "Portal membuka lagi alamat atau dokumennya sekarang, tanpa menunggu pemeriksaan harian. Paling lama 15 detik. "
        "Bila dapat dibuka, tanda rusaknya hilang."
    ),
    Action.REVIEW: _("Baca lagi isinya, buka alamatnya, lalu catat bahwa semuanya masih benar."),
    Action.FEATURE: _("Tampil paling atas. Tautan utama yang sekarang kembali ke kelompoknya."),
    Action.UNFEATURE: _("Tautan ini kembali ke kelompoknya; halaman tidak memiliki tautan utama."),
    Action.ENTRUST: _("Ia menerima surat bila tinjauan jatuh tempo atau alamatnya rusak."),
    Action.REGROUP: _("Tautan menjadi yang terakhir di kelompok barunya."),
    Action.WITHDRAW: _("Alamat pendek dan kode QR-nya berhenti menuju isi ini."),
}

# The five steps of the guide; what a version waits for at each.
_WAY = (
    (_("Bahan dikumpulkan"), _("Menunggu bahan baru")),
    (_("Verifikasi hukum"), _("Menunggu Pengawas Hukum")),
    (_("Judul dan ringkasan ditulis"), _("Menunggu Pengelola Konten")),
    (_("Uji akses publik"), _("Menunggu uji akses")),
    (_("Terbit"), _("Menunggu Koordinator")),
)
_FINISHED = {
    Step.COLLECTED: 1,
    Step.REFUSED: 1,
    Step.VERIFIED: 2,
    Step.WRITTEN: 3,
    Step.TRIED: 4,
    Step.PUBLISHED: 5,
}


class Stage(NamedTuple):
    """One of the five steps, as ``components/timeline.html`` shows it."""

    name: str
    state: str
    words: str
    finished_at: datetime.datetime | None
    who: str
    note: str


def stages_of(version: LinkVersion, refusal: str = "") -> list[Stage]:
    """The way of a version, step by step; ``refusal`` is why its material was refused."""
    finished = _FINISHED[Step(version.step)]
    marks = (
        (version.collected_at, version.author),
        (version.verified_at, version.verified_by),
        (version.written_at, version.writer),
        (version.vouched_at or (version.trial.at if version.trial else None), version.vouched_by),
        (version.published_at, version.published_by),
    )
    stages = []
    for place, ((name, words), (at, who)) in enumerate(zip(_WAY, marks, strict=True)):
        is_done = place < finished
        state = "done" if is_done else "now" if place == finished else "next"
        stages.append(
            Stage(
                name=str(name),
                state=state,
                words=str(words) if state == "now" else "",
                finished_at=at if is_done else None,
                who=who.get_full_name() if is_done and who else "",
                note="",
            )
        )
    if version.step == Step.REFUSED:
        stages[1] = stages[1]._replace(state="stopped", words=_now("Ditolak Pengawas Hukum"), note=refusal)
    if version.vouched_by is not None:
        stages[3] = stages[3]._replace(note=_now("Dibuka sendiri: %(note)s") % {"note": version.vouch_note})
    return stages


def about_check(check: AddressCheck) -> str:
    """What to do about what was found, "" when all is well."""
    if check.is_turned_away:
        return str(_TURNED_AWAY if check.is_trial else _TURNED_AWAY_LATER)
    return str(WHAT_TO_DO[check.problem]) if check.problem else ""


def history(story: LinkStory) -> list[tuple[str, LinkMove]]:
    """What became of a link, the newest first: words and the move."""
    return [(str(MOVES.get(move.action, move.action)), move) for move in reversed(story.moves)]


def name_of(action: Action, story: LinkStory) -> str:
    """What ``action`` is called on the link's page: material for a version on its way makes no new one."""
    if action == Action.COLLECT and story.making is not None:
        return _now("Ganti bahan versi %(number)d") % {"number": story.making.number}
    return str(action.label)


def lead_of(action: Action, story: LinkStory) -> str:
    """What stands over the form of ``action``."""
    making = story.making
    if action == Action.COLLECT and making is not None:
        return str(
            _now("Bahan baru menggantikan bahan versi %(number)d; verifikasi dan uji aksesnya dimulai lagi.")
        ) % {"number": making.number}
    if action == Action.PUBLISH and (older := story.lasting) is not None:
        return _now(
            "Versi ini menggantikan yang sekarang tampil, mulai waktu yang Anda pilih. "
            "Bila Anda mengisi waktu akhir, sesudahnya versi %(number)d tampil lagi."
        ) % {"number": older.number}
    return str(_LEADS[action])
