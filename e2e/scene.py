"""A portal in which everything has happened once, and everybody is signed in: what the tables of addresses ask about.

One application stands at every stage; the papers that are opened were really printed.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone

from permits import printing, uploads, work, workflow
from permits.demonstration import PERSON_ANSWERS, drawn_document, fault
from permits.models import Application, PaperKind, PermitType, Work
from sipelaku.accounts.enrol import enrol
from sipelaku.accounts.models import User
from sipelaku.office.models import Office
from testkit.story import PASSWORD, advance, attach, file_application, make_draft

OFFICERS_WITH_STAGES = ("counter", "entry", "kasi", "kabid", "head", "archive")
OFFICERS = (*OFFICERS_WITH_STAGES, "konten", "admin")
SIGNED_IN = ("owner", "other", *OFFICERS)
PEOPLE = ("nobody", *SIGNED_IN)


@dataclass
class Scene:
    """People with their browsers, and one application for each situation, by name."""

    people: dict[str, User]
    browsers: dict[str, Client]
    files: dict[str, Application] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def ask(self, person: str, address: str, method: str = "GET", data: Any = None, **options: Any) -> Any:
        """The answer ``person`` gets; limits on attempts start anew, and the browser forgets what it was told."""
        browser = self.browsers[person]
        cookies = copy.deepcopy(browser.cookies)
        caches["default"].clear()
        send = getattr(browser, method.lower())
        if method == "PATCH":
            # The one address that takes it takes files in pieces.
            options |= {"content_type": "application/octet-stream", "headers": {"Upload-Offset": "0"}}
        answer = send(address, data or (None if method in ("GET", "POST") else b""), **options)
        browser.cookies = cookies
        return answer

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Take back what happens inside."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


def build(staff: dict[str, User], owner: User, other: User, konten: User) -> Scene:
    """Let everything happen."""
    people = {"owner": owner, "other": other, "konten": konten, **staff}
    enrol("admin", email="admin@uji.example", password=PASSWORD, roles=["admin"], is_staff=True, is_superuser=True)
    people["admin"] = User.objects.get(username="admin")
    scene = Scene(people, {"nobody": browser(), **{name: signed_in(user) for name, user in people.items()}})
    hang_up_the_emblem()
    at_every_stage(scene, staff)
    drafts(scene)
    return scene


def browser() -> Client:
    """A browser that shows a failure as a visitor would see it: as a page with status 500."""
    return Client(raise_request_exception=False)


def signed_in(user: User) -> Client:
    """A browser in which ``user`` has signed in through the portal's own page."""
    visitor = browser()
    answer = visitor.post("/masuk/", {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return visitor


def hang_up_the_emblem() -> None:
    emblem = default_storage.save("office/emblem.jpg", ContentFile(drawn_document("Lambang")))
    Office.objects.update(emblem=emblem)


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
        claimed = printing.claim(paper.pk, timezone.now())
        assert printing.store(claimed, printing.draw(claimed))


def print_control_sheet(application: Application) -> None:
    work.request_paper(application, PaperKind.CONTROL_SHEET, timezone.now(), edition=application.version)
    print_papers(application)


def drafts(scene: Scene) -> None:
    owner = scene.people["owner"]
    scene.files["draft"] = draft = make_draft(owner)
    scene.files["walk-in draft"] = walk_in(scene.people["counter"])
    scene.things["draft's document"] = draft.documents.first()
    place = draft.standard.requirements.get(code="npwp_file")
    scene.things["upload"] = uploads.begin(draft, place, "npwp.jpg", 1000, by=owner)


def walk_in(officer: User) -> Application:
    """A complete draft that ``officer`` began for somebody without an account."""
    draft = workflow.start(PermitType.objects.get(slug="siup"), by=officer, on_behalf=True)
    Application.objects.filter(pk=draft.pk).update(applicant_kind="person", answers=PERSON_ANSWERS)
    draft.refresh_from_db()
    for requirement in draft.standard.requirements_for("person"):
        if requirement.required:
            attach(draft, requirement.code, by=officer)
    return draft


# What a request left behind -----------------------------------------------------------

FLEETING = {"sessions.Session"}


def traces() -> dict[str, str]:
    """A digest of every table, and of the names of all stored files."""
    rows = {
        model._meta.label: repr(list(model._default_manager.order_by("pk").values_list()))
        for model in apps.get_models()
        if model._meta.managed and model._meta.label not in FLEETING
    }
    rows["files"] = repr(sorted(stored_files()))
    return {label: hashlib.sha256(text.encode()).hexdigest() for label, text in rows.items()}


def stored_files(folder: str = "") -> Iterator[str]:
    if not default_storage.exists(folder or settings.MEDIA_ROOT):
        return
    folders, names = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in names)
    for name in folders:
        yield from stored_files(f"{folder}/{name}".strip("/"))


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What differs between two ``traces``."""
    return [label for label in after if before.get(label) != after[label]]
