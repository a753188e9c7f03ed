"""The demonstration's hub: official addresses and drawn forms on every heading, with the months in which they came.

Everything goes the guide's way through ``publishing``. The trials are invented rows, because the
demonstration asks nothing of the network; titles and dates are invented too, the addresses are the real ones.
"""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass, field
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from helpdesk import board, publishing, upkeep
from helpdesk.addresses import needs_legal_word
from helpdesk.demo.content_list import LINKS, UNFINISHED, Entry
from helpdesk.models import AddressCheck, Announcement, AnnouncementKind, Group, Link, LinkVersion, Problem, Step
from helpdesk.moves import as_of, now, record
from helpdesk.publishing import Material, Wording
from permits.models import PermitType
from sipelaku.accounts.models import User
from sipelaku.office.services import current_office, local_today

A_DAY = datetime.timedelta(days=1)
# How long each step takes the team, hours.
HOURS = (3, 26, 5, 1, 20)


@dataclass
class Clock:
    """The moment of the story; each step of the way takes its hours."""

    moment: datetime.datetime
    steps: list[int] = field(default_factory=lambda: list(HOURS))

    def next(self) -> datetime.datetime:
        """Go on to the next step; never into the future."""
        self.moment = min(self.moment + datetime.timedelta(hours=self.steps.pop(0)), timezone.now())
        return self.moment


def tell(users: dict[str, User]) -> None:
    """Publish what is on the page, leave one version at every unfinished step, and let some of it go wrong."""
    links = {entry.title: _publish(entry, users) for entry in LINKS}
    _new_version(links["Panduan membuat NIB perorangan"], users)
    upkeep.feature(links["Masuk ke OSS"], by=users["koordinator"])
    _break(links["Cek produk pangan olahan terdaftar"])
    for step, entry in UNFINISHED.items():
        _leave_at(Step(step), entry, users)
    _announce(users)


def _publish(entry: Entry, users: dict[str, User]) -> Link:
    clock = Clock(_days_ago(entry.days_ago))
    version = _walk(_collected(entry, users, clock), entry, users, clock)
    with as_of(clock.next()):
        publishing.publish(version, by=users["koordinator"])
    link = Link.objects.get(pk=version.link_id)
    if entry.reviewed_days_ago is not None:
        with as_of(_days_ago(entry.reviewed_days_ago)):
            upkeep.review(link, by=users[entry.in_charge], note="Isi dan alamat masih sesuai.")
    return link


def _collected(entry: Entry, users: dict[str, User], clock: Clock) -> LinkVersion:
    with as_of(clock.next()):
        group = Group.objects.get(slug=entry.group)
        return publishing.collect(group, _material(entry), by=users["konten"], in_charge=users[entry.in_charge])


def _walk(
    version: LinkVersion, entry: Entry, users: dict[str, User], clock: Clock, to: Step = Step.TRIED
) -> LinkVersion:
    """Take material along the guide's way as far as ``to``."""
    foreign = needs_legal_word(version.address)
    wording = Wording(entry.title, entry.summary, entry.sector, PermitType.objects.filter(slug=entry.permit).first())
    moves = (
        (Step.VERIFIED, partial(publishing.verify, by=users["hukum"], note=entry.note, allow_foreign=foreign)),
        (Step.WRITTEN, partial(publishing.write, wording=wording, by=users["konten"])),
        (Step.TRIED, partial(_tried, by=users["admin"], seen=entry.seen)),
    )
    for step, move in moves:
        with as_of(clock.next()):
            version = move(version)
        if step == to:
            break
    return version


def _tried(version: LinkVersion, *, by: User, seen: str) -> LinkVersion:
    if not seen:
        return publishing.record_trial(version, _check(version), by=by)
    version = publishing.record_trial(version, _check(version, Problem.STATUS, 403), by=by)
    return publishing.vouch(version, by=by, note=seen)


