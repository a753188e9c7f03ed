"""Campaigns: codes of their own, counted apart, led elsewhere while what is printed stays."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from helpdesk import outreach, upkeep
from helpdesk.forms.outreach import CampaignForm
from helpdesk.models import Campaign, Group, Link, ShortAddress, Tally, Target
from testkit.hub import OSS, published
from testkit.story import make_user

NEW = "/petugas/qr/kegiatan/baru/"
LIST = "/petugas/qr/kegiatan/"
MAY = {"name": "Stan Pasar Rakyat, Mei", "first_day": "2026-05-01", "last_day": "2026-05-31"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def writing(client, team):
    client.force_login(team["konten"])
    return client


def begun(team):
    return Campaign.objects.create(name=MAY["name"], first_day=datetime.date(2026, 5, 1), created_by=team["konten"])


def begun_other(team):
    return Campaign.objects.create(name="Radio", first_day=datetime.date(2026, 5, 1), created_by=team["konten"])


@pytest.fixture
def market(team):
    return begun(team)


def coded(campaign, target=Target.PAGE, key=0):
    """A printed code of the campaign's."""
    return outreach.new_address(target, key, campaign)


def where(address):
    return reverse("hub_retarget", args=[address.code])


def stamp_on(client, address):
    text = client.get(where(address)).content.decode()
    return text.split('name="stamp"')[1].split("value=")[1].split('"')[1] if 'name="stamp" value=' in text else ""


def led(client, address, place, **more):
    return client.post(where(address), {"place": place, "stamp": stamp_on(client, address)} | more)


def page(answer):
    return answer.content.decode()


# Beginning one ------------------------------------------------------------------------


