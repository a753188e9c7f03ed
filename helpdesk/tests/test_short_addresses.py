"""The short addresses behind printed QR codes: where they lead, where they don't, and that they stay for good."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from helpdesk import outreach, publishing, upkeep
from helpdesk.models import Campaign, Group, HubSettings, Link, LinkVersion, ShortAddress, Target, WhenBroken
from helpdesk.models.outreach import ALPHABET, new_code
from helpdesk.triggers import RULES
from helpdesk.views import short
from sipelaku.triggers import install, remove
from testkit.hub import OSS, collected, published, tried

pytestmark = pytest.mark.django_db

MAY = datetime.date(2026, 5, 1)


@pytest.fixture
def market(team):
    return Campaign.objects.create(name="Stan Pasar Rakyat", first_day=MAY, created_by=team["koordinator"])


@pytest.fixture
def counted(monkeypatch):
    """What was counted: target, key and campaign of every visit."""
    visits = []
    monkeypatch.setattr(short, "count", lambda _request, *what: visits.append(what))
    return visits


def code_of(link):
    return ShortAddress.objects.get(link=link, campaign=None).code


def document(team, name="Formulir SIUP.pdf", content_type="application/pdf", content=b"%PDF-1.7 formulir"):
    """A published link whose material is a document."""
    file = SimpleUploadedFile(name, content)
    return published(team, address="", document=file, document_type=content_type)


# Where they lead ----------------------------------------------------------------------


def test_the_pages_code_opens_the_page(client):
    code = ShortAddress.objects.get(group=None, link=None).code
    assert client.get(f"/s/{code}/")["Location"] == "/"


def test_a_groups_code_opens_the_page_at_the_group(client, counted):
    group = Group.objects.get(slug="formulir")
    assert client.get(f"/s/{group.addresses.get().code}/")["Location"] == "/#formulir"
    assert counted == [(Target.GROUP, group.pk, 0)]


def test_a_links_code_opens_the_official_address_and_counts(client, team, counted):
    link = published(team)
    answer = client.get(f"/s/{code_of(link)}/")
    assert (answer.status_code, answer["Location"]) == (302, OSS)
    assert counted == [(Target.LINK, link.pk, 0)]


def test_a_campaigns_codes_say_where_people_come_from(client, team, market, counted):
    link, group = published(team), Group.objects.get(slug="nib")
    to_page = outreach.new_address(Target.PAGE, campaign=market).code
    to_group = outreach.new_address(Target.GROUP, group.pk, market).code
    to_link = outreach.new_address(Target.LINK, link.pk, market).code
    assert client.get(f"/s/{to_page}/")["Location"] == f"/?k={to_page}"
    assert client.get(f"/s/{to_group}/")["Location"] == f"/?k={to_group}#nib"
    assert client.get(f"/s/{to_link}/")["Location"] == OSS
    assert counted == [(Target.GROUP, group.pk, market.pk), (Target.LINK, link.pk, market.pk)]


def test_capitals_open_the_same(client, team):
    assert client.get(f"/s/{code_of(published(team)).upper()}/")["Location"] == OSS


def test_asking_without_opening_counts_nothing(client, team, counted):
    assert client.head(f"/s/{code_of(published(team))}/")["Location"] == OSS
    assert counted == []


def test_it_is_never_kept_and_tells_the_target_nothing(client, team):
    answer = client.get(f"/s/{code_of(published(team))}/")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies


def test_a_new_version_leads_elsewhere_by_the_same_code(client, team):
    link = published(team)
    version = publishing.revise(link, publishing.Material("Surat 13", "https://oss.go.id/baru"), by=team["konten"])
    publishing.verify(version, by=team["hukum"])
    assert client.get(f"/s/{code_of(link)}/")["Location"] == OSS


def test_opening_a_link_takes_few_queries(client, team, counted, django_assert_max_num_queries):
    code = code_of(published(team))
    client.get(f"/s/{code}/")  # from now on the office is remembered
    with django_assert_max_num_queries(5):
        client.get(f"/s/{code}/")


def test_opening_the_page_or_a_group_takes_one_query(client, counted, django_assert_max_num_queries):
    code = ShortAddress.objects.get(group__slug="nib").code
    client.get(f"/s/{code}/")  # from now on the office is remembered
    with django_assert_max_num_queries(1):
        client.get(f"/s/{code}/")


# Where there is nothing any more ------------------------------------------------------


def test_an_unknown_code_says_what_to_do(client):
    answer = client.get("/s/abcdef/")
    assert answer.status_code == 404
    assert "Kode ini tidak kami kenal" in answer.content.decode()


@pytest.mark.parametrize("step", [collected, tried])
def test_what_is_not_published_looks_like_an_unknown_code(client, team, step):
    version = step(team)
    draft, unknown = client.get(f"/s/{code_of(version.link)}/"), client.get("/s/abcdef/")
    assert draft.status_code == 404
    assert draft.content == unknown.content


def test_a_withdrawn_link_is_gone(client, team, counted):
    link = published(team)
    upkeep.withdraw(link, by=team["koordinator"], note="Dicabut.")
    answer = client.get(f"/s/{code_of(link)}/")
    assert answer.status_code == 410
    assert "sudah ditarik" in answer.content.decode()
    assert OSS not in answer.content.decode()
    assert counted == []


def test_a_link_opens_between_its_first_and_its_last_moment_only(client, team):
    now = timezone.now()
    first, last = now + datetime.timedelta(days=1), now + datetime.timedelta(days=2)
    code = code_of(published(team, visible_from=first, visible_until=last))
    early = client.get(f"/s/{code}/")
    assert (early.status_code, "belum dibuka" in early.content.decode()) == (404, True)
    with time_machine.travel(first, tick=False):
        assert client.get(f"/s/{code}/")["Location"] == OSS
    with time_machine.travel(last, tick=False):
        late = client.get(f"/s/{code}/")
    assert (late.status_code, "berakhir" in late.content.decode()) == (410, True)


def test_a_broken_link_tells_since_when_and_lets_people_go_on(client, team, counted):
    link = published(team)
    Link.objects.filter(pk=link.pk).update(broken_since=datetime.datetime(2026, 10, 9, 1, 5, tzinfo=datetime.UTC))
    answer = client.get(f"/s/{code_of(link)}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "sejak 9 Oktober 2026 pukul" in text
    assert f'href="{OSS}"' in text
    assert f'href="/tanya/?jenis=tautan-salah&amp;tautan={code_of(link)}"' in text
    assert counted == [(Target.LINK, link.pk, 0)]


def test_a_broken_link_is_hidden_when_the_office_says_so(client, team, counted):
    link = published(team)
    Link.objects.filter(pk=link.pk).update(broken_since=timezone.now())
    HubSettings.objects.update(when_broken=WhenBroken.HIDE)
    answer = client.get(f"/s/{code_of(link)}/")
    assert (answer.status_code, OSS in answer.content.decode(), counted) == (404, False, [])


# A redirect goes only where a published link points -----------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "?next=//evil.example",
        "?url=https://evil.example",
        "?k=abc",
        "?%0d%0aLocation:%20https://evil.example",
        "?@evil.example",
    ],
)
def test_nothing_asked_for_is_passed_on(client, team, asked):
    assert client.get(f"/s/{code_of(published(team))}/{asked}")["Location"] == OSS
    page = ShortAddress.objects.get(group=None, link=None).code
    assert client.get(f"/s/{page}/{asked}")["Location"] == "/"


@pytest.mark.parametrize(
    "code",
    [
        "//evil.example",
        "%2f%2fevil.example",
        "https:%2f%2fevil.example",
        "%0d%0aSet-Cookie:x=1",
        "..",
        "%2e%2e%2f",
        "x" * 500,
        "abc def",
        "'--",
    ],
)
def test_codes_that_are_addresses_open_nothing(client, code):
    answer = client.get(f"/s/{code}/")
    assert answer.status_code in (301, 400, 404)
    assert "evil" not in answer.headers.get("Location", "").partition("/s/")[0]
    assert not answer.cookies


def test_an_address_that_is_none_of_the_web_is_not_followed(client, team):
    """As if somebody had written to the database past every form; the triggers have to step aside for it."""
    link = published(team)
    remove(connection, RULES)
    try:
        LinkVersion.objects.filter(link=link).update(address="javascript:alert(1)")
        assert client.get(f"/s/{code_of(link)}/").status_code == 404
        LinkVersion.objects.filter(link=link).update(address="//evil.example")
        assert client.get(f"/s/{code_of(link)}/").status_code == 404
        LinkVersion.objects.filter(link=link).update(address="https://oss.go.id/\r\nSet-Cookie: a=b")
        answer = client.get(f"/s/{code_of(link)}/")
        assert not answer.cookies
    finally:
        install(connection, RULES)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(client, team, method, counted):
    code = code_of(published(team))
    assert getattr(client, method)(f"/s/{code}/").status_code == 405
    assert getattr(client, method)(f"/s/{code}/dokumen/").status_code == 405
    assert counted == []


def test_wrong_codes_are_limited_and_right_ones_are_not(client, team):
    for _number in range(short.WRONG_CODES_PER_ADDRESS):
        assert client.get("/s/abcdef/").status_code == 404
    assert client.get("/s/abcdef/").status_code == 429
    assert client.get("/s/abcdef/", REMOTE_ADDR="198.51.100.7").status_code == 404
    assert client.get(f"/s/{code_of(published(team))}/")["Location"] == OSS


# Documents ----------------------------------------------------------------------------


def test_a_document_opens_in_the_browser_under_its_own_name(client, team):
    code = code_of(document(team))
    where = client.get(f"/s/{code}/")["Location"]
    assert where == f"/s/{code}/dokumen/"
    answer = client.get(where)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 formulir"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="Formulir SIUP.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "public" in answer["Cache-Control"]


def test_a_campaigns_code_leads_to_the_document_too(client, team, market):
    link = document(team)
    code = outreach.new_address(Target.LINK, link.pk, market).code
    assert client.get(f"/s/{code}/")["Location"] == f"/s/{code_of(link)}/dokumen/"


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/xml", ""])
def test_what_a_browser_might_run_is_handed_out_as_a_download(client, team, content_type):
    code = code_of(document(team, "Panduan.html", content_type, b"<script>alert(1)</script>"))
    answer = client.get(f"/s/{code}/dokumen/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_name_full_of_tricks_stays_a_name(client, team):
    code = code_of(document(team, 'a";filename="b\r\nX-Evil: 1.pdf'))
    answer = client.get(f"/s/{code}/dokumen/")
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers


def test_no_document_where_there_is_none(client, team):
    page = ShortAddress.objects.get(group=None, link=None).code
    for code in ("abcdef", page, code_of(published(team))):
        assert client.get(f"/s/{code}/dokumen/").status_code == 404


def test_a_withdrawn_document_is_not_handed_out(client, team):
    link = document(team)
    upkeep.withdraw(link, by=team["koordinator"], note="Formulir lama.")
    answer = client.get(f"/s/{code_of(link)}/dokumen/")
    assert (answer.status_code, "sudah ditarik" in answer.content.decode()) == (410, True)
    assert "no-store" in answer["Cache-Control"]


def test_a_document_not_published_yet_looks_like_an_unknown_code(client, team):
    file = SimpleUploadedFile("Rancangan.pdf", b"%PDF-1.7")
    draft = collected(team, address="", document=file, document_type="application/pdf")
    answer = client.get(f"/s/{code_of(draft.link)}/dokumen/")
    assert answer.status_code == 404
    assert answer.content == client.get("/s/abcdef/dokumen/").content


def test_a_document_that_is_lost_is_not_found(client, team):
    link = document(team)
    version = link.versions.get()
    version.document.storage.delete(version.document.name)
    assert client.get(f"/s/{code_of(link)}/dokumen/").status_code == 404


# For good -----------------------------------------------------------------------------


def test_a_code_never_changes_and_never_goes_away(team):
    code = code_of(published(team))
    for change in (lambda rows: rows.update(code="abcdef"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(ShortAddress.objects.filter(code=code))
    assert ShortAddress.objects.filter(code=code).exists()


def test_control_without_the_triggers_a_code_goes(team):
    code = code_of(published(team))
    remove(connection, RULES)
    try:
        ShortAddress.objects.filter(code=code).update(code="abcdef")
        ShortAddress.objects.filter(code="abcdef").delete()
    finally:
        install(connection, RULES)
    assert not ShortAddress.objects.filter(code__in=[code, "abcdef"]).exists()


def test_codes_hold_nothing_that_is_mistaken_for_something_else():
    codes = "".join(new_code() for _number in range(200))
    assert set(codes) <= set(ALPHABET)
    assert set("01ilo").isdisjoint(codes)


def test_a_code_that_is_taken_is_drawn_again(monkeypatch, market):
    taken = ShortAddress.objects.get(group=None, link=None).code
    drawn = iter([taken, taken, "abcdef"])
    monkeypatch.setattr(outreach, "new_code", lambda: next(drawn))
    assert outreach.new_address(Target.PAGE, campaign=market).code == "abcdef"


def test_bad_luck_without_end_is_told(monkeypatch, market):
    taken = ShortAddress.objects.get(group=None, link=None).code
    monkeypatch.setattr(outreach, "new_code", lambda: taken)
    with pytest.raises(IntegrityError), transaction.atomic():
        outreach.new_address(Target.PAGE, campaign=market)


def test_a_group_has_one_code_of_its_own(team):
    with pytest.raises(IntegrityError), transaction.atomic():
        outreach.new_address(Target.GROUP, Group.objects.get(slug="nib").pk)
