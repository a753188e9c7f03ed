"""The questions with which every office starts; staff change them afterwards."""

from typing import Any

from django.db import migrations
from django.utils import timezone

QUESTIONS = (
    (
        "Sambungan saya putus saat mengisi formulir. Apakah harus mengulang?",
        "Tidak. Setiap langkah yang sudah Anda simpan dan setiap dokumen yang sudah terunggah tetap ada. "
        "Masuk lagi, lalu lanjutkan dari Permohonan saya, juga dari ponsel lain.",
    ),
    (
        "Dokumen saya tidak bisa diunggah. Apa yang salah?",
        "Pakai foto JPG atau PNG, atau berkas PDF tanpa kata sandi. Jika terlalu besar, foto ulang dengan ukuran "
        "lebih kecil. Pesan di bawah dokumen menyebutkan yang harus diperbaiki.",
    ),
    (
        "Berapa lama izin saya selesai?",
        "Batas waktunya tertulis pada halaman layanan dan dihitung dalam hari kerja. Tanggal pastinya ada pada tanda "
        "terima. Berkas yang masuk setelah loket tutup dihitung mulai hari kerja berikutnya.",
    ),
    (
        "Nomor pendaftaran saya hilang. Bagaimana mencarinya?",
        "Masuk dan buka Permohonan saya. Jika Anda mendaftar di loket, datang dengan kartu identitas; petugas "
        "mencarikan nomornya.",
    ),
    (
        "Siapa yang dapat melihat dokumen saya?",
        "Hanya Anda dan petugas yang memeriksa berkas Anda. Setiap kali dokumen dibuka, sistem mencatat siapa dan "
        "kapan. Orang yang hanya tahu nomornya tidak melihat nama maupun dokumen.",
    ),
    (
        "Bagaimana memastikan surat izin asli?",
        "Buka halaman Pindai dan arahkan kamera ke kode QR pada surat izin. Halaman yang terbuka harus beralamat portal "
        "ini dan menyebut nomor yang sama dengan di kertas.",
    ),
    (
        "Bolehkah saya membatalkan permohonan?",
        "Boleh, selama izin belum terbit. Buka permohonannya, pilih Tarik permohonan, lalu tulis alasannya.",
    ),
)


def fill(apps: Any, schema_editor: Any) -> None:
    common_question = apps.get_model("helpdesk", "CommonQuestion")
    now = timezone.now()
    for order, (question, answer) in enumerate(QUESTIONS, 1):
        common_question.objects.create(question=question, answer=answer, order=order, changed_at=now)


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0002_first_data")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
