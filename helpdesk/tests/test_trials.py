"""The trial of public access: what the portal opens itself before anything is published, and who lets it."""

import datetime
import io

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from helpdesk import outgoing, publishing, trials
from helpdesk.models import AddressCheck, LinkMove, Problem, Step
from helpdesk.moves import NotYours, Overtaken, Refused
from helpdesk.publishing import Material
from testkit import hub
from testkit.sites import ENDS, INSIDE, page, titled

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(catalogue):
    """The guide's team, in an office that tests of real transactions have not emptied."""
    return hub.make_team()


@pytest.fixture
def oss(internet):
    return internet.site("oss.go.id", {"/panduan": titled("Panduan NIB")})


@pytest.fixture
def version(team):
    return hub.written(team)


def pdf_of(size=0):
    """A PDF of one page, about ``size`` bytes more than the smallest."""
    document, file = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.Root.Isi = document.make_stream(bytes(size))
    document.save(file, compress_streams=False)
    return file.getvalue()


def with_document(team, content):
    document = SimpleUploadedFile("Formulir NIB.pdf", content)
    return hub.written(team, address="", document=document, document_type="application/pdf")


# Addresses --------------------------------------------------------------------------------


def test_an_address_the_public_can_open_leads_the_version_on(team, oss, version):
    check = trials.try_out(version, by=team["konten"])
    version.refresh_from_db()
    assert (version.step, version.trial) == (Step.TRIED, check)
    check.refresh_from_db()
    assert (check.problem, check.status, check.hops) == ("", 200, [hub.OSS])
    assert (check.page_title, check.content_type, check.tls_until) == ("Panduan NIB", "text/html; charset=utf-8", ENDS)
    assert check.is_trial
    assert check.at <= timezone.now() < check.at + datetime.timedelta(minutes=1)
    move = LinkMove.objects.last()
    assert (move.action, move.by, move.version, move.note) == ("try", team["konten"], version, "")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (page("", "404 Not Found"), Problem.STATUS),
        (page(b"x" * 10, Content_Length=str(outgoing.LARGEST + 1)), Problem.TOO_LARGE),
        (b"bukan HTTP\r\n\r\n", Problem.ANSWER),
    ],
    ids=["404", "too large", "not HTTP"],
)
def test_an_address_the_public_cannot_open_stays_where_it_is_and_says_why(team, oss, version, answer, problem):
    oss.pages["/panduan"] = answer
    check = trials.try_out(version, by=team["admin"])
    version.refresh_from_db()
    assert (check.problem, version.step, version.trial) == (problem, Step.WRITTEN, None)
    assert LinkMove.objects.last().note == problem.label
    with pytest.raises(Refused):
        publishing.publish(version, by=team["koordinator"])


def test_a_trial_that_failed_takes_an_earlier_one_back(team, oss, version):
    trials.try_out(version, by=team["konten"])
    oss.pages["/panduan"] = page("", "500 Rusak")
    trials.try_out(version, by=team["konten"])
    version.refresh_from_db()
    assert (version.step, version.trial) == (Step.WRITTEN, None)
    assert version.checks.count() == 2


def test_what_a_page_says_of_itself_fits_into_the_database(team, oss, version):
    oss.pages["/panduan"] = page(f"<title>\0{'ß' * 500}\x07</title>", Content_Type="text/html;" + "x" * 300 + "\x01")
    check = trials.try_out(version, by=team["konten"])
    check.refresh_from_db()
    assert (check.problem, check.page_title, len(check.content_type)) == ("", "ß" * 200, 100)


def test_the_portals_own_pages_are_opened_by_their_public_name(team, internet, settings):
    settings.SITE_URL = "https://perizinan.contoh.go.id"
    portal = internet.site("perizinan.contoh.go.id", {"/layanan/siup/": titled("SIUP")})
    version = hub.written(team, address="https://perizinan.contoh.go.id/layanan/siup/")
    assert trials.try_out(version, by=team["konten"]).is_good
    internet.answer("perizinan.contoh.go.id", 443, [(INSIDE, portal.place[1])])
    assert trials.try_out(version, by=team["konten"]).problem == Problem.NOT_PUBLIC


# Documents --------------------------------------------------------------------------------


