"""Lets everything happen once: an application at every stage of both procedures, bills paid and voided, drafts.

The papers that are opened were really printed.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from e2e.happenings_hub_a import in_the_hub
from e2e.happenings_hub_b import among_people
from e2e.scene import Scene, browser, signed_in
from permits import cashier, catalogue, drafts, editor, printing, publication, site, uploads, work, workflow
from permits.actions import confirmed_payment, live_bill
from permits.demonstration import PERSON_ANSWERS, answers_to, drawn_document, fault, make_draft, report_of
from permits.models import ApplicantKind, Application, FilingKind, PaperKind, PermitType, Work
from sipelaku import printout
from sipelaku.accounts.enrol import enrol
from sipelaku.accounts.models import User
from sipelaku.office.models import Office
from testkit.hub import HUB_STAFF
from testkit.standards import open_here
from testkit.story import LONG_STAFF, PASSWORD, STAFF, advance, attach, file_application, make_user

LONG = "izin-gangguan"
# The law has closed it, and in the scene it is closed.
CLOSED = "tdg"


def build() -> Scene:
    """Let everything happen."""
    open_here("siup", "tdp", LONG)
    catalogue.load_all([CLOSED])
    people = the_cast()
    scene = Scene(people, {"nobody": browser(), **{name: signed_in(user) for name, user in people.items()}})
    staff = {name: people[name] for name in (*STAFF, *LONG_STAFF)}
    # Goes where the inspector may not: to the inspector's own site.
    staff["colleague"] = make_user("rekan", "tim_teknis")
    hang_up_the_emblem()
    at_every_stage(scene, staff)
    at_every_stage_of_the_long_way(scene, staff)
    at_the_till(scene, staff)
    unsent(scene)
    filed_together(scene)
    in_the_editor(people["admin"], people["hukum"])
    in_the_hub(scene)
    among_people(scene)
    return scene


def the_cast() -> dict[str, User]:
    roles = STAFF | LONG_STAFF | HUB_STAFF
    people = {
        "owner": make_user("siti", name="Siti Rahmawati"),
        "other": make_user("dewi", name="Dewi Anggraini"),
        **{name: make_user(name, role) for name, role in roles.items()},
    }
    enrol("admin", email="admin@uji.example", password=PASSWORD, roles=["admin"], is_staff=True, is_superuser=True)
    return people | {"admin": User.objects.get(username="admin")}


def hang_up_the_emblem() -> None:
    emblem = default_storage.save("office/emblem.jpg", ContentFile(drawn_document("Lambang")))
    Office.objects.update(emblem=emblem)


# The short way ------------------------------------------------------------------------


def at_every_stage(scene: Scene, staff: dict[str, User]) -> None:
    owner = scene.people["owner"]
    for work_kind in (Work.CHECK, Work.PREPARE, Work.VERIFY, Work.CORRECT, Work.SIGN, Work.ARCHIVE, Work.HAND_OVER):
        scene.files[work_kind] = file_application(owner)
        advance(scene.files[work_kind], staff, to=work_kind)
    print_papers(scene.files[Work.ARCHIVE])
    for name in (str(Work.COMPARE), "completed"):
        scene.files[name] = file_application(owner)
        advance(scene.files[name], staff, to=Work.ARCHIVE)
        print_papers(scene.files[name])
        advance(scene.files[name], staff, to=name)
    print_control_sheet(scene.files["completed"])
    scene.files["returned"] = returned = file_application(owner)
    payload = fault(returned, "ktp", "unreadable", "Foto ulang.")
    payload["verdicts"]["goods"] = ("unsuitable", "Tulis jenis barangnya.")
    workflow.perform(returned, "return", by=staff["counter"], note="Berkas tidak terbaca.", payload=payload)
    scene.files["kasi's own"] = file_application(staff["kasi"])
    scene.files["walk-in"] = walk_in(staff["counter"])
    workflow.perform(scene.files["walk-in"], "submit", by=staff["counter"])
    scene.things["document"] = scene.files[Work.CHECK].documents.first()


def print_papers(application: Application) -> None:
    for paper in application.papers.filter(rendered_at__isnull=True):
        claimed = printout.claim(application.papers.all(), paper.pk, timezone.now())
        assert printout.store(claimed, printing.draw(claimed))


def print_control_sheet(application: Application) -> None:
    work.request_paper(application, PaperKind.CONTROL_SHEET, timezone.now(), edition=application.version)
    print_papers(application)


# The long way -------------------------------------------------------------------------


def at_every_stage_of_the_long_way(scene: Scene, staff: dict[str, User]) -> None:
    """One file at each stage; those whose work the short procedure has too are named "long ..."."""
    only_here = (Work.SCHEDULE, Work.INSPECT, Work.RESUME, Work.REVIEW, Work.ASSESS, Work.PAY, Work.SETTLE)
    for work_kind in only_here:
        scene.files[work_kind] = so_far(scene.people["owner"], staff, work_kind)
    in_both = (Work.CHECK, Work.PREPARE, Work.VERIFY, Work.SIGN, Work.ARCHIVE, Work.COMPARE, Work.HAND_OVER)
    for work_kind in in_both:
        scene.files[f"long {work_kind}"] = so_far(scene.people["owner"], staff, work_kind)
    print_papers(scene.files[f"long {Work.ARCHIVE}"])
    scene.files["long completed"] = finished = so_far(scene.people["owner"], staff, Work.ARCHIVE)
    print_papers(finished)
    advance(finished, staff)
    scene.files["inspector's own"] = so_far(staff["inspector"], staff_without(staff, "inspector"), Work.RESUME)
    scene.things["photo not sent yet"] = photo_of(scene.files[Work.INSPECT], staff["inspector"])
    seen_at_the_site(scene, staff)


def so_far(applicant: User, staff: dict[str, User], work_kind: str) -> Application:
    """An Izin Gangguan filed an hour ago that has come as far as ``work_kind``."""
    earlier = timezone.now() - datetime.timedelta(hours=1)
    application = file_application(applicant, slug=LONG, at=earlier)
    advance(application, staff, to=work_kind, at=earlier)
    return application


def staff_without(staff: dict[str, User], *names: str) -> dict[str, User]:
    return {name: user for name, user in staff.items() if name not in names}


def photo_of(application: Application, inspector: User) -> Any:
    key = uuid.uuid4()
    assert site.put_photo(application, key, drawn_document("Lokasi"), by=inspector)
    return site.photo_or_404(inspector, str(application.number), key)


def seen_at_the_site(scene: Scene, staff: dict[str, User]) -> None:
    """A report with a photo."""
    scene.files["seen"] = application = so_far(scene.people["owner"], staff, Work.INSPECT)
    scene.things["photo"] = photo = photo_of(application, staff["inspector"])
    report = report_of(application, timezone.now())
    assert site.send_report(application, report, {photo.key: "Tampak depan"}, by=staff["inspector"])
    application.refresh_from_db()


# The till -----------------------------------------------------------------------------


def at_the_till(scene: Scene, staff: dict[str, User]) -> None:
    """A bill that waits, a paid one, a voided payment, a day closed, and what a cashier has to do with themselves."""
    owner, first, second = scene.people["owner"], staff["cashier"], staff["second_cashier"]
    scene.things["bill"] = live_bill(scene.files[Work.PAY])
    scene.files["voided"] = voided = so_far(owner, staff, Work.SETTLE)
    scene.things["voided payment"] = confirmed_payment(voided)
    workflow.perform(voided, "void", by=second, note="Salah hitung uang kembalian.")
    scene.things["closing"] = close_the_day(first)
    scene.files["paid"] = paid = so_far(owner, staff, Work.SETTLE)
    scene.things["paid bill"], scene.things["payment"] = live_bill(paid), confirmed_payment(paid)
    others = staff_without(staff, "cashier")
    scene.files["cashier's own"] = own = so_far(first, others, Work.SETTLE)
    scene.things["cashier's own bill"], scene.things["cashier's own payment"] = live_bill(own), confirmed_payment(own)
    scene.files["walk-in's bill"] = walk_ins = walk_in(staff["counter"], LONG)
    workflow.perform(walk_ins, "submit", by=staff["counter"])
    advance(walk_ins, staff, to=Work.PAY)


def close_the_day(by: User) -> Any:
    account = cashier.open_account()
    return cashier.close(by=by, counted_cash=account.total)


# Unsent -------------------------------------------------------------------------------


def unsent(scene: Scene) -> None:
    """Drafts of every kind of filing, a walk-in's, and a file on its way up."""
    owner = scene.people["owner"]
    scene.files["draft"] = draft = make_draft(owner, at=timezone.now())
    scene.files["walk-in draft"] = walk_in(scene.people["counter"])
    scene.things["draft's document"] = draft.documents.first()
    place = draft.standard.requirements.get(code="npwp_file")
    scene.things["upload"] = uploads.begin(draft, place, "npwp.jpg", 1000, by=owner)
    started = (
        (FilingKind.AMENDMENT, "siup", "completed"),
        (FilingKind.REREGISTRATION, "siup", "completed"),
        (FilingKind.RENEWAL, LONG, "long completed"),
    )
    for kind, slug, old in started:
        permit = scene.files[old].permit
        scene.files[f"{kind} draft"] = make_draft(owner, at=timezone.now(), slug=slug, filing=kind, previous=permit)


