"""The queue, the list of files and the search: who sees what, in which order, at what price."""

import datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from permits import desk, workflow
from permits.models import Application, Turn
from permits.paging import PAGE_SIZE
from sipelaku.office.services import calendar
from testkit.story import advance, file_application, make_user

QUEUE_QUERIES = 7


@pytest.fixture
def filed(applicant):
    return file_application(applicant)


def numbers_on(response):
    return [line.application.number for line in response.context["lines"]]


def many_filed(applicant, count):
    """``count`` filed applications with turns of their own, due one minute after another."""
    model = file_application(applicant)
    turn = model.turns.get(closed_at__isnull=True)
    copies = []
    for serial in range(1, count):
        copy = Application.objects.get(pk=model.pk)
        copy.pk, copy.token, copy.number = None, f"token-{serial}", f"{serial + 90000}{model.number[5:]}"
        copies.append(copy)
    made = Application.objects.bulk_create(copies)
    Turn.objects.bulk_create(
        Turn(
            application=application,
            stage=turn.stage,
            holder=turn.holder,
            role=turn.role,
            opened_at=turn.opened_at,
            due_at=turn.due_at + datetime.timedelta(minutes=serial),
        )
        for serial, application in enumerate(made, start=1)
    )
    return [model, *made]


def test_the_queue_shows_what_waits_for_the_officers_role_and_nothing_else(client, filed, staff):
    client.force_login(staff["counter"])
    page = client.get("/petugas/")
    assert numbers_on(page) == [filed.number]
    assert filed.number in page.content.decode()
    client.force_login(staff["entry"])
    assert numbers_on(client.get("/petugas/")) == []


def test_the_queue_is_sorted_by_the_deadline_and_paged_both_ways(client, applicant, staff):
    made = many_filed(applicant, PAGE_SIZE * 2 + 3)
    client.force_login(staff["counter"])
    first = client.get("/petugas/")
    expected = [row.number for row in made]
    assert numbers_on(first) == expected[:PAGE_SIZE]
    assert "1–25 dari 53" in first.content.decode()
    second = client.get("/petugas/" + first.context["page"].next_url)
    assert numbers_on(second) == expected[PAGE_SIZE : 2 * PAGE_SIZE]
    assert "26–50 dari 53" in second.content.decode()
    last = client.get("/petugas/" + second.context["page"].next_url)
    assert numbers_on(last) == expected[2 * PAGE_SIZE :]
    assert last.context["page"].next_url == ""
    back = client.get("/petugas/" + last.context["page"].previous_url)
    assert numbers_on(back) == numbers_on(second)
    front = client.get("/petugas/" + back.context["page"].previous_url)
    assert numbers_on(front) == numbers_on(first)
    assert front.context["page"].previous_url == ""


def test_files_due_at_the_same_moment_are_paged_without_loss(client, applicant, staff):
    made = many_filed(applicant, PAGE_SIZE + 4)
    Turn.objects.filter(closed_at__isnull=True).update(due_at=timezone.now())
    client.force_login(staff["counter"])
    first = client.get("/petugas/")
    second = client.get("/petugas/" + first.context["page"].next_url)
    assert sorted(numbers_on(first) + numbers_on(second)) == sorted(row.number for row in made)


def test_more_than_a_thousand_is_said_not_counted(client, applicant, staff):
    many_filed(applicant, 1002)
    client.force_login(staff["counter"])
    assert "1–25 dari lebih dari 1.000" in client.get("/petugas/").content.decode()


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.usefixtures("sessions_in_database")
def test_the_queue_costs_the_same_whatever_waits(client, applicant, staff, count, django_assert_num_queries):
    many_filed(applicant, count)
    client.force_login(staff["counter"])
    client.get("/petugas/")
    with django_assert_num_queries(QUEUE_QUERIES):
        client.get("/petugas/")


@pytest.mark.postgresql
def test_the_queue_is_read_from_its_index(applicant, staff):
    many_filed(applicant, 3000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE permits_turn")
        cursor.execute("ANALYZE permits_application")
    rows = desk.queue_of(staff["counter"], "petugas_loket").order_by("due_at", "pk")[: PAGE_SIZE + 1]
    plan = rows.explain()
    assert "queue_of_a_role" in plan
    assert "Sort" not in plan.replace("Incremental Sort", "")
    assert "Seq Scan on permits_turn" not in plan


def test_filters_stand_in_the_address_and_can_be_removed(client, filed, staff):
    client.force_login(staff["counter"])
    workflow.take_next(staff["counter"])
    page = client.get("/petugas/?izin=siup&milik=saya")
    assert numbers_on(page) == [filed.number]
    assert page.context["chips"] == [("SIUP", "/petugas/?milik=saya"), ("Diambil saya", "/petugas/?izin=siup")]
    assert numbers_on(client.get("/petugas/?milik=bebas")) == []


@pytest.mark.parametrize("urgency", ["late", "today", "soon", "safe"])
def test_every_urgency_filter_shows_exactly_the_files_tagged_so(client, applicant, staff, urgency):
    now = timezone.now()
    hours = [-200, -1, 1, 8, 26, 40, 60, 100, 300]
    made = many_filed(applicant, len(hours))
    for row, distance in zip(made, hours, strict=True):
        Turn.objects.filter(application=row, closed_at__isnull=True).update(
            due_at=now + datetime.timedelta(hours=distance)
        )
    client.force_login(staff["counter"])
    everything = client.get("/petugas/").context["lines"]
    tagged = [line.application.number for line in everything if line.urgency == urgency]
    assert numbers_on(client.get(f"/petugas/?batas={urgency}")) == tagged


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-10-13T16:00", "2 hari kerja lagi"),
        ("2026-10-12T16:00", "1 hari kerja lagi"),
        ("2026-10-09T16:00", "sampai tutup kantor"),
        ("2026-10-09T09:00", "lewat kurang dari 1 hari kerja"),
        ("2026-10-08T16:00", "lewat 1 hari kerja"),
        ("2026-10-02T16:00", "lewat 5 hari kerja"),
    ],
)
def test_the_remaining_time_is_told_in_working_days(catalogue, due, words):
    zone = calendar().zone
    friday = datetime.datetime(2026, 10, 9, 10, tzinfo=zone)
    assert desk.time_left(calendar(), datetime.datetime.fromisoformat(due).replace(tzinfo=zone), friday) == words


