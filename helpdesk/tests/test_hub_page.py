"""What the hub's page says of its links and announcements, to whom, and what it costs."""

import datetime
import re

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from helpdesk import front, published, publishing
from helpdesk.models import (
    Announcement,
    AnnouncementKind,
    Campaign,
    Group,
    HubSettings,
    Link,
    LinkVersion,
    OfficialNumber,
    ShortAddress,
    Target,
    WhenBroken,
)
from helpdesk.views import pages
from permits.catalogue import load_all
from permits.models import PermitType
from permits.services import services_on
from testkit import hub
from testkit.story import file_application, make_user

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 10, 9, 4, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_noon():
    """Friday at noon in the office, and a clock that stands still."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def page(client: Client, address: str = "/") -> str:
    """The page as somebody sees it who comes long after the last one."""
    caches["local"].clear()
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def announce(team, title, *, kind=AnnouncementKind.NEWS, **values) -> Announcement:
    values = {"visible_from": NOON - HOUR} | values
    return Announcement.objects.create(title=title, kind=kind, written_by=team["konten"], **values)


# Links --------------------------------------------------------------------------------


def test_a_link_says_what_it_is_where_it_leads_and_who_verified_it_when(client, team):
    link = hub.published(team, title="Panduan NIB", summary="Langkah membuat NIB, dari akun sampai terbit.")
    html = page(client)
    code = ShortAddress.objects.get(link=link, campaign=None).code
    assert f'href="/s/{code}/"' in html
    for words in ("Panduan NIB", "Langkah membuat NIB, dari akun sampai terbit.", "oss.go.id"):
        assert words in html
    assert f"Diverifikasi {team['hukum'].full_name}, 9 Oktober 2026" in html
    assert hub.OSS not in html, "people go through the short address, where the visit is counted"


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("formulir.pdf", 320_000, "PDF, 320 KB"),
        ("Formulir SIUP.DOCX", 1_440_000, "DOCX, 1,4 MB"),
        ("formulir", 900, "Dokumen, 1 KB"),
        ("formulir.pdf", None, "PDF"),
    ],
)
def test_a_document_says_its_kind_and_size_instead_of_a_site(name, size, words):
    version = LinkVersion(document="hub/2026/10/x", document_name=name, document_size=size)
    assert front.document_in_words(version) == words


def test_groups_come_in_the_guides_order_each_under_its_anchor_and_empty_ones_not_at_all(client, team):
    for group, title in (("oss", "Masuk OSS"), ("nib", "Panduan NIB"), ("formulir", "Formulir reklame")):
        hub.published(team, group=group, title=title)
    html = page(client)
    places = [html.index(f'<h2 id="{slug}">') for slug in ("nib", "formulir", "kontak", "oss")]
    assert places == sorted(places)
    assert 'id="persyaratan"' not in html


def test_requirements_come_by_sector_those_for_everybody_first(client, team):
    for sector, title in (("Perdagangan", "Syarat toko"), ("", "Syarat umum"), ("kesehatan", "Syarat klinik")):
        version = hub.written(team, group="persyaratan", title=title)
        LinkVersion.objects.filter(pk=version.pk).update(sector=sector)
        version = hub.pass_trial(LinkVersion.objects.get(pk=version.pk), team)
        publishing.publish(version, by=team["koordinator"])
    html = page(client)
    places = [
        html.index(words) for words in ("Syarat umum", "kesehatan", "Syarat klinik", "Perdagangan", "Syarat toko")
    ]
    assert places == sorted(places)


def test_a_link_names_the_service_it_belongs_to(client, team, catalogue):
    version = hub.written(team, title="Syarat SIUP", group="persyaratan")
    LinkVersion.objects.filter(pk=version.pk).update(permit_type=PermitType.objects.get(slug="siup"))
    publishing.publish(hub.pass_trial(LinkVersion.objects.get(pk=version.pk), team), by=team["koordinator"])
    html = page(client)
    assert 'Layanan terkait: <a href="/layanan/siup/">SIUP</a>' in html


def test_the_featured_link_stands_before_all_others(client, team):
    hub.published(team, title="Panduan NIB")
    featured = hub.published(team, group="oss", title="Masuk OSS")
    Link.objects.filter(pk=featured.pk).update(is_featured=True)
    html = page(client)
    assert html.count("links--main") == 1
    assert html.index("links--main") < html.index("Masuk OSS") < html.index("Panduan NIB")


def test_a_link_comes_and_goes_on_time_although_pages_are_kept(client, team, at_noon):
    hub.published(team, title="Bazar NIB", visible_from=NOON + HOUR, visible_until=NOON + 2 * HOUR)
    second = datetime.timedelta(seconds=1)
    for moment, is_there in (
        (NOON + HOUR - second, False),
        (NOON + HOUR, True),
        (NOON + 2 * HOUR - second, True),
        (NOON + 2 * HOUR, False),
    ):
        at_noon.move_to(moment)
        assert ("Bazar NIB" in client.get("/").content.decode()) == is_there, moment


def test_an_opening_hour_ends_on_time_although_pages_are_kept(client, at_noon):
    closes = front.front_page(timezone.now()).opening.closes
    at_noon.move_to(closes - datetime.timedelta(seconds=1))
    assert "Loket melayani sampai" in client.get("/").content.decode()
    at_noon.move_to(closes)
    assert "Loket melayani sampai" not in client.get("/").content.decode()


def test_a_withdrawn_link_is_gone(client, team):
    link = hub.published(team, title="Panduan NIB")
    Link.objects.filter(pk=link.pk).update(withdrawn_at=NOON)
    assert "Panduan NIB" not in page(client)


@pytest.mark.parametrize(("choice", "is_there"), [(WhenBroken.MARK, True), (WhenBroken.HIDE, False)])
def test_a_broken_link_is_marked_or_hidden_as_the_office_decided(client, team, choice, is_there):
    link = hub.published(team, title="Panduan NIB")
    Link.objects.filter(pk=link.pk).update(broken_since=NOON - HOUR)
    HubSettings.objects.update(when_broken=choice)
    html = page(client)
    assert ("Panduan NIB" in html) == is_there
    assert ("Sedang bermasalah" in html) == is_there


def test_a_link_whose_review_is_overdue_says_so(client, team):
    link = hub.published(team)
    assert "Sedang ditinjau" not in page(client)
    Link.objects.filter(pk=link.pk).update(reviewed_on=datetime.date(2026, 7, 1), review_due=datetime.date(2026, 10, 8))
    assert "Sedang ditinjau" in page(client)


def test_what_staff_wrote_is_shown_as_text(client, team):
    hub.published(team, title="<script>alert(1)</script>", summary='"><img src=x onerror=alert(2)>')
    announce(team, "<b>Libur</b>", text="<i>besok</i>\nlusa")
    html = page(client)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<b>Libur" not in html
    assert "&lt;i&gt;besok&lt;/i&gt;<br>lusa" in html


def test_without_any_content_the_page_still_helps(client, db):
    html = page(client)
    for words in ("Lacak berkas Anda", 'action="/cari/"', "Kontak layanan", "Belum ada layanan", "/tanya/"):
        assert words in html
    for slug in ("nib", "persyaratan", "formulir", "oss"):
        assert f'id="{slug}"' not in html


def test_from_the_top_one_gets_to_every_part_of_the_page(client, team):
    hub.published(team, title="Panduan membuat NIB")
    html = page(client)
    jumps = html.partition('class="jumps"')[2].partition("</ul>")[0]
    parts = re.findall(r'<a href="#([^"]+)">', jumps)
    assert parts == re.findall(r'<h2 id="([^"]+)">[^<]', html.partition('class="jumps"')[2])[: len(parts)]
    assert {"nib", "kontak", "daftar-layanan", "bantuan-lain"} == set(parts), "no part without anything in it"


# Contacts, announcements --------------------------------------------------------------


def test_the_contacts_list_the_official_numbers_and_warn_of_others(client, db):
    OfficialNumber.objects.create(label="Loket informasi", number="+6281200000001", hours="Senin-Jumat")
    OfficialNumber.objects.create(label="Pengaduan", number="0542123456", is_whatsapp=False, order=1)
    html = page(client)
    assert 'href="https://wa.me/6281200000001?text=Halo' in html
    assert 'href="tel:+62542123456"' in html
    assert html.index('<h2 id="kontak">') < html.index("Loket informasi") < html.index("Waspada nomor lain")


def test_an_outage_stands_before_everything_one_can_do(client, team):
    announce(team, "Sistem pembayaran mati", kind=AnnouncementKind.OUTAGE)
    announce(team, "Loket libur 17 Agustus")
    html = page(client)
    places = [html.index(w) for w in ("Sistem pembayaran mati", "Lacak berkas Anda", "Loket libur", 'id="kontak"')]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("values", "is_there"),
    [
        ({"visible_from": NOON}, True),
        ({"visible_from": NOON + HOUR}, False),
        ({"visible_until": NOON + HOUR}, True),
        ({"visible_until": NOON}, False),
        ({"withdrawn_at": NOON}, False),
    ],
)
def test_an_announcement_is_there_from_until_and_unless_withdrawn(client, team, values, is_there):
    announce(team, "Loket pindah", **values)
    assert ("Loket pindah" in page(client)) == is_there


# Sharing ------------------------------------------------------------------------------


def test_the_page_can_be_passed_on_without_javascript(client, db):
    html = page(client)
    assert f"<strong>{settings.SITE_URL}/</strong>" in html
    assert 'href="https://wa.me/?text=' in html
    assert html.count(" hidden>") == 2, "what needs JavaScript waits for it"


def test_social_media_are_told_what_the_page_is(client, db):
    html = page(client)
    for name in ("og:type", "og:title", "og:description", "og:url", "og:image", "og:site_name"):
        assert html.count(f'property="{name}"') == 1, name
    assert f'content="{settings.SITE_URL}/kartu.png?{front.card_version()}"' in html
    assert 'name="twitter:card" content="summary_large_image"' in html


def test_the_services_filed_most_in_a_year_stand_first(catalogue, applicant):
    load_all()
    services, now = services_on(timezone.localdate()), timezone.now()

    def first_shown(moment):
        caches["local"].clear()
        return [service.permit_type.slug for service in front.main_services(services, moment)]

    as_listed = first_shown(now)
    assert len(as_listed) == front.MAIN_SERVICES
    assert "siup" not in as_listed
    file_application(applicant)
    assert first_shown(now) == ["siup", *as_listed[:-1]]
    assert first_shown(now + datetime.timedelta(days=366)) == as_listed


def test_of_services_filed_equally_often_one_whose_end_is_known_stands_last(catalogue):
    load_all()
    now = timezone.now()
    first = front.main_services(services_on(timezone.localdate()), now)[0].permit_type
    first.standings.create(
        effective_from=timezone.localdate() + datetime.timedelta(days=400), state="oss", explanation="Ke OSS."
    )
    shown = [row.permit_type for row in front.main_services(services_on(timezone.localdate()), now)]
    assert len(shown) == front.MAIN_SERVICES
    assert first not in shown


# Keeping ------------------------------------------------------------------------------


def test_the_page_costs_as_many_queries_however_many_links(client, team, catalogue, django_assert_num_queries):
    def cost():
        caches["local"].clear()
        client.get("/bantuan/")  # reads the office and its hours
        front.main_services([], timezone.now())  # counts once a day
        with django_assert_num_queries(9):
            client.get("/")

    hub.published(team)
    cost()
    for number in range(5):
        hub.published(team, title=f"Panduan {number}", group="oss")
    OfficialNumber.objects.create(label="Loket", number="+6281200000001")
    cost()


def test_what_was_filed_is_counted_once_a_day(client, team, catalogue, at_noon, django_assert_num_queries):
    client.get("/")
    at_noon.shift(front.KEPT)
    client.get("/bantuan/")  # reads the office and its hours
    with django_assert_num_queries(7):
        client.get("/")


def test_the_next_visitor_gets_the_kept_page_for_no_query(client, team, django_assert_num_queries):
    hub.published(team)
    first = client.get("/").content
    with django_assert_num_queries(0):
        assert Client().get("/").content == first


def test_a_kept_page_is_old_by_a_quarter_of_a_minute_at_most(client, team, at_noon):
    client.get("/")
    hub.published(team, title="Panduan NIB")
    assert "Panduan NIB" not in client.get("/").content.decode()
    at_noon.shift(front.KEPT)
    assert "Panduan NIB" in client.get("/").content.decode()


def test_nobody_gets_the_page_of_somebody_who_is_signed_in(client, db):
    caches["local"].clear()
    signed_in = Client()
    signed_in.force_login(make_user("siti", name="Siti Rahmawati"))
    own = signed_in.get("/")
    assert "Keluar" in own.content.decode()
    assert own["Cache-Control"] == "private, no-store"
    assert "Keluar" not in client.get("/").content.decode()
    assert "Keluar" in signed_in.get("/").content.decode(), "and they don't get the kept one"


def kept_but_no_page(key, read, *_seconds):
    assert key == front.FILED, "the page would be kept"
    return read()


def test_a_message_for_one_is_not_kept_for_all(client, db):
    caches["local"].clear()
    teller = Client()
    teller.cookies["messages"] = "anything"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front, "kept", kept_but_no_page)
        teller.get("/")
    assert "Cookie" in client.get("/")["Vary"]


# Counting -----------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch):
    """Everything that was counted, as (target, key, campaign)."""
    seen: list[tuple[str, int, int]] = []
    monkeypatch.setattr(pages, "count", lambda request, target, key=0, campaign=0: seen.append((target, key, campaign)))
    return seen


def test_every_opening_counts_the_kept_ones_too(client, db, counted):
    client.get("/")
    Client().get("/")
    client.head("/")
    client.post("/")
    assert counted == [(Target.PAGE, 0, 0)] * 2


def test_a_visit_counts_for_the_campaign_whose_address_led_here(client, team, counted):
    market = Campaign.objects.create(
        name="Lapak pasar, Mei", first_day=datetime.date(2026, 5, 1), created_by=team["konten"]
    )
    code = ShortAddress.objects.create(campaign=market, created_at=NOON).code
    own = ShortAddress.objects.get(group=None, link=None, campaign=None).code
    for k in (code, own, "zzzzzz", "", "%00".replace("%00", "' OR 1"), "x" * 300):
        caches["local"].clear()
        assert client.get("/", {"k": k}).status_code == 200
    assert counted == [(Target.PAGE, 0, market.pk)] + [(Target.PAGE, 0, 0)] * 5


def test_strange_codes_cost_no_query_each(client, db, counted, django_assert_num_queries):
    client.get("/", {"k": "zzzzzz"})
    with django_assert_num_queries(0):
        for number in range(5):
            client.get("/", {"k": f"zzzzz{number}"})


def test_every_group_of_the_guide_is_there(db):
    assert list(Group.objects.values_list("slug", flat=True)) == ["nib", "persyaratan", "formulir", "kontak", "oss"]
    assert front.CONTACTS in {row.group.slug for row in published.groups_of([])}