def walk_in(officer: User, slug: str = "siup") -> Application:
    """A complete draft that ``officer`` began for somebody without an account."""
    draft = workflow.start(PermitType.objects.get(slug=slug), by=officer, on_behalf=True)
    answers = answers_to(draft.standard.fields_for(ApplicantKind.PERSON), PERSON_ANSWERS)
    Application.objects.filter(pk=draft.pk).update(applicant_kind=ApplicantKind.PERSON, answers=answers)
    draft.refresh_from_db()
    for requirement in draft.requirements():
        if requirement.required:
            attach(draft, requirement.code, by=officer)
    return draft


def filed_together(scene: Scene) -> None:
    """A SIUP and a TDP in one form: a pair that was sent, and one that was not."""
    owner = scene.people["owner"]
    scene.files["together"], scene.files["companion"] = pair(owner)
    scene.files["together draft"], scene.files["companion draft"] = pair(owner)
    drafts.send(scene.files["together"], by=owner, seen=drafts.seen_mark(scene.files["together"]))


def pair(owner: User) -> tuple[Application, Application]:
    """Two complete drafts in one form; the first one holds all answers."""
    tdp = PermitType.objects.get(slug="tdp").standard_on(timezone.localdate())
    asked = answers_to(tdp.fields_for(ApplicantKind.PERSON), PERSON_ANSWERS)
    first = make_draft(owner, at=timezone.now(), answers=asked)
    return first, make_draft(owner, at=timezone.now(), slug="tdp", filed_with=first)


# The editor ---------------------------------------------------------------------------


def in_the_editor(admin: User, legal: User) -> None:
    """Two drafts of the SIUP, the second found lawful; and a new type whose draft has two rows of each kind."""
    siup = PermitType.objects.get(slug="siup")
    in_force = siup.standards.get(revision=1)
    editor.copy_of(in_force, siup, by=admin)
    checked = editor.copy_of(in_force, siup, by=admin)
    publication.record_check(checked, by=legal, approved=True, note="", digest=publication.digest_of(checked))
    new = PermitType.objects.create(slug="izin-uji", code="900", name="Izin Uji", agency="Dinas Uji")
    draft = editor.begin(new, "short", by=admin)
    for rows in (draft.stages, draft.requirements, draft.fields):
        rows.exclude(pk__in=rows.order_by("order").values_list("pk", flat=True)[:2]).delete()
