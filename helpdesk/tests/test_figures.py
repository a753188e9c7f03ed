"""The indicators' page: what it adds up, for whom, over which days, and what is taken along."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk import access, figures, spans, upkeep
from helpdesk.models import Answer, Campaign, CounterVisits, Group, Seen, Tally, Target, Touch
from helpdesk.models.survey import ELEMENTS
from helpdesk.spans import Span
from sipelaku.office.services import current_office
from testkit.hub import published
from testkit.story import make_user

pytestmark = pytest.mark.django_db

PAGE = {"target": Target.PAGE, "key": 0, "campaign": 0}


def day(number, month=10, year=2026):
    return datetime.date(year, month, number)


@pytest.fixture(autouse=True)
def in_november(monkeypatch):
    moment = datetime.datetime(2026, 11, 21, 10, 0, tzinfo=current_office().zone)
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def reader(client, team):
    client.force_login(team["konten"])
    return client


@pytest.fixture
def counted(team):
    """A closed day, an open one, and a day of the quarter before."""
    Tally.objects.create(day=day(1), views=10, visits=6, stays=4, seconds=200, **PAGE)
    Tally.objects.create(day=day(21, 11), views=3, stays=1, seconds=50, **PAGE)
    for person in ("a", "b"):
        Seen.objects.create(day=day(21, 11), person=person, **PAGE)
    Tally.objects.create(day=day(1, 7), views=8, visits=4, **PAGE)
    for when, people in ((day(1), 20), (day(2), 10), (day(1, 7), 40)):
        CounterVisits.objects.create(day=when, people=people, entered_by=team["layanan"], entered_at=timezone.now())


QUARTER = Span(day(1), day(21, 11))


def test_people_of_closed_and_open_days_are_added_up(counted):
    now = figures.indicators(QUARTER)
    assert (now.page.views, now.page.visits, now.page.average_stay) == (13, 8, 50)
    assert (now.counter.people, now.counter.days, str(now.counter.a_day)) == (30, 2, "15.0")
    assert len(now.days) == 52


def test_a_span_without_anything_has_no_averages(db):
    nothing = figures.indicators(QUARTER)
    assert (nothing.page.average_stay, nothing.counter.a_day, nothing.satisfaction) == (None, None, None)
    assert (nothing.touches, nothing.satisfied) == (0, None)


@pytest.mark.parametrize(
    ("now", "before", "percent"), [(6, 4, "50.0"), (3, 4, "-25.0"), (4, 4, "0.0"), (1, 3, "-66.7"), (5, 0, None)]
)
def test_a_change_is_in_percent_of_what_was_before(now, before, percent):
    assert figures.change(now, before) == (None if percent is None else Decimal(percent))


def test_satisfaction_is_the_survey_and_the_screen(db):
    for number, score in ((5, 4), (5, 4), (6, 3), (6, 3)):
        Answer.objects.create(day=day(number, 9), way="counter", **dict.fromkeys(ELEMENTS, score))
    # Of the quarter that runs nothing is told yet, and the one before is long past.
    for when in (day(1), day(1), day(1), day(30, 6), day(30, 6), day(30, 6)):
        Answer.objects.create(day=when, way="counter", **dict.fromkeys(ELEMENTS, 1))
    for number, level in enumerate(["puas", "puas", "cukup"]):
        Touch.objects.create(nonce=str(number), day=day(5, 9), level=level)
    Touch.objects.create(nonce="x", day=day(5), level="tidak")
    found = figures.indicators(QUARTER)
    assert (str(found.satisfaction.index), found.satisfaction.respondents) == ("87.50", 4)
    assert (found.touches, str(found.satisfied)) == (1, "66.7")


def test_links_groups_and_campaigns_have_lines_of_their_own(team):
    link, other = published(team, title="Panduan NIB"), published(team, title="Akses OSS", group="oss")
    fair = Campaign.objects.create(name="Stan pasar, Mei", first_day=day(1), created_by=team["konten"])
    for key, campaign, views in ((link.pk, 0, 5), (link.pk, fair.pk, 2), (other.pk, 0, 1)):
        Tally.objects.create(day=day(1), target=Target.LINK, key=key, campaign=campaign, views=views, visits=views)
    group = Group.objects.get(slug="nib")
    Tally.objects.create(day=day(1), target=Target.GROUP, key=group.pk, views=4, visits=3)
    assert [(line.name, line.counts.views) for line in figures.by_link(QUARTER)] == [
        ("Panduan NIB", 5),
        ("Akses OSS", 1),
    ]
    lines = {line.name: line for line in figures.by_group(QUARTER)}
    assert (lines["Mendapatkan NIB"].counts.views, lines["Mendapatkan NIB"].links.views) == (4, 5)
    assert (lines["Kontak layanan"].counts.views, lines["Kontak layanan"].links.views) == (0, 0)
    assert [(line.name, line.counts.views) for line in figures.by_campaign(QUARTER)] == [("Stan pasar, Mei", 2)]


def test_a_group_counts_what_its_links_count_the_withdrawn_ones_too(team):
    there, gone = published(team, title="Panduan NIB"), published(team, title="Panduan lama")
    upkeep.withdraw(gone, by=team["koordinator"], note="Lama.")
    for key, views in ((there.pk, 5), (gone.pk, 2)):
        Tally.objects.create(day=day(1), target=Target.LINK, key=key, views=views, visits=views)
    lines = {line.name: line.links.views for line in figures.by_group(QUARTER)}
    assert lines["Mendapatkan NIB"] == sum(line.counts.views for line in figures.by_link(QUARTER)) == 7


# Spans --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "shown", "before"),
    [
        (spans.of_month(2026, 3), spans.of_month(2026, 3), spans.of_month(2026, 2)),
        (spans.of_quarter(2026, 1), spans.of_quarter(2026, 1), spans.of_quarter(2025, 4)),
        (spans.of_year(2024), spans.of_year(2024), spans.of_year(2023)),
        (spans.of_quarter(2026, 4), QUARTER, Span(day(1, 7), day(21, 8))),
        (spans.of_month(2026, 3), Span(day(1, 3), day(30, 3)), spans.of_month(2026, 2)),
        (Span(day(10), day(12)), Span(day(10), day(12)), Span(day(7), day(9))),
    ],
)
def test_what_a_span_is_compared_with(whole, shown, before):
    assert spans.before(whole, shown) == before


@pytest.mark.parametrize(
    ("span", "steps"), [(spans.of_month(2026, 2), 28), (spans.of_quarter(2026, 3), 14), (spans.of_year(2024), 12)]
)
def test_a_chart_has_days_weeks_or_months(span, steps):
    assert len(dict.fromkeys(span.step_of(one) for one in span.days())) == steps


# The page -----------------------------------------------------------------------------


def test_the_page_shows_this_quarter_unless_asked(reader, counted):
    page = reader.get(reverse("figures"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Triwulan IV 2026" in text
    assert "1 Oktober 2026 – 21 November 2026" in text
    assert "1 Juli 2026 – 21 Agustus 2026" in text
    assert "+100,0%" in text


def test_large_numbers_are_written_with_points(reader, team):
    link = published(team)
    places = (
        PAGE,
        PAGE | {"target": Target.LINK, "key": link.pk},
        PAGE | {"target": Target.GROUP, "key": link.group_id},
    )
    for place in places:
        Tally.objects.create(day=day(1), views=23456, visits=12345, **place)
    CounterVisits.objects.create(day=day(1), people=4321, entered_by=team["layanan"], entered_at=timezone.now())
    page = reader.get(reverse("figures")).content.decode()
    for written in ("12.345", "23.456", "4.321", "4.321,0"):
        assert written in page
    for unwritten in (">12345<", ">23456<", ">4321<"):
        assert unwritten not in page


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("tahun=2026", "indikator, 2026"),
        ("tahun=2026&bagian=07", "Juli 2026"),
        ("tahun=2025&bagian=tw4", "Triwulan IV 2025"),
        ("dari=2026-10-01&sampai=2026-10-02", "1 Oktober 2026 – 2 Oktober 2026"),
    ],
)
def test_the_span_stands_in_the_address(reader, counted, query, name):
    page = reader.get(f"{reverse('figures')}?{query}")
    assert page.status_code == 200
    assert name in page.content.decode()


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("tahun=1999", "dari 2000 sampai 2026"),
        ("tahun=2027", "dari 2000 sampai 2026"),
        ("tahun=besok", "dengan angka"),
        ("tahun=2026&bagian=tw9", "dari daftar"),
        ("tahun=2026&bagian=12", "belum mulai"),
        ("dari=2026-10-01", "Isi kedua tanggal"),
        ("sampai=2026-10-01", "Isi kedua tanggal"),
        ("dari=2026-10-02&sampai=2026-10-01", "tidak boleh sebelum"),
        ("dari=2026-11-01&sampai=2026-11-22", "paling lambat hari ini"),
        ("dari=2020-01-01&sampai=2026-01-01", "paling lama 366 hari"),
        ("dari=0001-01-01&sampai=0001-01-02", "paling lama tahun 2000"),
        ("dari=kemarin&sampai=2026-10-01", "seperti 2026-05-31"),
        ("tabel=lain&format=csv", "Tabel ini tidak ada"),
        ("format=exe", "xlsx (Excel) atau csv"),
    ],
)
def test_a_span_that_cannot_be_shown_is_explained(reader, query, advice):
    page = reader.get(f"{reverse('figures')}?{query}")
    assert page.status_code == 422
    assert advice in page.content.decode()


def test_the_page_can_only_be_read(reader):
    assert reader.post(reverse("figures")).status_code == 405


@pytest.mark.parametrize("role", sorted(access.READERS))
def test_the_team_the_counter_and_the_head_read_it(client, db, role):
    client.force_login(make_user("orang", role))
    assert client.get(reverse("figures")).status_code == 200


def test_nobody_else_finds_it(client, catalogue, applicant):
    assert client.get(reverse("figures")).status_code == 302
    for person in (applicant, make_user("arsip", "arsip"), make_user("kasi", "kasi")):
        client.force_login(person)
        assert client.get(reverse("figures")).status_code == 404


def test_the_page_costs_the_same_with_little_and_with_much(reader, team, counted, django_assert_max_num_queries):
    for number in range(4):
        link = published(team, title=f"Tautan {number}")
        for when in (day(1), day(2), day(3)):
            Tally.objects.create(day=when, target=Target.LINK, key=link.pk, views=1, visits=1)
    reader.get(reverse("figures"))
    with django_assert_max_num_queries(30):
        reader.get(reverse("figures"))


# Taken along --------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["hari", "tautan", "kelompok", "kegiatan"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_table_is_taken_along(reader, counted, table, kind):
    answer = reader.get(f"{reverse('figures')}?tabel={table}&format={kind}")
    assert answer.status_code == 200
    assert f"kunjungan-per-{table}-triwulan-iv-2026" in answer["Content-Disposition"]


def test_the_days_taken_along_are_those_of_the_page(reader, counted):
    answer = reader.get(f"{reverse('figures')}?tabel=hari&format=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "2026-10-01;6;10;50;20"
    assert lines[-1] == "2026-11-21;2;3;50;"
    assert len(lines) == 53
