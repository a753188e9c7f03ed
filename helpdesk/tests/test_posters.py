"""Posters as people hold them: what they say, that their code can be scanned, and when one is drawn anew."""

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from helpdesk import outreach, posters, publishing, upkeep
from helpdesk.models import Campaign, Poster, ShortAddress, Target
from sipelaku.celery import app
from sipelaku.office.models import Office
from testkit.hub import pass_trial, published
from testkit.papers import page_sizes, pdf_text, read_qr, render_pdf
from testkit.story import make_user

pytestmark = pytest.mark.django_db

LONG_TITLE = "Persyaratan pendaftaran usaha perdagangan eceran khusus minuman tradisional daerah"[:80]
LONG_SUMMARY = "Panjangsekali " * 11
MILLIMETRE = 1 / 25.4  # inches


@pytest.fixture
def link(team):
    return published(team)


@pytest.fixture
def taking(client, team):
    """The officer of the front line at the pages."""
    client.force_login(team["layanan"])
    return client


def where(link, size="a4"):
    code = ShortAddress.objects.get(link=link, campaign=None).code
    return reverse(f"hub_poster_{size}", args=[code])


def taken(client, address):
    """The PDF, once the worker has drawn it."""
    assert client.get(address).status_code == 202
    assert posters.render_pending(10) == 1
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(("size", "paper"), [("a4", (210, 297)), ("a5", (148, 210))])
def test_a_poster_is_one_sheet_whose_code_opens_the_short_address(taking, link, size, paper, settings):
    content = taken(taking, where(link, size))
    code = ShortAddress.objects.get(link=link).code
    assert page_sizes(content) == [paper]
    assert read_qr(content) == [f"{settings.SITE_URL}/s/{code}/"]
    text = pdf_text(content)
    for said in ("Panduan NIB", "untuk pelaku usaha", f"/s/{code}", "Buka kamera", "Arahkan", "Ketuk", "Waspada calo"):
        assert said in text
    assert Office.objects.get().name in text


def test_the_code_of_an_a4_poster_is_read_from_afar(taking, link):
    """At least 60 mm wide, its white edge not counted."""
    page = render_pdf(taken(taking, where(link)), dpi=100)[0]
    (found,) = zxingcpp.read_barcodes(page)
    width = found.position.top_right.x - found.position.top_left.x
    assert width / 100 / MILLIMETRE >= 60


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_short_words_fill_the_sheet(taking, link, size):
    page = render_pdf(taken(taking, where(link, size)), dpi=50)[0].convert("L")
    _left, top, _right, bottom = page.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert top <= 0.05 * page.height
    assert bottom >= 0.95 * page.height


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        (LONG_TITLE, LONG_SUMMARY),
        ("Perpanjangan " * 3, LONG_SUMMARY),
        ("Perpanjangan izin usaha", LONG_SUMMARY),
        ("W" * 18, LONG_SUMMARY),
        ("W" * 80, LONG_SUMMARY),
        ("W" * 18, "W" * 60),
        ("W" * 40, "W" * 60),
        ("W" * 80, "W" * 90),
    ],
)
@pytest.mark.parametrize("size", ["a4", "a5"])
def test_the_longest_words_stay_on_the_sheet(taking, team, size, title, summary):
    Office.objects.update(name="Dinas Penanaman Modal, Pelayanan Terpadu Satu Pintu dan Tenaga Kerja Kabupaten Bangka")
    long = published(team, title=title, summary=summary)
    fair = Campaign.objects.create(name="Pekan Raya " * 7, first_day="2026-05-01", created_by=team["konten"])
    code = outreach.new_address(Target.LINK, long.pk, fair).code
    content = taken(taking, reverse(f"hub_poster_{size}", args=[code]))
    assert len(page_sizes(content)) == 1
    assert len(read_qr(content)) == 1
    assert "Pekan Raya Pekan" in pdf_text(content)
    assert _is_white_at_the_edges(render_pdf(content, dpi=50)[0])


