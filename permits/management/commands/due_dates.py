"""``manage.py due_dates <slug> <YYYY-MM-DDTHH:MM>``: when each stage would be due."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from permits.deadlines import due_moments
from permits.models import PermitType
from sipelaku.office.services import calendar, current_office

FORMAT = "%Y-%m-%dT%H:%M"


class Command(BaseCommand):
    help = "Saat jatuh tempo tiap tahap standar yang berlaku, andai permohonan diajukan saat itu (waktu kantor)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("moment", help="YYYY-MM-DDTHH:MM")

    def handle(self, *args: Any, **options: Any) -> None:
        zone = current_office().zone
        try:
            filed_at = datetime.datetime.strptime(options["moment"], FORMAT).replace(tzinfo=zone)
        except ValueError as error:
            raise CommandError("Tulis saatnya seperti 2026-10-09T14:30.") from error
        permit_type = PermitType.objects.filter(slug=options["slug"]).first()
        standard = permit_type.standard_on(timezone.localdate(timezone=zone)) if permit_type else None
        if standard is None:
            raise CommandError(f"Tidak ada standar pelayanan yang berlaku untuk {options['slug']}.")
        for order, due in due_moments(calendar(), standard.stages.all(), filed_at).items():
            self.stdout.write(f"{order}\t{due.astimezone(zone).strftime(FORMAT) if due else '-'}")