def test_a_document_that_is_there_and_harmless_is_good(team):
    version = with_document(team, content := pdf_of())
    check = trials.try_out(version, by=team["konten"])
    assert (check.problem, check.status, check.hops) == ("", None, [])
    assert (check.size, check.content_type) == (len(content), "application/pdf")


def test_a_document_that_is_gone(team):
    version = with_document(team, pdf_of())
    version.document.storage.delete(version.document.name)
    assert trials.try_out(version, by=team["konten"]).problem == Problem.FILE_GONE


def test_a_document_that_was_exchanged_behind_the_portals_back(team):
    version = with_document(team, pdf_of())
    name = version.document.name
    default_storage.delete(name)
    assert default_storage.save(name, ContentFile(pdf_of(1))) == name
    assert trials.try_out(version, by=team["konten"]).problem == Problem.FILE_GONE


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"%PDF-1.7 rusak", b"MZ\x90", b""])
def test_what_only_calls_itself_a_document(team, content):
    version = with_document(team, content)
    assert trials.try_out(version, by=team["konten"]).problem == Problem.FILE_TYPE


def test_a_document_too_heavy_for_a_phone(team):
    heavy = with_document(team, pdf_of(outgoing.LARGEST))
    assert trials.try_out(heavy, by=team["konten"]).problem == Problem.TOO_LARGE


# Who, and when ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["layanan", "hukum"])
def test_who_may_not_try_makes_the_portal_ask_nobody(team, oss, version, who):
    with pytest.raises(NotYours):
        trials.try_out(version, by=team[who])
    assert oss.requests == []
    assert not AddressCheck.objects.exists()


def test_what_is_not_written_yet_is_not_tried(team, oss):
    with pytest.raises(Overtaken):
        trials.try_out(hub.collected(team), by=team["konten"])
    assert oss.requests == []


def test_what_is_published_is_not_tried_again(team, oss):
    version = hub.published(team).versions.get()
    with pytest.raises(Overtaken):
        trials.try_out(version, by=team["konten"])
    assert oss.requests == []


def test_the_portal_is_no_tool_to_look_for_holes_with(team, oss, version, monkeypatch):
    monkeypatch.setattr(trials, "MOST_TRIALS", 2)
    # One window for the whole test, wherever on the clock it begins.
    monkeypatch.setattr(trials, "WITHIN", 10**8)
    trials.try_out(version, by=team["konten"])
    trials.try_out(version, by=team["konten"])
    with pytest.raises(Refused, match="sepuluh menit"):
        trials.try_out(version, by=team["konten"])
    assert len(oss.requests) == 2
    assert trials.try_out(version, by=team["admin"]).is_good


def test_material_exchanged_while_the_site_is_waited_for_is_not_taken_for_tried(team, oss, version, monkeypatch):
    examine = trials.examine

    def exchange_meanwhile(row):
        opened = examine(row)
        new = publishing.revise(row.link, Material("Surat lain", "https://oss.go.id/lain"), by=team["layanan"])
        publishing.verify(new, by=team["hukum"])
        return opened

    monkeypatch.setattr(trials, "examine", exchange_meanwhile)
    with pytest.raises(Overtaken):
        trials.try_out(version, by=team["konten"])
    assert not AddressCheck.objects.exists()
    version.refresh_from_db()
    assert (version.address, version.trial) == ("https://oss.go.id/lain", None)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_site_is_waited_for(team, oss, version, monkeypatch):
    seen, open_address = [], outgoing.open_address

    def watch(address):
        seen.append(connection.in_atomic_block)
        return open_address(address)

    monkeypatch.setattr(outgoing, "open_address", watch)
    trials.try_out(version, by=team["konten"])
    with transaction.atomic():
        trials.try_out(version, by=team["konten"])
    assert seen == [False, True]


@pytest.mark.parametrize(
    "statement", ["UPDATE helpdesk_addresscheck SET status = 200", "DELETE FROM helpdesk_addresscheck"]
)
def test_what_was_found_stays_as_it_was_found(team, oss, version, statement):
    oss.pages["/panduan"] = page("", "404 Not Found")
    trials.try_out(version, by=team["konten"])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AddressCheck.objects.get().status == 404
