"""Who vouches for an address that turns machines away; letters to the team about what waits, came back or was reported."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0005_redirects_outside_and_long_days"),
        ("permits", "0004_every_permit_type"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_is_about_one_thing",
        ),
        migrations.AddField(
            model_name="linkversion",
            name="vouch_note",
            field=models.TextField(blank=True, max_length=1000, verbose_name="yang dilihat"),
        ),
        migrations.AddField(
            model_name="linkversion",
            name="vouched_at",
            field=models.DateTimeField(null=True, verbose_name="dibuka sendiri"),
        ),
        migrations.AddField(
            model_name="linkversion",
            name="vouched_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="dibuka sendiri oleh",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answered", "Pertanyaan dijawab"),
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
                ],
                max_length=10,
                verbose_name="jenis",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("link", None)),
                fields=("person", "kind", "occasion", "channel"),
                name="one_letter_about_the_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("booking", None),
                        ("invitation", None),
                        ("link", None),
                        ("person", None),
                        ("question__isnull", False),
                    ),
                    models.Q(
                        ("booking__isnull", False),
                        ("invitation", None),
                        ("link", None),
                        ("person", None),
                        ("question", None),
                    ),
                    models.Q(
                        ("booking", None),
                        ("invitation", None),
                        ("link__isnull", False),
                        ("person__isnull", False),
                        ("question", None),
                    ),
                    models.Q(
                        ("booking", None),
                        ("invitation", None),
                        ("link", None),
                        ("person__isnull", False),
                        ("question", None),
                    ),
                    models.Q(
                        ("booking", None),
                        ("invitation__isnull", False),
                        ("link", None),
                        ("person", None),
                        ("question", None),
                    ),
                    _connector="OR",
                ),
                name="letter_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vouch_note", ""), ("vouched_at__isnull", True), ("vouched_by__isnull", True)),
                    models.Q(
                        ("trial__isnull", False),
                        ("vouched_at__isnull", False),
                        ("vouched_by__isnull", False),
                        models.Q(("vouch_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="link_vouched_for_completely",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("vouched_by__isnull", True),
                    models.Q(("vouched_by", models.F("author")), _negated=True),
                    _connector="OR",
                ),
                name="link_vouched_for_by_another_than_its_author",
            ),
        ),
    ]
