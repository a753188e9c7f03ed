"""A kind of letter more: that a question was received, with the address of its page."""

from django.db import migrations, models

KINDS = [
    ("asked", "Tanda terima pertanyaan"),
    ("answered", "Pertanyaan dijawab"),
    ("closed", "Pertanyaan ditutup tanpa jawaban"),
    ("booked", "Janji konsultasi"),
    ("reminder", "Pengingat janji"),
    ("cancelled", "Janji dibatalkan kantor"),
    ("work", "Bahan menunggu Anda"),
    ("refused", "Bahan ditolak"),
    ("reported", "Tautan dilaporkan"),
    ("review", "Tinjauan tautan jatuh tempo"),
    ("broken", "Tautan rusak"),
    ("recovered", "Tautan pulih"),
    ("survey", "Undangan survei"),
]


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0008_grade_scale")]

    operations = [
        migrations.AlterField("letter", "kind", models.CharField("jenis", max_length=10, choices=KINDS)),
    ]
