"""A permit type from nothing to its first application, by people who are no programmers, through the pages alone."""

import datetime

from django.urls import reverse
from django.utils import timezone

from permits import deadlines, demonstration
from permits.models import Application, PermitType, ServiceStandard, StandardStatus
from permits.publication import put_in_force
from permits.steps import SECTION, steps_for
from permits.tests.editor_steps import address, approve, draft_of, part, press, save, siup
from sipelaku.office.services import calendar
from testkit.filing import page, pictures, seen_on
from testkit.pages import fields_of
from testkit.story import advance, file_application, make_user

TYPE = {
    "name": "Izin Reklame Kain",
    "abbreviation": "",
    "code": "901",
    "slug": "reklame-kain",
    "agency": "Satpol PP",
    "section_head": "",
    "summary": "Untuk memasang kain reklame.",
    "place": "50",
    "number_pattern": "",
}


def test_a_new_type_is_defined_checked_published_and_applied_for(client, administrator, lawyer, applicant):
    client.force_login(administrator)
    assert client.post("/petugas/standar/baru/", TYPE)["Location"] == "/petugas/standar/reklame-kain/rancangan/"
    begun = client.post("/petugas/standar/reklame-kain/rancangan/", {"start": "procedure:short"})
    draft = draft_of("reklame-kain")
    assert begun["Location"] == address(draft)
    write_what_is_missing(client, draft)
    assert "kurang" not in page(client.get(address(draft))).split('class="tasks"')[1].split("</nav>")[0]

    client.force_login(lawyer)
    check = address(draft, "editor_legal_check")
    shown = page(client.get(check))
    stamp = shown.split('name="stamp" value="')[1].split('"')[0]
    assert client.post(check, {"stamp": stamp, "approved": "ya", "note": ""})["Location"] == address(draft)

    client.force_login(administrator)
    today = timezone.localdate().isoformat()
    assert client.post(address(draft, "editor_publish"), {"effective_from": today})["Location"] == address(draft)
    draft.refresh_from_db()
    assert draft.status == StandardStatus.PUBLISHED

    application = file_through_the_pages(client, applicant, "reklame-kain")
    assert application.number
    assert application.standard == draft
    client.force_login(administrator)
    assert "1 berjalan" in page(client.get(address(draft)))


def write_what_is_missing(client, draft):
    """The terms of the letter, one more document and one more question; everything else came with the procedure."""
    assert save(client, draft, "surat", permit_terms=["Kain diturunkan setelah tiga puluh hari."]).status_code == 302
    added = press(client, draft, "persyaratan", "requirements:sisipkan:1")
    fields = fields_of(added, "editor") | {"requirements-1-name": "Gambar reklame"}
    assert client.post(part(draft, "persyaratan"), fields | {"save": "1"}).status_code == 302
    count = draft.fields.count()
    added = press(client, draft, "isian", f"fields:sisipkan:{count}")
    fields = fields_of(added, "editor") | {
        f"fields-{count}-section": "Reklame",
        f"fields-{count}-label": "Bahan kain",
        f"fields-{count}-kind": "choice",
        f"fields-{count}-choices": "Katun\r\nPoliester",
        f"fields-{count}-on_permit": "on",
    }
    assert client.post(part(draft, "isian"), fields | {"save": "1"}).status_code == 302
    assert list(draft.requirements.values_list("code", flat=True)) == ["ktp", "gambar_reklame"]
    assert draft.fields.get(label="Bahan kain").key == "bahan_kain"


def file_through_the_pages(client, applicant, slug):
    client.force_login(applicant)
    client.post(reverse("apply", args=[slug]), {"applicant_kind": "person"})
    draft = Application.objects.get(permit_type__slug=slug)
    answers = demonstration.answers_to(draft.questions(), demonstration.PERSON_ANSWERS)
    steps = steps_for(draft)
    for step in steps:
        if step.kind == SECTION:
            typed = {f"answer-{row.key}": answers.get(row.key, "") for row in step.questions}
            client.post(reverse("apply_step", args=[slug, draft.pk, step.number]), typed | {"next": "1"})
    codes = [row.code for row in draft.requirements()]
    client.post(reverse("apply_step", args=[slug, draft.pk, len(steps) - 1]), pictures(codes) | {"next": "1"})
    last = reverse("apply_step", args=[slug, draft.pk, len(steps)])
    assert client.post(last, {"seen": seen_on(page(client.get(last)))})["Location"].endswith("/terkirim/")
    draft.refresh_from_db()
    return draft