@pytest.mark.parametrize(
    "query",
    ["izin=tidak-ada", "batas=kapan", "milik=dia", "setelah=1", "setelah=x-1", "mulai=0", "mulai=-1", "sebelum=1-x"],
)
def test_an_address_no_page_linked_to_is_a_bad_request(client, staff, query):
    client.force_login(staff["counter"])
    assert client.get(f"/petugas/?{query}").status_code == 400


def test_take_next_opens_the_most_urgent_file_and_comes_back_to_it(client, applicant, staff):
    made = many_filed(applicant, 3)
    client.force_login(staff["counter"])
    first = client.post("/petugas/ambil/")
    assert first.url == reverse("desk_application", args=[made[0].number])
    assert client.post("/petugas/ambil/").url == first.url
    colleague = make_user("loket2", "petugas_loket")
    client.force_login(colleague)
    assert client.post("/petugas/ambil/").url == reverse("desk_application", args=[made[1].number])


def test_take_next_says_when_nothing_waits(client, staff):
    client.force_login(staff["kasi"])
    page = client.post("/petugas/ambil/", follow=True)
    assert "Tidak ada berkas yang menunggu" in page.content.decode()


def test_who_has_no_stage_is_led_to_the_room_of_their_work(client, stranger):
    client.force_login(stranger)
    answer = client.get("/petugas/")
    assert (answer.status_code, answer["Location"]) == (302, "/petugas/informasi/")


def test_a_queue_that_a_filter_empties_stays_a_queue(client, stranger):
    client.force_login(stranger)
    assert client.get("/petugas/?batas=late").status_code == 200


def test_an_officer_with_stages_whose_work_is_done_stays_at_the_queue(client, staff):
    client.force_login(staff["kasi"])
    assert client.get("/petugas/").status_code == 200


def test_an_officers_own_application_is_not_in_their_queue(client, staff):
    own = file_application(staff["counter"])
    client.force_login(staff["counter"])
    assert numbers_on(client.get("/petugas/")) == []
    assert client.get(reverse("desk_application", args=[own.number])).status_code == 404


def test_unconfirmed_holidays_are_announced_to_officers(client, staff):
    client.force_login(staff["counter"])
    assert "belum dikonfirmasi" in client.get("/petugas/").content.decode()


# Files --------------------------------------------------------------------------------


def test_all_files_shows_returned_and_finished_ones_with_their_state(client, filed, applicant, staff):
    advance(filed, staff)
    paused = file_application(applicant)
    verdicts = {row.code: ("present", "") for row in paused.standard.requirements_for("person") if row.required}
    verdicts["ktp"] = ("unreadable", "Foto ulang.")
    workflow.perform(paused, "return", by=staff["counter"], note="KTP", payload={"verdicts": verdicts})
    client.force_login(staff["archive"])
    page = client.get("/petugas/berkas/")
    assert numbers_on(page) == [paused.number, filed.number]
    assert "Jeda" in page.content.decode()
    assert numbers_on(client.get("/petugas/berkas/?status=returned")) == [paused.number]
    assert numbers_on(client.get("/petugas/berkas/?status=completed&izin=siup")) == [filed.number]
    last_year = filed.filed_at.year - 1
    assert numbers_on(client.get(f"/petugas/berkas/?tahun={last_year}")) == []


def test_all_files_of_an_officer_without_stages_is_empty(client, filed, stranger):
    client.force_login(stranger)
    assert numbers_on(client.get("/petugas/berkas/")) == []


@pytest.mark.usefixtures("sessions_in_database")
def test_all_files_costs_a_fixed_number_of_queries(client, applicant, staff, django_assert_num_queries):
    many_filed(applicant, 30)
    client.force_login(staff["counter"])
    client.get("/petugas/berkas/")
    with django_assert_num_queries(9):
        client.get("/petugas/berkas/")


# Doors --------------------------------------------------------------------------------

PAGES = ["/petugas/", "/petugas/berkas/", "/petugas/cari/", "/petugas/tanda-tangan/"]


@pytest.mark.parametrize("address", PAGES)
def test_the_workspace_is_closed_to_the_public(client, applicant, address):
    assert client.get(address).url.startswith("/masuk/")
    client.force_login(applicant)
    assert client.get(address).status_code == 404


def test_wrong_methods_are_refused(client, staff):
    client.force_login(staff["counter"])
    assert client.post("/petugas/").status_code == 405
    assert client.get("/petugas/ambil/").status_code == 405
    assert client.post("/petugas/berkas/").status_code == 405
    assert client.delete("/petugas/cari/").status_code == 405


def test_only_the_counter_files_for_others(client, staff):
    link = "/ajukan/siup/?untuk=walkin"
    client.force_login(staff["counter"])
    assert link in client.get("/petugas/").content.decode()
    client.force_login(staff["kasi"])
    assert link not in client.get("/petugas/").content.decode()
