"""What the tests of the report from the site share: an inspection that waits, and what an officer sends."""

import datetime
import io
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from permits.models import Application, Work
from testkit.story import advance, file_application


def awaiting_report(applicant: Any, staff: dict[str, Any]) -> Application:
    """An application whose inspection was scheduled an hour ago."""
    earlier = timezone.now() - datetime.timedelta(hours=1)
    application = file_application(applicant, slug="izin-gangguan", at=earlier)
    advance(application, staff, to=Work.INSPECT, at=earlier)
    return application


def page_of(application: Application) -> str:
    """The address of the report's page."""
    return reverse("site_report", args=[application.number])


def a_report(application: Application, **changes: Any) -> dict[str, Any]:
    """A complete report as the form sends it."""
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    indices = {f"index-{row.key}": "0" for row in application.standard.tariff_indices.all()}
    plain = {
        "report_key": str(uuid.uuid4()),
        "visited_at": now,
        "area": "1.234,5",
        "findings": "Bangunan sesuai dengan denah.",
        "conclusion": "fit",
        "latitude": "-1,265432",
        "longitude": "116.831234",
        "accuracy": "12",
        "attendee-0-name": "Siti Rahmawati",
        "attendee-0-capacity": "Pemohon",
    }
    return plain | indices | changes


def picture_file(kind: str = "JPEG", name: str = "foto.jpg", size: tuple[int, int] = (800, 600)) -> SimpleUploadedFile:
    """A file as a browser sends it; its EXIF names the phone and the place."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "PonselContoh"
    exif.get_ifd(0x8825).update({1: "S", 2: (1.0, 15.0, 57.0)})
    Image.new("RGB", size, "white").save(buffer, kind, exif=exif)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type=f"image/{kind.lower()}")
