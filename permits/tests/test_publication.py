"""A standard that cannot work is refused, and says why."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from permits import parts, publication
from permits.catalogue import load, load_all
from permits.models import FormField, PermitType, Requirement, ServiceStandard, Stage, StandardIsPublished
from permits.tests.editor_steps import approve
from sipelaku.accounts.models import Role

TOMORROW = datetime.date(2030, 1, 1)


@pytest.fixture
def revision(catalogue):
    """A draft that could be published as it is."""
    return ServiceStandard.objects.get().revise()


def reasons(standard):
    with pytest.raises(ValidationError) as refused:
        publication.put_in_force(standard, TOMORROW)
    standard.refresh_from_db()
    assert standard.status == "draft"
    return " ".join(refused.value.messages)


def change(revision, order, **values):
    Stage.objects.filter(standard=revision, order=order).update(**values)


def test_a_copy_of_what_is_published_can_be_published(revision):
    publication.put_in_force(revision, TOMORROW)
    assert (revision.status, revision.revision) == ("published", 2)


def test_what_is_published_is_not_published_again(revision):
    publication.put_in_force(revision, TOMORROW)
    with pytest.raises(StandardIsPublished):
        publication.put_in_force(revision, TOMORROW)


def test_two_standards_cannot_take_effect_on_one_day(revision):
    publication.put_in_force(revision, TOMORROW)
    with pytest.raises(ValidationError, match="tanggal"):
        publication.put_in_force(revision.revise(), TOMORROW)


def test_no_stages(revision):
    revision.stages.all().delete()
    assert "Belum ada tahap" in reasons(revision)


def test_a_stage_behind_a_gap_cannot_be_reached(revision):
    revision.stages.get(order=4).delete()
    assert "tidak pernah dicapai" in reasons(revision)


def test_filing_in_the_middle_cannot_be_reached(revision):
    change(revision, 4, work="file", role="pemohon", no_leads_to="", no_stage=None)
    assert "pendaftaran hanya dapat menjadi tahap pertama" in reasons(revision)


@pytest.mark.parametrize(
    ("order", "values"),
    [
        (3, {"role": "pemohon"}),
        (2, {"no_leads_to": ""}),
        (8, {"no_leads_to": "applicant"}),
        (4, {"no_stage": 6}),
        (4, {"no_stage": 4}),
        (4, {"no_stage": 1}),
        (9, {"no_leads_to": "stage", "no_stage": 5}),
    ],
)
def test_a_stage_nobody_could_leave(revision, order, values):
    change(revision, order, **values)
    assert f"tahap {order}." in reasons(revision).lower()


def test_an_office_stage_without_a_limit(revision):
    change(revision, 5, day_limit=None)
    assert "batas hari" in reasons(revision)


def test_a_limit_that_falls(revision):
    change(revision, 7, day_limit=1)
    assert "lebih awal daripada tahap sebelumnya (H2)" in reasons(revision)


def test_a_role_without_a_title(revision):
    Role.objects.filter(code="arsip").update(title=" ")
    assert "arsip" in reasons(revision)


@pytest.mark.parametrize("order", [2, 3, 6, 9])
def test_work_that_other_work_builds_on_is_missing(revision, order):
    change(revision, order, work="record", no_leads_to="", no_stage=None)
    assert reasons(revision)


def test_a_form_that_does_not_ask_for_the_name(revision):
    revision.fields.get(key="full_name").delete()
    assert "nama lengkap" in reasons(revision)


def test_a_choice_without_choices(revision):
    FormField.objects.filter(standard=revision, key="trade_scale").update(choices=[])
    assert "Golongan SIUP" in reasons(revision)


def test_a_code_that_names_two_things(revision):
    Requirement.objects.filter(standard=revision, code="ktp").update(code="nik")
    assert "nik" in reasons(revision)


def test_nothing_to_check(revision):
    revision.requirements.all().delete()
    assert "Belum ada persyaratan" in reasons(revision)


def test_wording_or_a_component_missing(revision):
    ServiceStandard.objects.filter(pk=revision.pk).update(permit_terms="", evaluation=" ")
    revision.refresh_from_db()
    said = reasons(revision)
    assert "ketentuan" in said
    assert "evaluasi kinerja" in said


def test_the_catalogue_loads_again_with_the_same_result(catalogue):
    def everything():
        return [
            list(model.objects.order_by("pk").values())
            for model in (PermitType, ServiceStandard, Stage, Requirement, FormField, Role)
        ]

    before = everything()
    assert load_all(["siup"]) == [("siup", False)]
    assert everything() == before


def test_a_broken_definition_leaves_nothing(catalogue):
    definition = {
        "permit_type": {"slug": "rusak", "code": "999", "name": "Rusak", "agency": "Dinas"},
        "effective_from": TOMORROW,
        "components": {},
        "permit": {"title": "Rusak"},
        "stages": [],
        "requirements": [],
        "fields": [],
    }
    with pytest.raises(ValidationError):
        load(definition)
    assert not PermitType.objects.filter(slug="rusak").exists()


def test_siup_stands_as_the_sop_prints_it(catalogue):
    stages = Stage.objects.filter(standard__permit_type__slug="siup")
    assert [stage.day_limit for stage in stages] == [1, 1, 1, 1, 2, 2, 2, 2, 2]
    assert [stage.minutes for stage in stages] == [15, 15, 10, 15, 15, 15, 10, 10, 5]
    assert [stage.role_id for stage in stages] == [
        "pemohon",
        "petugas_loket",
        "petugas_entri",
        "kasi",
        "kabid",
        "kepala_dinas",
        "arsip",
        "petugas_loket",
        "petugas_loket",
    ]


# The legal check, and the door of the office's own revisions ---------------------------------


def today():
    return publication.today_at_the_office()


def refusal(draft, by, day=None):
    with pytest.raises(ValidationError) as refused:
        publication.publish(draft, day or today(), by=by)
    draft.refresh_from_db()
    assert draft.status == "draft"
    return " ".join(refused.value.messages)


def test_a_checked_draft_is_published_from_today_on(draft, administrator, lawyer):
    approve(draft, lawyer)
    publication.publish(draft, today(), by=administrator)
    assert (draft.status, draft.effective_from) == ("published", today())
    with pytest.raises(StandardIsPublished):
        publication.publish(draft, today(), by=administrator)


def test_nothing_is_published_unchecked(draft, administrator):
    assert "pengawas hukum" in refusal(draft, administrator)


def test_an_objection_does_not_allow_publishing_and_says_why(draft, administrator, lawyer):
    digest = publication.digest_of(draft)
    with pytest.raises(ValidationError, match="belum sesuai"):
        publication.record_check(draft, by=lawyer, approved=False, note=" ", digest=digest)
    approve(draft, lawyer)
    publication.record_check(draft, by=lawyer, approved=False, note="Dasar hukum dicabut.", digest=digest)
    assert publication.approval_of(draft) is None
    assert "pengawas hukum" in refusal(draft, administrator)


def test_an_author_cannot_check(draft, administrator):
    with pytest.raises(publication.WroteItThemselves):
        approve(draft, administrator)


def test_who_wrote_after_checking_has_checked_nothing(draft, administrator, lawyer):
    approve(draft, lawyer)
    draft.authors.add(lawyer)
    assert "pengawas hukum" in refusal(draft, administrator)


def test_a_change_after_the_check_voids_it_and_undoing_the_change_restores_it(draft, administrator, lawyer):
    approve(draft, lawyer)
    Stage.objects.filter(standard=draft, order=3).update(minutes=11)
    assert "pengawas hukum" in refusal(draft, administrator)
    Stage.objects.filter(standard=draft, order=3).update(minutes=10)
    assert publication.approval_of(draft).by == lawyer


def test_what_changed_since_it_was_read_is_not_checked(draft, lawyer):
    digest = publication.digest_of(draft)
    FormField.objects.filter(standard=draft, key="goods").update(help_text="Lain.")
    with pytest.raises(publication.ChangedSinceRead):
        publication.record_check(draft, by=lawyer, approved=True, note="", digest=digest)


def test_a_published_standard_is_not_checked(lawyer, catalogue):
    with pytest.raises(StandardIsPublished):
        approve(ServiceStandard.objects.get(), lawyer)


def test_every_column_and_row_is_part_of_what_is_checked():
    own = {"id", "permit_type", "revision", "status", "effective_from", "published_at", "retired_at"}
    columns = {field.name for field in ServiceStandard._meta.concrete_fields} - own
    assert {name for names in parts.COLUMNS.values() for name in names} == columns
    assert {name for names in parts.ROWS.values() for name in names} == set(ServiceStandard.ROWS)


def test_a_day_that_is_over_or_taken_is_refused(draft, administrator, lawyer):
    approve(draft, lawyer)
    assert "sudah lewat" in refusal(draft, administrator, today() - datetime.timedelta(days=1))
    other = draft.revise()
    approve(other, lawyer)
    publication.publish(other, TOMORROW, by=administrator)
    assert "tanggal lain" in refusal(draft, administrator, TOMORROW)


def test_what_is_missing_is_told_with_the_missing_check(draft, administrator):
    draft.stages.all().delete()
    said = refusal(draft, administrator)
    assert "Belum ada tahap" in said
    assert "pengawas hukum" in said
