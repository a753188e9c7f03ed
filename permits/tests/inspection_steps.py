"""What the scheduler, the team and the section head type, for the tests of the inspection's pages."""

import io
import uuid

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from permits import workflow
from permits.demonstration import payload_for, plan_for
from permits.models import InspectionPhoto
from permits.work.inspection import inspection_to_come
from sipelaku.office.services import current_office
from testkit.story import advance, file_application


def at(work, applicant, staff):
    """An Izin Gangguan that has come as far as `work`."""
    application = file_application(applicant, slug="izin-gangguan")
    advance(application, staff, to=work)
    return application


def typed_plan(application, **others):
    """What a scheduler types who sends one officer for two hours from ten on the next working day."""
    plan = plan_for(application, timezone.now())
    zone = current_office().zone
    starts_at, ends_at = plan["starts_at"].astimezone(zone), plan["ends_at"].astimezone(zone)
    return {
        "version": application.version,
        "day": starts_at.date().isoformat(),
        "begins": f"{starts_at:%H:%M}",
        "ends": f"{ends_at:%H:%M}",
        "team": plan["team"],
        "leader": plan["leader"],
        "place": "Jalan Pasar Baru 12",
        "instructions": "Temui ketua RT.",
    } | others


def typed_review(application, **others):
    """What the section head sends who finds nothing to correct."""
    inspection = application.inspections.get(cancelled_at__isnull=True)
    indices = {f"index-{key}": place for key, place in inspection.basis_indices.items()}
    return {"version": application.version, "area": "150", "confirmed": "on", **indices, **others}


def reschedule_page(application):
    return reverse("inspection_reschedule", args=[application.number])


def a_photo(width=1600, height=1200, *, noise=False):
    """A JPEG as large as the site's photos are kept."""
    image = (
        Image.effect_noise((width, height), 90).convert("RGB") if noise else Image.new("RGB", (width, height), "red")
    )
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def a_signature():
    """A PNG with a stroke across it."""
    image = Image.new("L", (600, 300), 255)
    image.paste(0, (20, 140, 580, 160))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def add_photo(application, by, content, caption=""):
    """A photo of the inspection that is awaited."""
    photo = InspectionPhoto(
        inspection=inspection_to_come(application),
        key=uuid.uuid4(),
        sha256="0" * 64,
        caption=caption,
        added_by=by,
        added_at=timezone.now(),
    )
    photo.file.save("photo", ContentFile(content), save=False)
    photo.save()
    return photo


def report(application, staff, moment=None, **others):
    """Send the report of the awaited inspection, with ``others`` instead of what is usual."""
    given = payload_for(application, moment)
    given["report"] |= others
    return workflow.perform(application, "forward", by=staff["inspector"], payload=given, at=moment)