def _check(version: LinkVersion, problem: str = "", status: int = 200, *, is_trial: bool = True) -> AddressCheck:
    """What the portal found, as if it had opened the address then."""
    is_page = bool(version.address)
    return AddressCheck.objects.create(
        version=version,
        at=now(),
        is_trial=is_trial,
        problem=problem,
        status=status if is_page else None,
        hops=[version.address] if is_page else [],
        tls_until=timezone.now() + 200 * A_DAY if is_page else None,
        size=48_000 + 731 * (version.pk % 40) if is_page else version.document_size,
        content_type="text/html" if is_page else version.document_type,
        page_title="" if problem or not is_page else version.title,
        took=180 + 37 * (version.pk % 20),
    )


def _leave_at(step: Step, entry: Entry, users: dict[str, User]) -> None:
    clock = Clock(_days_ago(entry.days_ago))
    version = _collected(entry, users, clock)
    if step == Step.REFUSED:
        with as_of(clock.next()):
            publishing.refuse(version, by=users["hukum"], note=entry.note)
    elif step != Step.COLLECTED:
        _walk(version, entry, users, clock, to=step)


def _new_version(link: Link, users: dict[str, User]) -> None:
    """A second version of a link that is on the page already."""
    entry = Entry(
        "nib",
        "Panduan membuat NIB perorangan",
        "Langkah demi langkah dari akun sampai NIB terbit, untuk usaha mikro dan kecil milik perorangan.",
        "Panduan OSS edisi PP 28 Tahun 2025",
        "https://oss.go.id/panduan",
        days_ago=40,
        note="Sesuai PP 28 Tahun 2025.",
    )
    clock = Clock(_days_ago(entry.days_ago))
    with as_of(clock.next()):
        version = publishing.revise(link, _material(entry), by=users["layanan"])
    version = _walk(version, entry, users, clock)
    with as_of(clock.next()):
        publishing.publish(version, by=users["koordinator"])


def _break(link: Link) -> None:
    """What the daily check would have found: the site answered twice with an error."""
    version, since = link.versions.get(), timezone.now() - datetime.timedelta(hours=9)
    with as_of(since):
        check = _check(version, Problem.STATUS, 503, is_trial=False)
        record(link, "broken", None, str(check.get_problem_display()), version)
    Link.objects.filter(pk=link.pk).update(broken_since=since, failures=2)


def _announce(users: dict[str, User]) -> Announcement:
    return board.announce(
        AnnouncementKind.NEWS,
        "Konsultasi perizinan gratis setiap Selasa, Rabu, dan Kamis",
        "Selasa dan Kamis pagi di kantor, Rabu malam lewat WhatsApp. Pesan waktunya di halaman Konsultasi, supaya Anda "
        "tidak menunggu di loket.",
        by=users["konten"],
        visible_until=timezone.now() + 30 * A_DAY,
    )


def _material(entry: Entry) -> Material:
    if entry.address:
        return Material(entry.source, entry.address)
    name = f"{entry.title}.pdf"
    document = SimpleUploadedFile(name, drawn_form(entry.title), "application/pdf")
    return Material(entry.source, document=document, document_type="application/pdf")


def drawn_form(title: str) -> bytes:
    """A PDF of one page that looks like an empty form with ``title``."""
    sheet = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((120, 120), current_office().name, fill="#17212b", font=ImageFont.load_default(34))
    pen.line((120, 190, 1120, 190), fill="#17212b", width=4)
    pen.text((120, 240), title, fill="#17212b", font=ImageFont.load_default(42))
    for row, label in enumerate(("Nama", "NIK", "Alamat", "Nama usaha", "Nomor telepon", "Keperluan", "Tanda tangan")):
        top = 380 + 150 * row
        pen.text((120, top), label, fill="#17212b", font=ImageFont.load_default(30))
        pen.line((420, top + 44, 1120, top + 44), fill="#75838f", width=2)
    pen.text((120, 1640), "CONTOH UNTUK DEMONSTRASI", fill="#a3211b", font=ImageFont.load_default(28))
    buffer = io.BytesIO()
    sheet.save(buffer, "PDF", resolution=150)
    return buffer.getvalue()


def _days_ago(days: int) -> datetime.datetime:
    """Nine in the morning at the office, so many days ago."""
    day = local_today() - days * A_DAY
    return datetime.datetime.combine(day, datetime.time(9), current_office().zone)
