"""What each move demands and leaves behind."""

import datetime

import pytest

from permits import publication, work, workflow
from permits.models import Application, Holder, PermitState, Status, Work
from testkit.story import advance, attach, file_application, forward, make_draft, payload_for


def verdicts(application, **changed):
    return {"verdicts": {**payload_for(application)["verdicts"], **changed}}


def test_filing_demands_every_required_document(applicant):
    draft = make_draft(applicant)
    draft.documents.get(requirement__code="ktp").delete()
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.perform(draft, "submit", by=applicant)
    assert list(refused.value.errors) == ["ktp"]
    assert Application.objects.get(pk=draft.pk).number is None


def test_filing_demands_valid_answers(applicant):
    draft = make_draft(applicant)
    Application.objects.filter(pk=draft.pk).update(answers={**draft.answers, "nik": "123", "kbli": ""})
    draft.refresh_from_db()
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.perform(draft, "submit", by=applicant)
    assert set(refused.value.errors) == {"nik", "kbli"}


def test_a_filed_application_can_be_searched_by_its_answers(applicant):
    application = file_application(applicant)
    assert (application.holder_name, application.nik) == ("Siti Rahmawati", "6471054507900001")


def test_the_counter_may_not_forward_without_a_verdict_on_each_document(applicant, staff):
    application = file_application(applicant)
    given = payload_for(application)
    del given["verdicts"]["foto"]
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.perform(application, "forward", by=staff["counter"], payload=given)
    assert list(refused.value.errors) == ["foto"]


def test_the_counter_may_not_forward_what_is_faulty(applicant, staff):
    application = file_application(applicant)
    with pytest.raises(workflow.Incomplete):
        workflow.perform(
            application, "forward", by=staff["counter"], payload=verdicts(application, ktp=("unsuitable", "Beda nama"))
        )
    assert application.stage.work == Work.CHECK


def test_a_return_needs_a_fault_and_a_note_on_each(applicant, staff):
    application = file_application(applicant)
    for given in (verdicts(application), verdicts(application, ktp=("unreadable", " "))):
        with pytest.raises(workflow.Incomplete):
            workflow.perform(application, "return", by=staff["counter"], note="Perbaiki", payload=given)
    assert application.status == Status.IN_PROCESS


def test_a_return_unlocks_only_what_is_faulty_and_stops_the_clock(applicant, staff):
    application = file_application(applicant)
    faulty = verdicts(application, ktp=("unreadable", "Foto ulang."), goods=("unsuitable", "Sebut barangnya."))
    workflow.perform(application, "return", by=staff["counter"], note="Dua hal", payload=faulty)
    opened = work.unlocked(application)
    assert [row.code for row in opened.requirements] == ["ktp"]
    assert opened.keys == ("goods",)
    turn = application.turns.get(closed_at__isnull=True)
    assert (turn.holder, turn.due_at) == (Holder.APPLICANT, None)


def test_corrections_may_not_be_sent_before_the_faulty_document_is_replaced(applicant, staff):
    application = file_application(applicant)
    workflow.perform(
        application,
        "return",
        by=staff["counter"],
        note="KTP",
        payload=verdicts(application, ktp=("missing", "Unggah.")),
    )
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.perform(application, "resubmit", by=applicant)
    assert list(refused.value.errors) == ["ktp"]
    attach(application, "ktp", by=applicant)
    workflow.perform(application, "resubmit", by=applicant)
    assert application.stage.work == Work.CHECK


def test_a_reason_is_demanded_wherever_the_applicant_will_read_it(applicant, staff):
    application = file_application(applicant)
    with pytest.raises(workflow.Incomplete):
        workflow.perform(application, "withdraw", by=applicant, note="  ")
    advance(application, staff, to=Work.VERIFY)
    for action in ("reject", "send_back"):
        with pytest.raises(workflow.Incomplete):
            workflow.perform(application, action, by=staff["kasi"])


def test_kabid_sends_back_one_stage_and_the_file_comes_again(applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to=Work.CORRECT)
    workflow.perform(application, "send_back", by=staff["kabid"], note="Alamat salah")
    assert application.stage.work == Work.VERIFY
    workflow.perform(application, "send_back", by=staff["kasi"], note="Alamat salah")
    assert application.stage.work == Work.PREPARE
    corrected = {**application.answers, "business_address": "Jalan Pasar Lama 3"}
    workflow.perform(application, "forward", by=staff["entry"], payload={"permit": corrected})
    advance(application, staff)
    assert application.permit.data["business_address"] == "Jalan Pasar Lama 3"


def test_kabid_corrects_the_permit_itself(applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to=Work.CORRECT)
    drafts = application.papers.filter(kind="draft").count()
    corrected = {**application.permit.data, "goods": "Kelontong"}
    workflow.perform(application, "forward", by=staff["kabid"], payload={"permit": corrected, "confirmed": True})
    assert application.permit.data["goods"] == "Kelontong"
    assert application.papers.filter(kind="draft").count() == drafts + 1


