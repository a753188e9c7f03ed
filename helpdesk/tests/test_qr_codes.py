"""QR codes to take along: every code on its page, as SVG and PNG that can be printed and scanned."""

import io
import re
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from PIL import Image

from helpdesk import outreach, qr, upkeep
from helpdesk.models import Campaign, Group, ShortAddress, Target
from testkit.hub import collected, published
from testkit.papers import read_qr
from testkit.story import make_user

pytestmark = pytest.mark.django_db

PAGE = "/petugas/qr/"


@pytest.fixture
def taking(client, team):
    client.force_login(team["layanan"])
    return client


def own(link):
    return ShortAddress.objects.get(link=link, campaign=None).code


def text_of(answer):
    return answer.content.decode()


def drawn(svg, side):
    """The SVG as a picture of ``side`` pixels, drawn from its path alone."""
    root = ElementTree.fromstring(svg)
    width = float(root.attrib["viewBox"].split()[2])
    scale = side / width
    picture = Image.new("L", (side, side), 255)
    (path,) = [part for part in root if part.tag.endswith("path")]
    for x, y, right, bottom in re.findall(r"M([\d.]+),([\d.]+)H([\d.]+)V([\d.]+)H", path.attrib["d"]):
        box = [round(float(value) * scale) for value in (x, y, right, bottom)]
        picture.paste(0, tuple(box))
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


# The pages ----------------------------------------------------------------------------


def test_every_own_code_is_on_the_page_with_where_it_leads(taking, team):
    link = published(team, title="Panduan NIB")
    text = text_of(taking.get(PAGE))
    for title in ("Informasi perizinan resmi", "Kontak layanan", "Panduan NIB"):
        assert title in text
    for address in ShortAddress.objects.filter(campaign=None):
        assert f"/s/{address.code}" in text
    assert reverse("hub_poster_a4", args=[own(link)]) in text


def test_what_the_public_does_not_see_is_not_offered(taking, team):
    draft, gone = collected(team).link, published(team, title="Formulir lama")
    upkeep.withdraw(gone, by=team["koordinator"], note="Diganti.")
    text = text_of(taking.get(PAGE))
    assert "Formulir lama" not in text
    assert own(draft) not in text


def test_a_group_that_is_new_gets_its_code(taking):
    group = Group.objects.create(slug="pajak", title="Pajak daerah", order=9)
    assert "Pajak daerah" in text_of(taking.get(PAGE))
    taking.get(PAGE)
    assert group.addresses.count() == 1


def test_the_page_takes_as_many_queries_for_many_links(taking, team, django_assert_max_num_queries):
    published(team)
    taking.get(PAGE)
    for number in range(5):
        published(team, title=f"Panduan {number}")
    with django_assert_max_num_queries(12):
        taking.get(PAGE)


def test_a_codes_page_shows_its_picture_and_where_it_leads(taking, team):
    code = own(published(team, title="Panduan NIB"))
    text = text_of(taking.get(f"{PAGE}{code}/"))
    assert f'src="{PAGE}{code}/qr.svg"' in text
    assert "Panduan NIB" in text
    assert "Ubah tujuan" not in text


def test_a_code_of_a_withdrawn_link_says_so(taking, team):
    link = published(team)
    upkeep.withdraw(link, by=team["koordinator"], note="Dicabut.")
    text = text_of(taking.get(f"{PAGE}{own(link)}/"))
    assert "Tautan ini tidak tampil" in text
    assert "poster-a4" not in text


# The files ----------------------------------------------------------------------------


def test_the_png_is_sharp_and_says_the_whole_address(taking, team, settings):
    code = own(published(team, title="Panduan NIB"))
    answer = taking.get(f"{PAGE}{code}/qr.png")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == f'attachment; filename="panduan-nib-{code}.png"'
    assert read_qr(answer.content) == [f"{settings.SITE_URL}/s/{code}/"]
    assert min(Image.open(io.BytesIO(answer.content)).size) >= 1000


