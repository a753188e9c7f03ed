"""The quarter's evaluation: written, settled, and from then on kept; follow-ups carried on until they are done."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from helpdesk import access, evaluation_paper, evaluations, posters
from helpdesk.evaluations import NotYet, Overtaken, Plan
from helpdesk.models import CounterVisits, Evaluation, FollowUp, Poster, Tally, Target
from sipelaku.office.services import current_office
from testkit.hub import published
from testkit.pages import fields_of
from testkit.papers import pdf_text
from testkit.story import make_user

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 12, 15)
PLAN = Plan("Perbarui panduan NIB", "Fitri Handayani", DUE)
QUARTER = (2026, 3)


@pytest.fixture(autouse=True)
def in_november(monkeypatch):
    moment = datetime.datetime(2026, 11, 21, 10, 0, tzinfo=current_office().zone)
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def coordinator(client, team):
    client.force_login(team["koordinator"])
    return client


@pytest.fixture
def visits(team):
    for month, number in ((7, 30), (8, 40), (9, 50)):
        day = datetime.date(2026, month, 3)
        Tally.objects.create(day=day, target=Target.PAGE, views=2 * number, visits=number, stays=2, seconds=60)
        CounterVisits.objects.create(
            day=day, people=100 - number, entered_by=team["layanan"], entered_at=timezone.now()
        )


def digest(year=2026, quarter=3):
    return evaluations.digest_of(Evaluation.objects.filter(year=year, quarter=quarter).first())


@pytest.fixture
def written(team):
    return evaluations.write(*QUARTER, "Kunjungan naik.", [PLAN], seen=digest())


@pytest.fixture
def settled(written, visits, team):
    return evaluations.settle(*QUARTER, seen=digest(), by=team["koordinator"])


def address(name="evaluation", *args):
    return reverse(name, args=args or QUARTER)


def form(findings="Kunjungan naik.", seen=None, rows=()):
    sent = {"findings": findings, "seen": digest() if seen is None else seen}
    sent |= {"rencana-TOTAL_FORMS": str(len(rows) + 1), "rencana-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        for name, value in zip(("action", "person_in_charge", "due_on"), row, strict=True):
            sent[f"rencana-{number}-{name}"] = value
    return sent


ROW = ("Perbarui panduan NIB", "Fitri Handayani", "2026-12-15")

# Writing ------------------------------------------------------------------------------


def test_findings_and_follow_ups_are_kept(coordinator):
    assert coordinator.post(address(), form(rows=[ROW])).status_code == 302
    evaluation = Evaluation.objects.get()
    assert evaluation.findings == "Kunjungan naik."
    assert list(evaluation.follow_ups.values_list("action", "person_in_charge", "due_on")) == [(*ROW[:2], DUE)]
    page = coordinator.get(address()).content.decode()
    assert "Kunjungan naik." in page
    assert 'value="2026-12-15"' in page


def test_an_emptied_row_is_taken_out_and_others_stay_done(coordinator, written):
    row = written.follow_ups.get()
    evaluations.finish(row, datetime.date(2026, 11, 20), seen=None)
    other = ("Cetak poster", "Nanda Pratama", "2026-12-01")
    coordinator.post(address(), form(rows=[("", "", ""), ROW, other]))
    assert dict(FollowUp.objects.values_list("action", "done_on")) == {
        ROW[0]: datetime.date(2026, 11, 20),
        "Cetak poster": None,
    }
    coordinator.post(address(), form(rows=[other]))
    assert FollowUp.objects.get().action == "Cetak poster"


@pytest.mark.parametrize(
    ("row", "advice"),
    [
        (("", "Fitri", "2026-12-15"), "Tulis apa yang dilakukan"),
        (("Perbarui", "", "2026-12-15"), "Tulis siapa yang bertanggung jawab"),
        (("Perbarui", "Fitri", ""), "Tulis sampai kapan"),
        (("Perbarui", "Fitri", "besok"), "Tulis tanggal seperti 2026-05-31"),
        (("Perbarui", "Fitri", "0012-01-01"), "Periksa tahunnya"),
    ],
)
def test_a_row_half_filled_in_is_explained_and_kept(coordinator, row, advice):
    page = coordinator.post(address(), form(findings="Naik.", rows=[row]))
    text = page.content.decode()
    assert page.status_code == 422
    assert f"Baris 1: {advice}" in text
    assert "Naik." in text
    assert not Evaluation.objects.exists()


def test_too_long_findings_are_refused_and_kept(coordinator):
    page = coordinator.post(address(), form(findings="x" * 4001))
    assert page.status_code == 422
    assert "x" * 4001 in page.content.decode()


def test_a_form_without_its_rows_is_refused_not_failed_on(coordinator):
    page = coordinator.post(address(), {"findings": "Naik.", "seen": digest()})
    assert page.status_code == 422
    assert "Naik." in page.content.decode()


def test_who_was_overtaken_keeps_what_they_wrote_and_may_send_it_again(coordinator, written):
    seen = evaluations.digest_of(None)
    page = coordinator.post(address(), form(findings="Menurut saya turun.", seen=seen))
    text = page.content.decode()
    assert page.status_code == 409
    assert "Orang lain baru saja mengubah" in text
    assert "Menurut saya turun." in text
    assert Evaluation.objects.get().findings == "Kunjungan naik."
    assert digest() in text


def test_a_double_tap_is_no_quarrel(coordinator):
    seen = digest()
    for _tap in range(2):
        assert coordinator.post(address(), form(seen=seen, rows=[ROW])).status_code == 302
    assert FollowUp.objects.count() == 1


# Settling -----------------------------------------------------------------------------


def test_settling_keeps_the_figures_as_they_were(settled, team):
    assert settled.figures["months"] == [
        {"name": "Juli", "visits": 30, "views": 60, "counter": 70},
        {"name": "Agustus", "visits": 40, "views": 80, "counter": 60},
        {"name": "September", "visits": 50, "views": 100, "counter": 50},
    ]
    Tally.objects.update(visits=1)
    assert Evaluation.objects.get().figures["months"][0]["visits"] == 30
    assert Evaluation.objects.get().settled_by == team["koordinator"]


def test_it_is_settled_by_way_of_a_page_that_asks(coordinator, written, visits):
    page = coordinator.get(address("settle_evaluation")).content.decode()
    assert "tidak dapat diubah lagi" in page
    assert coordinator.post(address("settle_evaluation"), {"seen": digest()}).status_code == 302
    assert Evaluation.objects.get().settled_at is not None


def test_a_quarter_that_is_not_over_cannot_be_settled(coordinator, team):
    evaluations.write(2026, 4, "Sementara.", [], seen=evaluations.digest_of(None))
    page = coordinator.post(address("settle_evaluation", 2026, 4), {"seen": digest(2026, 4)})
    assert page.status_code == 422
    assert "Tunggu sampai triwulan ini berakhir" in page.content.decode()


def test_an_evaluation_that_says_nothing_cannot_be_settled(coordinator):
    page = coordinator.post(address("settle_evaluation"), {"seen": digest()})
    assert page.status_code == 422
    assert "Tulis dulu hasil evaluasinya" in page.content.decode()
    assert not Evaluation.objects.exists()


def test_what_changed_meanwhile_is_read_before_it_is_settled(coordinator, written):
    page = coordinator.post(address("settle_evaluation"), {"seen": "lama"})
    assert page.status_code == 409
    assert "Kunjungan naik." in page.content.decode()
    assert Evaluation.objects.get().settled_at is None


def test_a_settled_evaluation_is_neither_written_nor_settled_again(coordinator, settled, team):
    page = coordinator.post(address(), form(findings="Lain.", rows=[ROW]))
    assert page.status_code == 409
    assert "sudah ditetapkan" in page.content.decode()
    assert "Lain." in page.content.decode()
    assert coordinator.post(address("settle_evaluation"), {"seen": digest()}).status_code == 409
    with pytest.raises(Overtaken):
        evaluations.write(*QUARTER, "Lain.", [], seen=digest())
    with pytest.raises(NotYet):
        evaluations.settle(2026, 4, seen="", by=team["koordinator"])


def change_findings(evaluation):
    Evaluation.objects.filter(pk=evaluation.pk).update(findings="Lain.")


def change_figures(evaluation):
    Evaluation.objects.filter(pk=evaluation.pk).update(figures={})


def change_plan(evaluation):
    evaluation.follow_ups.update(action="Lain")


def delete_plan(evaluation):
    evaluation.follow_ups.all().delete()


def add_to_plan(evaluation):
    FollowUp.objects.create(evaluation=evaluation, action="Lain", person_in_charge="Siapa", due_on=DUE)


@pytest.mark.parametrize("act", [change_findings, change_figures, change_plan, delete_plan, add_to_plan])
def test_the_database_keeps_a_settled_evaluation(settled, act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act(settled)


@pytest.mark.parametrize("act", [change_findings, change_plan, add_to_plan, delete_plan])
def test_control_an_open_one_may_be_changed(written, act):
    act(written)


# Follow-ups ---------------------------------------------------------------------------


def done(client, row, day, seen=""):
    return client.post(reverse("follow_up", args=[row.pk]), {"done_on": day, "seen": seen})


def test_a_follow_up_of_a_settled_evaluation_is_marked_done_and_not_done(coordinator, settled):
    row = settled.follow_ups.get()
    assert done(coordinator, row, "2026-11-20").status_code == 302
    assert FollowUp.objects.get().done_on == datetime.date(2026, 11, 20)
    assert done(coordinator, row, "", seen="2026-11-20").status_code == 302
    assert FollowUp.objects.get().done_on is None


@pytest.mark.parametrize(
    ("typed", "advice"), [("2026-11-22", "paling lambat hari ini"), ("kemarin", "seperti"), ("0001-01-01", "tahunnya")]
)
def test_a_day_that_cannot_be_is_explained(coordinator, settled, typed, advice):
    page = done(coordinator, settled.follow_ups.get(), typed)
    assert page.status_code == 422
    assert advice in page.content.decode()
    assert f'value="{typed}"' in page.content.decode()


def test_who_marks_over_somebody_elses_mark_is_told(coordinator, settled):
    row = settled.follow_ups.get()
    done(coordinator, row, "2026-11-20")
    assert done(coordinator, row, "2026-11-20").status_code == 302
    page = done(coordinator, row, "2026-11-19")
    assert page.status_code == 409
    assert "selesai 20 November 2026" in page.content.decode()
    assert FollowUp.objects.get().done_on == datetime.date(2026, 11, 20)


def test_what_is_unfinished_is_carried_on_until_it_is_done(coordinator, settled):
    later = address("evaluation", 2026, 4)
    assert "Tindak lanjut sebelumnya yang belum selesai" in coordinator.get(later).content.decode()
    done(coordinator, settled.follow_ups.get(), "2026-11-20")
    assert "Tindak lanjut sebelumnya yang belum selesai" not in coordinator.get(later).content.decode()


def test_who_marks_it_done_on_a_later_quarters_page_stays_there(coordinator, settled):
    later = address("evaluation", 2026, 4)
    fields = fields_of(coordinator.get(later), f"tindak-{settled.follow_ups.get().pk}")
    where = reverse("follow_up", args=[settled.follow_ups.get().pk])
    refused = coordinator.post(where, fields | {"done_on": "kemarin"})
    assert later in refused.content.decode()
    again = fields_of(refused, "tindak-lanjut") | {"done_on": "2026-11-20"}
    assert coordinator.post(where, again).url == later


@pytest.mark.parametrize(
    ("of_page", "status"), [("", 302), ("x", 302), ("2026-5", 302), ("1999-1", 302), ("2999-1", 404), ("٢٠٢٦-٤", 302)]
)
def test_a_page_that_is_none_leads_nowhere_else(coordinator, settled, of_page, status):
    where = reverse("follow_up", args=[settled.follow_ups.get().pk])
    response = coordinator.post(where, {"done_on": "2026-11-20", "seen": "", "page": of_page})
    assert response.status_code == status
    assert status == 404 or response.url == address()


# The paper ----------------------------------------------------------------------------


def test_the_paper_says_what_was_settled(settled, client, team):
    client.force_login(team["konten"])
    assert client.get(address("evaluation_paper")).status_code == 202
    assert posters.render_pending(5) == 1
    answer = client.get(address("evaluation_paper"))
    assert answer["Content-Type"] == "application/pdf"
    text = pdf_text(b"".join(answer.streaming_content))
    for said in (
        "Triwulan III 2026",
        "Kunjungan naik.",
        "Perbarui panduan NIB",
        current_office().head_name,
        "Halaman 1 dari",
    ):
        assert said in text


def test_one_evaluation_is_one_print_until_a_follow_up_is_done(settled):
    assert evaluation_paper.ask_for(settled) == evaluation_paper.ask_for(settled)
    evaluations.finish(settled.follow_ups.get(), datetime.date(2026, 11, 20), seen=None)
    evaluation_paper.ask_for(Evaluation.objects.get())
    assert Poster.objects.count() == 2


def test_an_open_evaluation_has_no_paper(coordinator, written):
    assert coordinator.get(address("evaluation_paper")).status_code == 404


# Who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(access.READERS))
def test_readers_read_and_two_write(client, written, role):
    client.force_login(make_user("orang", role))
    may_write = role in (access.COORDINATOR, access.HEAD)
    assert client.get(reverse("evaluations")).status_code == 200
    assert client.get(address()).status_code == 200
    assert client.post(address(), form(rows=[ROW])).status_code == (302 if may_write else 403)
    assert client.get(address("settle_evaluation")).status_code == (200 if may_write else 404)
    assert done(client, written.follow_ups.get(), "2026-11-20").status_code == (302 if may_write else 404)


def test_nobody_else_finds_them(client, applicant, written):
    pages = [reverse("evaluations"), address(), address("settle_evaluation"), address("evaluation_paper")]
    assert [client.get(page).status_code for page in pages] == [302] * 4
    client.force_login(applicant)
    assert [client.get(page).status_code for page in pages] == [404] * 4


@pytest.mark.parametrize("quarter", [(2026, 5), (2026, 0), (2027, 1), (1999, 4), (99999999999999999999, 1)])
def test_a_quarter_that_is_none_or_to_come_is_not_there(coordinator, quarter):
    assert coordinator.get(address("evaluation", *quarter)).status_code == 404


def test_methods_that_do_nothing_are_refused(coordinator, written):
    assert coordinator.post(reverse("evaluations")).status_code == 405
    assert coordinator.put(address()).status_code == 405
    assert coordinator.get(reverse("follow_up", args=[written.follow_ups.get().pk])).status_code == 405
    assert coordinator.post(address("evaluation_paper")).status_code == 405


def test_the_list_goes_back_to_the_first_visit_counted(coordinator, visits, written):
    page = coordinator.get(reverse("evaluations")).content.decode()
    assert "Triwulan IV 2026" in page
    assert "Triwulan III 2026" in page
    assert "Triwulan II 2026" not in page
    assert "1 direncanakan, 1 belum selesai" in page


def test_the_page_costs_the_same_with_much(coordinator, settled, team, django_assert_max_num_queries):
    for number in range(4):
        published(team, title=f"Tautan {number}")
    evaluations.write(
        2026, 4, "Naik.", [Plan(f"Hal {number}", "Fitri", DUE) for number in range(9)], seen=evaluations.digest_of(None)
    )
    coordinator.get(address("evaluation", 2026, 4))
    with django_assert_max_num_queries(36):
        coordinator.get(address("evaluation", 2026, 4))
