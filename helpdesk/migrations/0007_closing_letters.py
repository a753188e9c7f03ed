"""A kind of letter more: that a question was closed without an answer, and why."""

from django.db import migrations, models

KINDS = [
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
    dependencies = [("helpdesk", "0006_vouching_and_letters_to_the_team")]

    operations = [
        migrations.AlterField("letter", "kind", models.CharField("jenis", max_length=10, choices=KINDS)),
    ]