def test_the_svg_says_the_same(taking, team, settings):
    code = own(published(team))
    answer = taking.get(f"{PAGE}{code}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert read_qr(drawn(answer.content, 800)) == [f"{settings.SITE_URL}/s/{code}/"]


def test_the_svg_holds_no_style_and_no_script():
    svg = qr.svg("https://perizinan.contoh.go.id/s/abcdef/")
    assert svg.startswith(b"<?xml")
    for forbidden in (b"style", b"script", b"href", b"<svg:"):
        assert forbidden not in svg


def test_there_is_a_white_edge_of_four_modules():
    picture = Image.open(io.BytesIO(qr.png("https://perizinan.contoh.go.id/s/abcdef/"))).convert("L")
    left, top, right, bottom = picture.point(lambda value: 255 - value).getbbox()
    # The finder pattern at the left is seven modules wide.
    row = [picture.getpixel((x, top)) for x in range(left, right)]
    module = row.index(255) / 7
    assert min(left, top, picture.width - right, picture.height - bottom) >= 4 * module


def test_a_smudged_code_is_still_read():
    """A fifth of the middle covered: the highest but one of the four levels bears it."""
    text = "https://perizinan.contoh.go.id/s/abcdef/"
    picture = Image.open(io.BytesIO(qr.png(text))).convert("L")
    side = picture.width // 5
    start = (picture.width - side) // 2
    picture.paste(255, (start, start, start + side, start + side))
    content = io.BytesIO()
    picture.save(content, "PNG")
    assert read_qr(content.getvalue()) == [text]


def test_the_same_code_is_the_same_file():
    assert qr.svg("a") == qr.svg("a")
    assert qr.png("a") == qr.png("a")


def test_a_title_of_other_letters_leaves_a_usable_file_name(taking, team):
    code = own(published(team, title='"许可证";\r\n../..'))
    answer = taking.get(f"{PAGE}{code}/qr.png")
    assert answer["Content-Disposition"] == f'attachment; filename="{code}.png"'


# Who and how --------------------------------------------------------------------------


def addresses(code):
    return [PAGE, f"{PAGE}{code}/", f"{PAGE}{code}/qr.svg", f"{PAGE}{code}/qr.png", f"{PAGE}kegiatan/"]


@pytest.mark.parametrize("name", ["koordinator", "konten", "layanan", "hukum", "admin"])
def test_the_whole_team_takes_codes_along(client, team, name):
    client.force_login(team[name])
    assert {client.get(address).status_code for address in addresses(own(published(team)))} == {200}


def test_the_counter_takes_codes_along(client, team):
    client.force_login(make_user("loket", "petugas_loket"))
    assert {client.get(address).status_code for address in addresses(own(published(team)))} == {200}


@pytest.mark.parametrize("role", ["kepala_dinas", "bendahara", "tim_teknis", ""])
def test_for_others_there_is_nothing_here(client, team, role):
    client.force_login(make_user("lain", *filter(None, [role])))
    assert {client.get(address).status_code for address in addresses(own(published(team)))} == {404}


def test_who_is_not_signed_in_is_asked_to(client, team):
    for address in addresses(own(published(team))):
        assert client.get(address)["Location"].startswith("/masuk/")


def test_they_are_only_read(taking, team):
    for address in addresses(own(published(team))):
        assert {ask(address).status_code for ask in (taking.post, taking.put, taking.delete)} == {405}


@pytest.mark.parametrize("code", ["abcdef", "..", "%00", "x" * 300, "kegiatan-lama"])
def test_codes_nobody_has_are_not_found(taking, code):
    for ending in ("", "qr.svg", "qr.png", "tujuan/"):
        assert taking.get(f"{PAGE}{code}/{ending}").status_code in (400, 404)


def test_campaigns_codes_are_taken_along_like_the_others(taking, team, settings):
    market = Campaign.objects.create(name="Stan Pasar", first_day="2026-05-01", created_by=team["konten"])
    code = outreach.new_address(Target.PAGE, campaign=market).code
    assert read_qr(taking.get(f"{PAGE}{code}/qr.png").content) == [f"{settings.SITE_URL}/s/{code}/"]
    assert "Stan Pasar" in text_of(taking.get(f"{PAGE}{code}/"))
