"""A link's page: the whole way by its forms, the trial, its versions, and what looks after it."""

import datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from helpdesk import advice, daily_checks, front, publishing, upkeep
from helpdesk.forms.content import FORMS
from helpdesk.models import Link, LinkMove, LinkVersion, Problem, Step
from helpdesk.moves import Action
from helpdesk.outgoing import Opened
from helpdesk.publishing import Material, Wording
from helpdesk.tests.hub_steps import material, page_of, send, text_of, two_versions
from testkit.hub import collected, pass_trial, tried, written
from testkit.hub import published as publish_link
from testkit.pages import fields_of

pytestmark = pytest.mark.django_db


# The way, from the page -----------------------------------------------------------------


def test_a_link_goes_the_whole_way_by_its_pages(at_desk, hub_people, site_answers):
    site_answers(Opened(status=200, size=18_000, content_type="text/html", page_title="OSS"))
    at_desk("konten").post(reverse("hub_link_new"), material(hub_people))
    version = LinkVersion.objects.get()
    assert send(at_desk("hukum"), version, "verify", note="Cocok.").status_code == 302
    typed = {"title": " Panduan  NIB ", "summary": "Baris satu.\r\nBaris dua."}
    assert send(at_desk("konten"), version, "write", **typed).status_code == 302
    assert send(at_desk("admin"), version, "try").status_code == 302
    assert send(at_desk("koordinator"), version, "publish").status_code == 302
    version.refresh_from_db()
    assert (version.step, version.title, version.summary) == (Step.PUBLISHED, "Panduan NIB", "Baris satu. Baris dua.")
    text = text_of(at_desk("layanan").get(page_of(version)))
    for words in ("Bahan dikumpulkan", "Bahan diverifikasi", "Akses diuji", "Diterbitkan", "Cocok."):
        assert words in text


def test_the_tick_for_an_address_outside_is_there_only_where_it_is_needed(at_desk, hub_people):
    inside, outside = collected(hub_people), collected(hub_people, address="https://contoh.example/")
    browser = at_desk("hukum")
    assert "allow_foreign" not in text_of(browser.get(page_of(inside)))
    answer = send(browser, outside, "verify", note="Situs mitra.")
    assert answer.status_code == 422
    assert "Centang persetujuan Anda" in text_of(answer)
    assert "Situs mitra." in text_of(answer)
    assert send(browser, outside, "verify", allow_foreign="on").status_code == 302
    outside.refresh_from_db()
    assert outside.is_foreign_allowed


def test_the_collector_reads_why_material_was_refused(at_desk, hub_people):
    version = collected(hub_people)
    assert send(at_desk("hukum"), version, "refuse", note="Peraturannya dicabut.").status_code == 302
    assert "Peraturannya dicabut." in text_of(at_desk("layanan").get(page_of(version)))
    assert send(at_desk("layanan"), version, "collect", address="https://oss.go.id/baru").status_code == 302
    version.refresh_from_db()
    assert (version.step, version.author) == (Step.COLLECTED, hub_people["layanan"])