def test_a_campaign_begins_with_a_name_and_days(writing, team):
    answer = writing.post(NEW, MAY)
    campaign = Campaign.objects.get()
    assert answer["Location"] == f"{LIST}{campaign.pk}/"
    assert (campaign.name, campaign.created_by) == (MAY["name"], team["konten"])
    assert "1 Mei 2026 sampai 31 Mei 2026" in page(writing.get(LIST))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Tulis nama kegiatannya."),
        ({"name": "x" * 81}, "80"),
        ({"first_day": ""}, "Pilih hari pertamanya."),
        ({"first_day": "besok"}, "Pilih tanggal yang benar."),
        ({"last_day": "2026-04-30"}, "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"last_day": "2026-02-30"}, "Pilih tanggal yang benar."),
        ({"first_day": "0026-05-01"}, "Periksa tahunnya."),
        ({"last_day": "9026-05-31"}, "Periksa tahunnya."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(writing, wrong, said):
    typed = MAY | wrong
    answer = writing.post(NEW, typed)
    assert answer.status_code == 422
    assert said in page(answer)
    for value in typed.values():
        assert f'value="{value}"' in page(answer) or not value
    assert not Campaign.objects.exists()


def test_nothing_at_all_is_said_too(writing):
    assert writing.post(NEW, {}).status_code == 422


def test_a_second_tap_begins_no_second_campaign(writing):
    writing.post(NEW, MAY)
    again = writing.post(NEW, MAY)
    assert (again.status_code, "Nama ini sudah dipakai" in page(again)) == (422, True)
    assert Campaign.objects.count() == 1


def mended(client, campaign, **changes):
    where = f"{LIST}{campaign.pk}/ubah/"
    stamp = page(client.get(where)).split('name="stamp" value="')[1].split('"')[0]
    return client.post(where, MAY | {"stamp": stamp} | changes)


def test_a_name_is_mended(writing, market):
    assert mended(writing, market, name="Stan Pasar Pagi")["Location"] == f"{LIST}{market.pk}/"
    market.refresh_from_db()
    assert (market.name, market.last_day) == ("Stan Pasar Pagi", datetime.date(2026, 5, 31))


def test_who_mends_it_second_is_told_and_loses_nothing(writing, market):
    where = f"{LIST}{market.pk}/ubah/"
    stamp = outreach.stamp_of_campaign(market)
    mended(writing, market, name="Stan Pasar Pagi")
    answer = writing.post(where, MAY | {"name": "Stan Pasar Sore", "stamp": stamp})
    assert answer.status_code == 409
    assert "Namanya sekarang “Stan Pasar Pagi”" in page(answer)
    assert 'value="Stan Pasar Sore"' in page(answer)
    fresh = page(answer).split('name="stamp" value="')[1].split('"')[0]
    assert writing.post(where, MAY | {"name": "Stan Pasar Sore", "stamp": fresh}).status_code == 302


def test_a_name_that_is_taken_is_refused(writing, team, market):
    begun_other(team)
    answer = mended(writing, market, name="Radio")
    assert (answer.status_code, "Nama ini sudah dipakai" in page(answer)) == (422, True)


def test_of_two_who_begin_the_same_at_once_one_is_told(team):
    """Both were valid when they looked; the database knows better."""
    forms = [CampaignForm(MAY, instance=Campaign(created_by=team["konten"])) for _person in range(2)]
    assert all(form.is_valid() for form in forms)
    assert [form.keep() for form in forms] == [True, False]
    assert "Nama ini sudah dipakai" in str(forms[1].errors["name"])


# Codes of its own ---------------------------------------------------------------------


def test_every_chosen_place_gets_a_code_of_the_campaigns_own(writing, team, market):
    link, group = published(team), Group.objects.get(slug="nib")
    places = ["page:0", f"group:{group.pk}", f"link:{link.pk}"]
    assert writing.post(f"{LIST}{market.pk}/", {"places": places}).status_code == 302
    assert {outreach.name_of(*outreach.goal(row)) for row in market.addresses.all()} == set(places)
    own = set(ShortAddress.objects.filter(campaign=None).values_list("code", flat=True))
    assert own.isdisjoint(market.addresses.values_list("code", flat=True))
    text = page(writing.get(f"{LIST}{market.pk}/"))
    assert all(f"/s/{row.code}" in text for row in market.addresses.all())


def test_a_second_tap_makes_no_second_code(writing, market):
    for _tap in range(2):
        assert writing.post(f"{LIST}{market.pk}/", {"places": ["page:0"]}).status_code == 302
    assert market.addresses.count() == 1


@pytest.mark.parametrize(
    "places", [[], ["link:999999"], ["page:0", "link:99999999999999999999"], ["//evil"], ["x" * 999]]
)
def test_places_that_do_not_exist_get_no_code(writing, market, places):
    assert writing.post(f"{LIST}{market.pk}/", {"places": places}).status_code == 422
    assert not market.addresses.exists()


def test_a_link_the_public_does_not_see_gets_no_code(writing, team, market):
    link = published(team)
    upkeep.withdraw(link, by=team["koordinator"], note="Dicabut.")
    assert writing.post(f"{LIST}{market.pk}/", {"places": [f"link:{link.pk}"]}).status_code == 422
    assert not market.addresses.exists()


def test_it_says_how_often_its_codes_were_opened(writing, team, market):
    coded(market)
    for day, views, visits in ((1, 20, 12), (2, 7, 5)):
        Tally.objects.create(
            day=datetime.date(2026, 5, day), target=Target.PAGE, campaign=market.pk, views=views, visits=visits
        )
    Tally.objects.create(day=datetime.date(2026, 5, 1), target=Target.PAGE, campaign=0, views=900, visits=800)
    text = page(writing.get(f"{LIST}{market.pk}/"))
    assert 'data-label="Dibuka">27<' in text
    assert 'data-label="Pengunjung">17<' in text


def test_the_page_takes_as_many_queries_for_many_codes(writing, team, market, django_assert_max_num_queries):
    for number in range(5):
        coded(market, Target.LINK, published(team, title=f"Panduan {number}").pk)
    with django_assert_max_num_queries(15):
        writing.get(f"{LIST}{market.pk}/")


# Leading a code elsewhere -------------------------------------------------------------


def test_the_target_changes_and_the_printed_code_stays(client, writing, team, market):
    address, link = coded(market), published(team)
    answer = led(writing, address, f"link:{link.pk}")
    assert answer["Location"] == f"{LIST}{market.pk}/"
    changed = ShortAddress.objects.get(pk=address.pk)
    assert (changed.code, changed.link, changed.group) == (address.code, link, None)
    assert changed.changed_by == team["konten"]
    assert changed.changed_at is not None
    assert client.get(f"/s/{address.code}/")["Location"] == OSS
    assert "Tujuan diubah Konten" in page(writing.get(f"{LIST}{market.pk}/"))


def test_it_can_be_led_to_a_group_and_back_to_the_page(writing, market):
    address, group = coded(market), Group.objects.get(slug="oss")
    led(writing, address, f"group:{group.pk}")
    assert ShortAddress.objects.get(pk=address.pk).group == group
    led(writing, address, "page:0")
    assert outreach.goal(ShortAddress.objects.get(pk=address.pk)) == (Target.PAGE, 0)


@pytest.mark.parametrize(
    "place",
    [
        "",
        "https://evil.example",
        "//evil.example",
        "link:999999",
        "link:0",
        "link:-1",
        "group:1\r\nX: y",
        "page:1",
        "x" * 5000,
    ],
)
def test_it_leads_to_nothing_else(writing, market, place):
    address = coded(market)
    assert led(writing, address, place).status_code == 422
    assert ShortAddress.objects.get(pk=address.pk).changed_at is None


def test_it_leads_to_no_link_that_the_public_does_not_see(writing, team, market):
    later = published(team, visible_from=timezone.now() + datetime.timedelta(days=1))
    broken = published(team, title="Rusak")
    Link.objects.filter(pk=broken.pk).update(withdrawn_at=timezone.now())
    for link in (later, broken):
        assert led(writing, coded(market), f"link:{link.pk}").status_code == 422


def test_a_code_whose_link_was_withdrawn_says_so_and_can_be_rescued(writing, team, market):
    link = published(team, title="Formulir lama")
    address = coded(market, Target.LINK, link.pk)
    upkeep.withdraw(link, by=team["koordinator"], note="Diganti.")
    text = page(writing.get(f"{LIST}{market.pk}/"))
    assert "Formulir lama" in text
    assert "Tidak tampil" in text
    assert led(writing, address, "page:0").status_code == 302


def test_own_codes_are_led_nowhere_else(writing, team):
    own = published(team).addresses.get()
    assert writing.get(where(own)).status_code == 404
    assert writing.post(where(own), {"place": "page:0", "stamp": ""}).status_code == 404
    with pytest.raises(outreach.Refused):
        outreach.retarget(own, outreach.places()[0], by=team["konten"], stamp="")


def test_who_comes_second_is_told_and_keeps_the_choice(writing, team, market):
    address, group = coded(market), Group.objects.get(slug="oss")
    link = published(team)
    seen = stamp_on(writing, address)
    led(writing, address, f"group:{group.pk}")
    answer = writing.post(where(address), {"place": f"link:{link.pk}", "stamp": seen})
    assert answer.status_code == 409
    assert "Konten baru saja mengubahnya ke Akses OSS-RBA" in page(answer)
    assert f'value="link:{link.pk}" selected' in page(answer)
    assert ShortAddress.objects.get(pk=address.pk).group == group
    # Sent once more from the page that told so, it is a decision.
    fresh = page(answer).split('name="stamp" value="')[1].split('"')[0]
    assert writing.post(where(address), {"place": f"link:{link.pk}", "stamp": fresh}).status_code == 302


def test_sending_the_same_change_again_changes_nothing(writing, team, market):
    address = coded(market)
    sent = {"place": f"link:{published(team).pk}", "stamp": ""}
    assert writing.post(where(address), sent).status_code == 302
    changed = ShortAddress.objects.get(pk=address.pk).changed_at
    assert writing.post(where(address), sent).status_code == 409
    assert ShortAddress.objects.get(pk=address.pk).changed_at == changed


@pytest.mark.parametrize("stamp", ["x", "2026-13-45", "2026-05-01T00:00:00+00:00"])
def test_a_stamp_of_nothing_changes_nothing(writing, market, stamp):
    address = coded(market)
    assert writing.post(where(address), {"place": "page:0", "stamp": stamp}).status_code == 409


# Who and how --------------------------------------------------------------------------


def test_koordinator_and_konten_write(client, team):
    for number, name in enumerate(["koordinator", "konten"]):
        client.force_login(team[name])
        assert client.post(NEW, MAY | {"name": f"Kegiatan {number}"}).status_code == 302
        address = coded(Campaign.objects.get(name=f"Kegiatan {number}"))
        assert led(client, address, "page:0").status_code == 302


@pytest.mark.parametrize("name", ["layanan", "hukum", "admin", "loket"])
def test_the_others_look_but_do_not_write(client, team, market, name):
    client.force_login((team | {"loket": make_user("loket", "petugas_loket")})[name])
    address = coded(market)
    shown = page(client.get(f"{LIST}{market.pk}/"))
    assert address.code in shown
    assert "<form" not in shown.split("<main")[1]
    assert "Ubah tujuan" not in page(client.get(reverse("hub_code", args=[address.code])))
    for refused in (NEW, f"{LIST}{market.pk}/ubah/", where(address)):
        assert client.get(refused).status_code == 403
        assert client.post(refused, MAY | {"place": "page:0"}).status_code == 403
    assert client.post(f"{LIST}{market.pk}/", {"places": ["page:0"]}).status_code == 403
    assert (Campaign.objects.count(), market.addresses.count()) == (1, 1)


@pytest.mark.parametrize("role", ["kepala_dinas", "bendahara", ""])
def test_for_others_there_is_nothing_here(client, market, role):
    client.force_login(make_user("lain", *filter(None, [role])))
    assert client.get(LIST).status_code == 404
    for address in (NEW, f"{LIST}{market.pk}/", f"{LIST}{market.pk}/ubah/", where(coded(market))):
        assert client.get(address).status_code == client.post(address).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client, market):
    for address in (LIST, NEW, f"{LIST}{market.pk}/", where(coded(market))):
        assert client.get(address)["Location"].startswith("/masuk/")


def test_no_other_method_is_taken(writing, market):
    for address in (NEW, f"{LIST}{market.pk}/", f"{LIST}{market.pk}/ubah/", where(coded(market))):
        assert writing.put(address).status_code == writing.delete(address).status_code == 405
    assert writing.post(LIST).status_code == 405


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_campaigns_that_do_not_exist_are_not_found(writing, pk):
    assert writing.get(f"{LIST}{pk}/").status_code == 404
    assert writing.post(f"{LIST}{pk}/ubah/", MAY).status_code == 404