def _is_white_at_the_edges(page: Image.Image) -> bool:
    width, height = page.size
    edges = [
        page.crop((0, 0, 8, height)),
        page.crop((width - 8, 0, width, height)),
        page.crop((0, height - 4, width, height)),
    ]
    return all(min(edge.convert("L").tobytes()) > 250 for edge in edges)


def test_a_campaigns_poster_names_the_campaign(taking, team, link):
    market = Campaign.objects.create(name="Stan Pasar Rakyat", first_day="2026-05-01", created_by=team["konten"])
    code = outreach.new_address(Target.LINK, link.pk, market).code
    content = taken(taking, reverse("hub_poster_a5", args=[code]))
    assert "Stan Pasar Rakyat" in pdf_text(content)
    assert read_qr(content)[0].endswith(f"/s/{code}/")


def test_the_same_words_are_one_print(taking, link):
    for _time in range(3):
        taking.get(where(link))
    assert Poster.objects.count() == 1


def test_a_new_print_wakes_a_worker_and_an_old_one_none(
    taking, link, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.REDIS_URL = "redis://broker.example"
    woken = []
    monkeypatch.setattr(app, "send_task", lambda name, **_options: woken.append(name))
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            taking.get(where(link))
    assert woken == ["helpdesk.tasks.print_posters"]


def test_a_broker_that_is_away_costs_no_page(taking, link, settings, monkeypatch, django_capture_on_commit_callbacks):
    def away(*_what, **_options):
        raise ConnectionError

    settings.REDIS_URL = "redis://broker.example"
    monkeypatch.setattr(app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert taking.get(where(link)).status_code == 202
    assert Poster.objects.count() == 1


def test_the_same_print_has_the_same_bytes(taking, link):
    content = taken(taking, where(link))
    assert posters.draw(Poster.objects.get()) == content


def test_a_changed_title_is_another_print(taking, team, link):
    before = taken(taking, where(link))
    old = link.versions.get()
    again = publishing.restore(old, by=team["konten"])
    again = publishing.write(again, publishing.Wording("Cara membuat NIB", "Langkahnya."), by=team["konten"])
    publishing.publish(pass_trial(again, team), by=team["koordinator"])
    after = taken(taking, where(link))
    assert "Cara membuat NIB" in pdf_text(after)
    assert "Cara membuat NIB" not in pdf_text(before)
    assert read_qr(after) == read_qr(before)


def test_another_name_of_the_office_is_another_print(taking, link):
    taken(taking, where(link))
    office = Office.objects.get()
    office.name = "Dinas Perizinan Contoh"
    office.save()
    assert "Dinas Perizinan Contoh" in pdf_text(taken(taking, where(link)))


def test_nothing_typed_into_a_title_is_markup(taking, team):
    link = published(team, title="<img src=x> & <b>tebal</b>")
    assert "<img src=x> & <b>tebal</b>" in pdf_text(taken(taking, where(link)))


def test_no_poster_of_what_the_public_does_not_see(taking, team, link):
    upkeep.withdraw(link, by=team["koordinator"], note="Dicabut.")
    assert taking.get(where(link)).status_code == 404
    assert taking.get(reverse("hub_poster_a4", args=["abcdef"])).status_code == 404
    assert not Poster.objects.exists()


@pytest.mark.parametrize("role", ["kepala_dinas", "bendahara", ""])
def test_other_roles_find_no_posters(client, link, role):
    client.force_login(make_user("lain", *filter(None, [role])))
    assert client.get(where(link)).status_code == 404
    assert not Poster.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client, link):
    assert client.get(where(link))["Location"].startswith("/masuk/")


def test_a_poster_is_only_read(taking, link):
    for ask in (taking.post, taking.put, taking.delete):
        assert ask(where(link)).status_code == 405
    assert not Poster.objects.exists()