def test_a_draft_must_be_read_before_it_is_verified_or_signed(applicant, staff):
    application = file_application(applicant)
    for stage, officer in ((Work.VERIFY, "kasi"), (Work.CORRECT, "kabid"), (Work.SIGN, "head")):
        advance(application, staff, to=stage)
        with pytest.raises(workflow.Incomplete):
            workflow.perform(application, "forward", by=staff[officer])


def test_signing_numbers_and_freezes_the_permit(applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to=Work.SIGN)
    assert application.permit.state_on(datetime.date.today()) is None
    forward(application, staff)
    permit = application.permit
    assert permit.number.startswith("500.16.7.2/1-")
    assert permit.signed_by == staff["head"]
    assert permit.state_on(permit.valid_from) == PermitState.VALID


def test_the_archive_waits_for_the_printed_permit(applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to=Work.ARCHIVE)
    with pytest.raises(workflow.Incomplete):
        workflow.perform(application, "forward", by=staff["archive"], payload={"archive_place": "Lemari 1"})


def test_originals_that_do_not_match_cancel_the_permit(applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to=Work.COMPARE)
    mismatch = verdicts(application, ktp=("mismatch", "Nama berbeda"))
    with pytest.raises(workflow.Incomplete):
        workflow.perform(application, "forward", by=staff["counter"], payload=mismatch)
    with pytest.raises(workflow.Incomplete):
        workflow.perform(application, "cancel", by=staff["counter"], note="Beda", payload=payload_for(application))
    workflow.perform(application, "cancel", by=staff["counter"], note="Beda", payload=mismatch)
    assert application.status == Status.CANCELLED
    assert application.permit.state_on(datetime.date.today()) == PermitState.CANCELLED


def test_a_permit_is_handed_to_somebody_with_a_name(applicant, staff):
    application = file_application(applicant)
    advance(application, staff, to=Work.HAND_OVER)
    with pytest.raises(workflow.Incomplete):
        workflow.perform(application, "forward", by=staff["counter"], payload={"received_by": " "})
    forward(application, staff)
    assert application.status == Status.COMPLETED
    assert application.permit.received_by == "Siti Rahmawati"


def test_a_revoked_permit_says_so(applicant, staff):
    application = file_application(applicant)
    advance(application, staff)
    workflow.perform(application, "revoke", by=staff["head"], note="Keterangan tidak benar")
    assert application.permit.state_on(datetime.date.today()) == PermitState.REVOKED


def test_whoever_saw_an_older_version_is_told_who_was_faster(applicant, staff):
    application = file_application(applicant)
    seen = application.version
    forward(application, staff)
    with pytest.raises(workflow.Overtaken) as refused:
        workflow.perform(application, "forward", by=staff["counter"], version=seen)
    assert refused.value.transition.by == staff["counter"]


def test_a_stale_copy_cannot_move_what_has_moved_on(applicant, staff):
    application = file_application(applicant)
    stale = Application.objects.get(pk=application.pk)
    forward(application, staff)
    with pytest.raises(workflow.Overtaken):
        workflow.perform(stale, "forward", by=staff["counter"], payload=payload_for(stale))
    assert application.transitions.count() == 2


def test_a_draft_begun_before_a_revision_is_filed_under_the_new_standard_after_another_look(applicant):
    draft = make_draft(applicant)
    revision = draft.standard.revise()
    revision.requirements.get(code="neraca").delete()
    publication.put_in_force(revision, datetime.date(2020, 1, 1))
    with pytest.raises(workflow.StandardChanged):
        workflow.perform(draft, "submit", by=applicant)
    assert draft.standard == revision
    assert draft.number is None
    workflow.perform(draft, "submit", by=applicant)
    assert draft.standard == revision
    assert not draft.documents.filter(requirement__code="neraca", replaced_at__isnull=True).exists()


def test_what_is_filed_stays_on_its_standard(applicant, staff):
    application = file_application(applicant)
    publication.put_in_force(application.standard.revise(), datetime.date(2020, 1, 1))
    forward(application, staff)
    assert application.stage.standard == application.standard
    assert application.standard.revision == 1


def test_a_standard_not_yet_in_force_takes_no_applications(applicant):
    draft = make_draft(applicant)
    draft.standard.retire()
    with pytest.raises(workflow.NotAllowed):
        workflow.start(draft.permit_type, by=applicant)
    with pytest.raises(workflow.NotAllowed):
        workflow.perform(draft, "submit", by=applicant)


def test_two_officers_asking_for_the_next_file_get_two(applicant, staff):
    first, second = file_application(applicant), file_application(applicant)
    assert workflow.take_next(staff["counter"]) == first
    assert workflow.take_next(staff["counter"]) == second
    assert workflow.take_next(staff["counter"]) is None