@pytest.mark.parametrize(
    ("action", "typed", "words"),
    [
        ("refuse", {"note": ""}, "Tulis alasannya."),
        ("write", {"title": "", "summary": "Ada."}, "Tulis judulnya."),
        ("write", {"title": "Ada", "summary": "x" * 161}, "Ringkasan paling banyak 160 huruf."),
        ("write", {"title": "Ada", "summary": "Ada.", "permit_type": "x"}, "Pilih layanan dari daftar."),
        ("publish", {"visible_from": "besok"}, "Tulis tanggal dan jam"),
        ("publish", {"visible_until": "2020-01-01T08:00"}, "Waktu ini sudah lewat."),
        ("publish", {"review_on": ""}, "Pilih tanggal tinjauan berikutnya."),
        ("publish", {"review_on": "2099-01-01"}, "paling lama tiga bulan"),
        ("publish", {"review_on": "9999-12-31"}, "paling lama tiga bulan"),
        ("withdraw", {"note": ""}, "Tulis alasannya."),
        ("entrust", {"person": ""}, "Pilih penanggung jawab."),
        ("regroup", {"group": "0"}, "Pilih kelompok dari daftar."),
        ("collect", {"address": "", "source": "Masih ada"}, "Tulis alamat resmi"),
    ],
)
def test_what_is_filled_in_wrongly_comes_back_with_all_that_was_typed(at_desk, hub_people, action, typed, words):
    version = collected(hub_people) if action in ("refuse", "write") else tried(hub_people)
    if action == "write":
        version = publishing.verify(version, by=hub_people["hukum"])
    by = "hukum" if action == "refuse" else "koordinator"
    before = LinkMove.objects.count()
    answer = send(at_desk(by), version, action, **typed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "<title>Kesalahan:" in text_of(answer).replace("\n", "")
    for value in typed.values():
        assert value in text_of(answer)
    assert LinkMove.objects.count() == before


def test_what_is_published_at_once_is_said_to_be_out_and_what_comes_later_when(at_desk, hub_people):
    browser = at_desk("koordinator")
    at_once, later = tried(hub_people), tried(hub_people)
    send(browser, at_once, "publish")
    told = text_of(browser.get(page_of(at_once)))
    assert "Sudah terbit." in told
    assert "Terjadwal" not in told
    send(browser, later, "publish", visible_from="2099-01-02T08:00")
    told = text_of(browser.get(page_of(later)))
    assert "Terjadwal: tampil mulai 2 Januari 2099, 08.00." in told
    assert "Sudah terbit." not in told


def test_other_material_is_a_new_version_or_the_material_of_the_one_on_its_way(at_desk, hub_people):
    browser = at_desk("layanan")
    assert "Ganti bahan versi 1" in text_of(browser.get(page_of(collected(hub_people))))
    finished = publishing.publish(tried(hub_people), by=hub_people["koordinator"])
    page = text_of(browser.get(page_of(finished)))
    assert "Kumpulkan versi baru" in page
    assert "Kumpulkan bahan baru" not in page


def test_the_staff_read_kind_and_size_of_a_document_as_the_public_does(at_desk, hub_people):
    version = collected(hub_people)
    document = LinkVersion(
        link=version.link, number=2, document="hub/2026/10/x.pdf", document_name="panduan.pdf", document_size=37_300
    )
    for template in ("preview", "material"):
        html = render_to_string(f"helpdesk/content/{template}.html", {"version": document, "link": version.link})
        assert front.document_in_words(document) == "PDF, 38 KB"
        assert "PDF, 38 KB" in html


# The trial ------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", sorted(daily_checks.OFFLINE))
def test_what_a_portal_without_a_network_finds_may_be_its_own_fault(problem):
    assert "atau portal sedang tanpa internet: coba lagi nanti" in str(advice.WHAT_TO_DO[problem])


@pytest.mark.django_db(transaction=True)
def test_the_trial_holds_no_transaction_while_it_waits(at_desk, hub_people, site_answers):
    waited = site_answers(Opened(status=200, size=10))
    version = written(hub_people)
    assert send(at_desk("konten"), version, "try").status_code == 302
    assert waited == [False]
    version.refresh_from_db()
    assert version.step == Step.TRIED


@pytest.mark.parametrize("problem", list(Problem))
def test_each_problem_of_a_trial_is_said_with_what_to_do(at_desk, hub_people, site_answers, problem):
    site_answers(Opened(problem, status=404 if problem == Problem.STATUS else None))
    version = written(hub_people)
    browser = at_desk("konten")
    assert send(browser, version, "try").status_code == 302
    text = text_of(browser.get(page_of(version)))
    assert str(problem.label) in text
    assert str(advice.WHAT_TO_DO[problem]) in text
    version.refresh_from_db()
    assert version.step == Step.WRITTEN


def test_what_the_trial_found_is_shown(at_desk, hub_people, site_answers):
    hops = ("https://oss.go.id/panduan", "https://oss.go.id/id/panduan")
    until = datetime.datetime(2027, 3, 1, tzinfo=datetime.UTC)
    found: dict[str, Any] = {"size": 2048, "content_type": "text/html", "page_title": "Panduan <b>", "took": 320}
    site_answers(Opened(status=200, hops=hops, tls_until=until, **found))
    version = written(hub_people)
    send(at_desk("admin"), version, "try")
    text = text_of(at_desk("admin").get(page_of(version)))
    for words in ("HTTP 200", "Panduan &lt;b&gt;", "1 Maret 2027", "2,0\xa0KB", "320 milidetik", hops[1]):
        assert words in text, words


def test_a_trial_of_a_page_that_is_no_longer_true_asks_nothing_outside(at_desk, hub_people, site_answers):
    waited = site_answers(Opened(status=200))
    version = written(hub_people)
    browser = at_desk("konten")
    fields = fields_of(browser.get(page_of(version)), "kirim-try")
    publishing.write(version, Wording("Lain", "Lain."), by=hub_people["koordinator"])
    assert browser.post(reverse("hub_link_try", args=[version.link_id]), fields).status_code == 409
    assert waited == []


def test_what_was_found_about_other_material_is_not_shown_for_the_new(at_desk, hub_people):
    version = tried(hub_people)
    browser = at_desk("konten")
    assert "Dapat dibuka masyarakat" in text_of(browser.get(page_of(version)))
    publishing.revise(version.link, Material("Lain", "https://lain.go.id/"), by=hub_people["layanan"])
    assert "Dapat dibuka masyarakat" not in text_of(browser.get(page_of(version)))


# Versions -------------------------------------------------------------------------------


def test_versions_stand_side_by_side_and_an_old_one_is_brought_back(at_desk, hub_people):
    link = two_versions(hub_people)
    browser = at_desk("konten")
    text = text_of(browser.get(reverse("hub_version", args=[link.pk, 2])))
    assert "<ins>lengkap </ins>" in text
    page = browser.get(reverse("hub_version", args=[link.pk, 1]) + "?dengan=2")
    assert "<del>lengkap </del>" in text_of(page)
    seen = browser.get(reverse("hub_link", args=[link.pk])).context["story"].seen
    answer = browser.post(reverse("hub_link_restore", args=[link.pk]), {"seen": seen, "number": 1})
    assert answer.status_code == 302
    third = link.versions.get(number=3)
    assert (third.step, third.title) == (Step.WRITTEN, "Panduan NIB")


@pytest.mark.parametrize("query", ["?dengan=9", "?dengan=x", "?dengan="])
def test_a_version_is_compared_with_one_that_is_there(at_desk, hub_people, query):
    link = two_versions(hub_people)
    assert at_desk("konten").get(reverse("hub_version", args=[link.pk, 1]) + query).status_code == 400
    assert at_desk("konten").get(reverse("hub_version", args=[link.pk, 3])).status_code == 404


def test_a_version_that_is_not_there_is_not_brought_back(at_desk, hub_people):
    link = publish_link(hub_people)
    browser = at_desk("konten")
    seen = browser.get(reverse("hub_link", args=[link.pk])).context["story"].seen
    address = reverse("hub_link_restore", args=[link.pk])
    assert browser.post(address, {"seen": seen, "number": 9}).status_code == 422
    assert browser.post(address, {"seen": seen, "number": "x"}).status_code == 400


# Upkeep ---------------------------------------------------------------------------------


def test_the_coordinator_looks_after_links_by_their_pages(at_desk, hub_people):
    version = publish_link(hub_people).versions.get()
    other = publish_link(hub_people, title="Kedua")
    browser = at_desk("koordinator")
    assert send(browser, version, "feature").status_code == 302
    assert send(browser, version, "unfeature").status_code == 302
    assert send(browser, version, "entrust", person=hub_people["layanan"].pk).status_code == 302
    seen = browser.get(reverse("hub_link", args=[other.pk])).context["story"].seen
    shift = reverse("hub_link_shift", args=[other.pk])
    assert browser.post(shift, {"seen": seen, "places": "-1"}).status_code == 302
    assert list(Link.objects.order_by("order").values_list("pk", flat=True)) == [other.pk, version.link_id]
    assert send(browser, version, "withdraw", note="Salah.").status_code == 302
    assert "Tidak tampil: ditarik" in text_of(browser.get(page_of(version)))
    version.link.refresh_from_db()
    assert version.link.person_in_charge == hub_people["layanan"]


def test_the_publish_page_says_what_comes_back_after_the_end(at_desk, hub_people):
    link = publish_link(hub_people)
    version = pass_trial(publishing.restore(link.versions.get(), by=hub_people["konten"]), hub_people)
    assert "sesudahnya versi 1 tampil lagi" in text_of(at_desk("koordinator").get(page_of(version)))
    upkeep.withdraw(link, by=hub_people["koordinator"], note="Salah.")
    assert "tampil lagi" not in text_of(at_desk("koordinator").get(page_of(version)))


def test_what_is_published_for_a_later_day_is_scheduled_until_then(at_desk, hub_people):
    begins = timezone.now() + datetime.timedelta(days=3)
    link = publish_link(hub_people, visible_from=begins)
    browser, page = at_desk("koordinator"), reverse("hub_link", args=[link.pk])
    for text in (text_of(browser.get(page)), text_of(browser.get(reverse("hub_links")))):
        assert 'tag--waiting">Terjadwal<' in text
        assert 'tag--done">Terbit<' not in text
    version = pass_trial(publishing.restore(link.versions.get(), by=hub_people["konten"]), hub_people)
    publishing.publish(version, by=hub_people["koordinator"])
    text = text_of(browser.get(page))
    assert ">Terjadwal<" not in text
    assert "tampil mulai" not in text, "the newer one stays"
    upkeep.withdraw(link, by=hub_people["koordinator"], note="Salah.")
    assert "tampil mulai" not in text_of(browser.get(page)), "it would not"


def test_who_may_restore_is_told_how_a_published_link_is_changed(at_desk, hub_people):
    page = reverse("hub_link", args=[publish_link(hub_people).pk])
    told = [
        name for name in ("koordinator", "konten", "layanan") if "lalu pulihkan" in text_of(at_desk(name).get(page))
    ]
    assert told == ["koordinator", "konten"]


def test_a_schedule_is_read_on_the_offices_clock(at_desk, hub_people):
    version = tried(hub_people)
    day = timezone.localdate() + datetime.timedelta(days=3)
    assert send(at_desk("koordinator"), version, "publish", visible_from=f"{day}T08:00").status_code == 302
    version.refresh_from_db()
    assert version.visible_from.astimezone(datetime.UTC).hour == 0, "eight in WITA"
    assert "tampil mulai" in text_of(at_desk("konten").get(page_of(version)))


def test_every_action_has_its_form_and_its_words():
    assert set(FORMS) == set(Action) == set(advice.DONE)
