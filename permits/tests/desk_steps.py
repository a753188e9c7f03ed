"""What an officer types on the pages of the desk, for the tests of those pages."""

from django.urls import reverse

from permits.models import Work


def page_of(application, action=""):
    if action:
        return reverse("desk_decide", args=[application.number, action])
    return reverse("desk_application", args=[application.number])


def required(application):
    return [row.code for row in application.standard.requirements_for("person") if row.required]


def verdicts(application, outcome="present", **others):
    given = {f"doc-{code}": outcome for code in required(application)}
    return given | {"version": application.version} | others


def work_for(application):
    """What an officer types at the present stage when everything is in order."""
    work = application.stage.work
    typed = {
        Work.CHECK: lambda: verdicts(application),
        Work.COMPARE: lambda: verdicts(application, "match"),
        Work.PREPARE: lambda: {
            f"answer-{row.key}": application.answers.get(row.key, "")
            for row in application.standard.fields_for("person")
            if row.on_permit
        },
        Work.VERIFY: lambda: {"confirmed": "on"},
        Work.CORRECT: lambda: {
            "confirmed": "on",
            **{f"answer-{key}": value for key, value in application.permit.data.items()},
        },
        Work.ARCHIVE: lambda: {"archive_place": "Lemari 3, map 12"},
        Work.HAND_OVER: lambda: {"received_by": "Siti Rahmawati"},
    }[work]()
    return {"version": application.version} | typed


def officer_of(application, staff):
    return next(user for user in staff.values() if application.stage.role_id in user.role_codes)
