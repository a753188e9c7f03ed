"""A SIUP along its nine stages, without pages: the shortest telling of the whole story."""

from permits import records, workflow
from permits.models import Status, Work
from testkit.story import advance, attach, file_application, forward


def test_an_application_goes_through_all_nine_stages(applicant, staff):
    application = file_application(applicant)
    assert application.number.endswith(f"00201{application.filed_at:%m%Y}")
    advance(application, staff)
    assert application.status == Status.COMPLETED
    assert application.permit.handed_over_at
    assert [row.action for row in application.transitions.all()] == ["submit"] + ["forward"] * 8
    assert list(records.misfits()) == []


def test_what_is_returned_comes_back_to_the_counter(applicant, staff):
    application = file_application(applicant)
    verdicts = {row.code: ("present", "") for row in application.standard.requirements_for("person") if row.required}
    verdicts["ktp"] = ("unreadable", "Foto ulang; NIK tidak terbaca.")
    workflow.perform(application, "return", by=staff["counter"], note="KTP", payload={"verdicts": verdicts})
    assert application.status == Status.RETURNED
    attach(application, "ktp", by=applicant)
    workflow.perform(application, "resubmit", by=applicant)
    assert application.stage.work == Work.CHECK
    forward(application, staff)
    assert application.stage.work == Work.PREPARE
