"""What stands on the demonstration's hub: official addresses, and forms that are drawn for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A link as its people made it, and how long ago; without an address it is a form of the office's own.

    ``seen`` is what the technical administrator saw at an address whose site turned the portal away.
    """

    group: str
    title: str
    summary: str
    source: str
    address: str = ""
    sector: str = ""
    permit: str = ""
    in_charge: str = "konten"
    days_ago: int = 30
    reviewed_days_ago: int | None = None
    note: str = "Alamat dan isinya dicocokkan dengan situs resmi."
    seen: str = ""


OSS = "Situs resmi OSS, Kementerian Investasi dan Hilirisasi"
FORMS = "Keputusan Kepala Dinas tentang formulir pelayanan"

LINKS = (
    Entry(
        "nib",
        "Panduan membuat NIB perorangan",
        "Langkah membuat NIB dari akun sampai terbit, untuk usaha milik perorangan.",
        OSS,
        "https://oss.go.id/panduan",
        days_ago=150,
        reviewed_days_ago=70,
    ),
    Entry(
        "nib",
        "Cari kode KBLI usaha Anda",
        "Temukan kode bidang usaha dan tingkat risikonya sebelum mengisi NIB.",
        OSS,
        "https://oss.go.id/informasi/kbli-berbasis-risiko",
        days_ago=75,
    ),
    Entry(
        "nib",
        "Peraturan perizinan berusaha berbasis risiko",
        "Naskah lengkap undang-undang dan peraturan pemerintah dari pangkalan data resmi.",
        "Pangkalan data peraturan BPK",
        "https://peraturan.bpk.go.id/",
        in_charge="hukum",
        days_ago=60,
    ),
    Entry(
        "nib",
        "Mendirikan PT di AHU Online",
        "Pendaftaran PT perorangan untuk usaha mikro dan kecil, dan pengesahan PT lewat notaris.",
        "Situs resmi Direktorat Jenderal AHU, Kementerian Hukum",
        "https://ahu.go.id/",
        in_charge="hukum",
        days_ago=40,
    ),
    Entry(
        "persyaratan",
        "Persetujuan Bangunan Gedung (PBG)",
        "Syarat dan pengajuan persetujuan bangunan melalui SIMBG, pengganti IMB.",
        "Situs resmi SIMBG, Kementerian Pekerjaan Umum",
        "https://simbg.pu.go.id/",
        sector="Bangunan",
        permit="imb",
        days_ago=120,
        reviewed_days_ago=30,
    ),
    Entry(
        "persyaratan",
        "Cek produk pangan olahan terdaftar",
        "Periksa nomor izin edar pangan olahan sebelum Anda menjualnya.",
        "Situs resmi BPOM",
        "https://cekbpom.pom.go.id/",
        sector="Pangan",
        days_ago=50,
    ),
    Entry(
        "persyaratan",
        "Sertifikat halal untuk usaha mikro dan kecil",
        "Syarat dan pendaftaran sertifikat halal, termasuk yang gratis.",
        "Situs resmi BPJPH",
        "https://ptsp.halal.go.id/",
        sector="Makanan dan minuman",
        days_ago=45,
    ),
    Entry(
        "persyaratan",
        "Merek dagang: cek dan daftar",
        "Pastikan nama usaha Anda belum dipakai orang lain, lalu daftarkan mereknya.",
        "Situs resmi DJKI",
        "https://merek.dgip.go.id/",
        sector="Perdagangan",
        permit="siup",
        in_charge="layanan",
        days_ago=28,
    ),
    Entry(
        "formulir",
        "Surat kuasa pengurusan izin",
        "Isi dan tanda tangani bila orang lain mengurus izin untuk Anda.",
        FORMS,
        days_ago=90,
        reviewed_days_ago=20,
    ),
    Entry(
        "formulir",
        "Permohonan surat keterangan penelitian",
        "Formulir untuk mahasiswa dan peneliti sebelum turun ke lapangan.",
        FORMS,
        in_charge="layanan",
        days_ago=35,
    ),
    Entry(
        "formulir",
        "Pernyataan kesanggupan mengelola lingkungan",
        "Untuk usaha kecil yang tidak wajib memiliki dokumen lingkungan sendiri.",
        FORMS,
        sector="Lingkungan",
        days_ago=33,
    ),
    Entry(
        "kontak",
        "Pengaduan resmi: SP4N-LAPOR!",
        "Sampaikan keluhan tentang layanan kami atau kantor pemerintah lain.",
        "Situs resmi SP4N-LAPOR!",
        "https://www.lapor.go.id/",
        in_charge="layanan",
        days_ago=110,
    ),
    Entry(
        "kontak",
        "Video panduan perizinan dari pemerintah pusat",
        "Rekaman penjelasan singkat, dapat ditonton sebelum datang ke kantor.",
        "Tautan pada situs resmi OSS",
        "https://www.youtube.com/",
        days_ago=25,
        note="Di luar .go.id; kanal yang ditautkan situs resmi OSS.",
    ),
    Entry(
        "oss",
        "Masuk ke OSS",
        "Masuk dengan akun Anda untuk mengurus NIB dan perizinan berusaha.",
        OSS,
        "https://ui-login.oss.go.id/",
        in_charge="koordinator",
        days_ago=80,
        reviewed_days_ago=10,
    ),
    Entry(
        "oss",
        "Beranda OSS",
        "Berita, panduan, dan layanan sistem perizinan berusaha berbasis risiko.",
        OSS,
        "https://oss.go.id/",
        days_ago=80,
        reviewed_days_ago=15,
        seen="Beranda OSS terbuka tanpa masuk akun; menu panduan dan peraturannya dapat dibaca.",
    ),
    Entry(
        "oss",
        "Jaringan dokumentasi hukum nasional",
        "Cari peraturan pusat dan daerah yang berlaku.",
        "Situs resmi JDIHN",
        "https://jdihn.go.id/",
        in_charge="hukum",
        days_ago=20,
    ),
)

# One at every step that is not the last.
UNFINISHED = {
    "collected": Entry(
        "kontak",
        "WhatsApp loket informasi",
        "Tulis pertanyaan Anda pada jam layanan.",
        "Surat tugas loket informasi",
        "https://wa.me/6281234567890",
        days_ago=2,
    ),
    "refused": Entry(
        "persyaratan",
        "Tarif lama retribusi",
        "",
        "Selebaran di loket",
        "https://jdih.go.id/tarif-lama",
        days_ago=6,
        note="Peraturannya sudah dicabut. Pakai peraturan daerah yang berlaku.",
    ),
    "verified": Entry(
        "persyaratan",
        "Laporan kegiatan penanaman modal (LKPM)",
        "",
        "Peraturan BKPM 5 Tahun 2025",
        "https://oss.go.id/informasi/lkpm",
        days_ago=5,
    ),
    "written": Entry(
        "formulir",
        "Permohonan pindah alamat usaha",
        "Isi bila tempat usaha Anda berpindah di dalam kabupaten.",
        FORMS,
        days_ago=4,
    ),
    "tried": Entry(
        "nib",
        "Jenis usaha menurut tingkat risiko",
        "Kenali apakah usaha Anda berisiko rendah, menengah, atau tinggi.",
        OSS,
        "https://oss.go.id/informasi/usaha-berbasis-risiko",
        days_ago=3,
    ),
}