def test_an_empty_draft_is_written_stage_by_stage(client, administrator):
    client.force_login(administrator)
    permit_type = PermitType.objects.create(slug="izin-uji", code="902", name="Izin Uji", agency="Dinas Uji")
    client.post("/petugas/standar/izin-uji/rancangan/", {"start": "procedure:"})
    draft = draft_of("izin-uji")
    assert "Belum ada tahap" in page(client.get(part(draft, "tahap")))
    fields = {"stamp": fields_of(client.get(part(draft, "tahap")), "editor")["stamp"], "stages-count": ["0"]}
    for place, stage in enumerate(siup().stages.all()):
        fields = fields_of(press(client, draft, "tahap", f"stages:sisipkan:{place}", fields), "editor") | {
            f"stages-{place}-name": [stage.name],
            f"stages-{place}-role": [stage.role_id],
            f"stages-{place}-work": [stage.work],
            f"stages-{place}-minutes": [str(stage.minutes)],
            f"stages-{place}-day_limit": [str(stage.day_limit)],
            f"stages-{place}-needs": [stage.needs],
            f"stages-{place}-output": [stage.output],
            f"stages-{place}-if_no": [str(stage.no_stage or stage.no_leads_to)],
        }
    assert client.post(part(draft, "tahap"), fields | {"save": "1"}).status_code == 302
    columns = ("order", "name", "role_id", "work", "minutes", "day_limit", "no_leads_to", "no_stage")
    assert list(draft.stages.values_list(*columns)) == list(siup().stages.values_list(*columns))
    assert permit_type.standards.count() == 1


def test_a_standard_revised_while_applications_run_leaves_them_on_their_version(client, administrator, lawyer, staff):
    people = [make_user(name) for name in ("ani", "budi", "citra")]
    filed = [file_application(person) for person in people]
    advance(filed[1], staff, to="verify")
    advance(filed[2], staff, to="sign")
    before = [what_is_asked(application) for application in filed]

    client.force_login(administrator)
    client.post("/petugas/standar/siup/rancangan/", {"start": "standard", "standard": siup().pk})
    draft = draft_of("siup")
    assert press(client, draft, "tahap", "stages:hapus:6").status_code == 200
    fields = fields_of(press(client, draft, "tahap", "stages:hapus:6"), "editor")
    fields |= {f"stages-{place}-day_limit": ["9"] for place in range(1, 8)}
    assert client.post(part(draft, "tahap"), fields | {"save": "1"}).status_code == 302
    fields = fields_of(press(client, draft, "persyaratan", "requirements:hapus:2"), "editor")
    assert client.post(part(draft, "persyaratan"), fields | {"save": "1"}).status_code == 302
    approve(draft, lawyer)
    today = timezone.localdate().isoformat()
    assert client.post(address(draft, "editor_publish"), {"effective_from": today}).status_code == 302

    newcomer = file_application(make_user("dian"))
    assert newcomer.standard == draft
    for application, was in zip(filed, before, strict=True):
        application = Application.objects.get(pk=application.pk)
        assert what_is_asked(application) == was
        assert application.standard.revision == 1
        advance(application, staff)
        assert application.status == "completed"
    assert newcomer.turns.get(closed_at=None).due_at > filed[0].turns.get(stage__work="check").due_at
    assert "archive" not in list(newcomer.standard.stages.values_list("work", flat=True))


def what_is_asked(application):
    """Stages, documents and due moments of an application."""
    stages = list(application.standard.stages.all())
    return (
        [(stage.order, stage.name, stage.day_limit) for stage in stages],
        [row.code for row in application.requirements()],
        deadlines.due_moments(calendar(), stages, application.filed_at),
        application.turns.get(closed_at=None).due_at,
    )


def test_a_version_to_come_is_not_in_force_yet(client, administrator):
    coming = siup().revise()
    put_in_force(coming, timezone.localdate() + datetime.timedelta(days=30))
    client.force_login(administrator)
    shown = {entry.permit_type.slug: entry for entry in client.get("/petugas/standar/").context["entries"]}["siup"]
    assert shown.in_force.standard.revision == 1
    assert [version.standard.revision for version in shown.versions] == [2, 1]
    assert ServiceStandard.objects.get(pk=coming.pk).status == StandardStatus.PUBLISHED
    superseded = siup()
    put_in_force(superseded.revise(), timezone.localdate())
    assert not client.get(address(superseded)).context["use"].is_in_force
    assert client.get(address(coming)).context["use"].is_in_force is False
