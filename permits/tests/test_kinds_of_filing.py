"""Amendment, renewal and re-registration: begun from an old permit by its holder, or at the counter by anyone."""

import datetime

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from permits.models import Application, Permit, PermitState, ServiceStandard
from permits.publication import put_in_force
from permits.tests.more_kinds import (
    address,
    begin,
    begun,
    check_page,
    fill_all,
    issue,
    offer_every_kind,
    own_page,
    send,
)
from permits.work.permit import _months_later, valid_until
from testkit.filing import APPLY, page
from testkit.story import advance

pytestmark = pytest.mark.django_db
# With Redis the session is read from the cache.
SESSION = 0 if settings.REDIS_URL else 1
THREE_YEARS_AGO = timezone.now() - datetime.timedelta(days=3 * 365)
NOT_YOURS = "Nomor ini tidak ada di antara izin Anda."


@pytest.fixture(autouse=True)
def every_kind(catalogue) -> ServiceStandard:
    return offer_every_kind()


@pytest.fixture
def permit(applicant, staff) -> Permit:
    """The applicant's own SIUP, handed over."""
    return issue(applicant, staff)


# The whole way ------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "code"), [("amendment", "02"), ("renewal", "03"), ("reregistration", "04")])
def test_each_kind_is_filed_from_the_old_permit_and_ends_it(signed_in, applicant, staff, permit, kind, code):
    draft = begun(begin(signed_in, kind, permit.number))
    assert (draft.kind, draft.previous_permit, draft.applicant) == (kind, permit, applicant)
    fill_all(signed_in, draft, business_address="Jalan Baru 99")
    confirmation = page(signed_in.get(send(signed_in, draft)["Location"]))
    draft.refresh_from_db()
    assert draft.number in confirmation
    assert draft.number[8:10] == code
    assert f"Berasal dari izin {permit.number}" in own_page(signed_in, draft)
    assert "sedang diproses" in own_page(signed_in, permit.application)
    advance(draft, staff)
    old, new = Permit.objects.get(pk=permit.pk), Permit.objects.get(application=draft)
    assert new.data["business_address"] == "Jalan Baru 99"
    assert [row.state_on(timezone.localdate()) for row in (old, new)] == [PermitState.REPLACED, PermitState.VALID]
    assert f"Menggantikan izin {old.number}" in own_page(signed_in, draft)
    before = own_page(signed_in, old.application)
    assert f"Diganti izin {new.number}" in before
    assert "Izin ini sudah diganti" in before
    assert "Perpanjang izin" not in before


def test_the_first_step_says_in_plain_words_who_needs_which_and_offers_own_permits(signed_in, permit):
    html = page(signed_in.get(APPLY))
    assert "Perpanjangan: masa berlaku izin habis atau hampir habis" in html
    assert f'value="{permit.number}"' in html
    assert "Toko Melati" in html


def test_a_tap_on_an_own_permit_needs_no_number_typed(signed_in, permit):
    draft = begun(signed_in.post(APPLY, {"kind": "renewal", "permit": permit.number, "permit_number": ""}))
    assert draft.previous_permit == permit


def test_what_is_filed_as_new_only_asks_no_kind(signed_in, every_kind):
    revision = every_kind.revise()
    revision.kinds = ["new"]
    revision.save()
    put_in_force(revision, timezone.localdate())
    html = page(signed_in.get(APPLY))
    assert "Apa yang Anda perlukan?" not in html
    assert "permit_number" not in html


def test_each_kind_has_its_own_documents_and_questions(signed_in, permit):
    amendment = begun(begin(signed_in, "amendment", permit.number))
    assert "answer-what_changes" in page(signed_in.get(address(amendment, 3)))
    assert "file-izin_lama" in page(signed_in.get(address(amendment, 4)))
    renewal = begun(begin(signed_in, "renewal", permit.number))
    assert "answer-what_changes" not in page(signed_in.get(address(renewal, 3)))
    new = begun(signed_in.post(APPLY, {"kind": "new", "applicant_kind": "person"}))
    assert "file-izin_lama" not in page(signed_in.get(address(new, 4)))


def test_the_draft_is_filled_with_the_old_permit_and_only_with_what_is_asked(signed_in, permit, applicant, staff):
    Application.objects.filter(pk=permit.application_id).update(
        answers=permit.application.answers | {"goods": "Beras", "unasked": "x", "full_name": "Nama lama"}
    )
    draft = begun(begin(signed_in, "renewal", permit.number))
    assert draft.answers["goods"] == permit.data["goods"]
    assert draft.answers["full_name"] == permit.data["full_name"]
    assert "unasked" not in draft.answers
    assert draft.applicant_kind == permit.application.applicant_kind


def test_what_differs_from_the_old_permit_is_marked_for_the_applicant_and_the_officer(
    client, signed_in, applicant, staff, permit
):
    draft = begun(begin(signed_in, "amendment", permit.number))
    fill_all(signed_in, draft, business_name="Toko Mawar")
    html = check_page(signed_in, draft)
    assert "Diubah" in html
    assert "dahulu: Toko Melati" in html
    send(signed_in, draft)
    draft.refresh_from_db()
    client.force_login(staff["counter"])
    desk = page(client.get(reverse("desk_application", args=[draft.number])))
    assert "Perubahan terhadap izin lama" in desk
    assert "<td>Toko Melati</td><td><strong>Toko Mawar</strong></td>" in desk


def test_nobody_is_led_to_a_page_they_may_not_open(client, applicant, staff, permit):
    clerk = staff["counter"]
    client.force_login(clerk)
    walk_in = begun(begin(client, "renewal", permit.number, query="?untuk=walkin"))
    fill_all(client, walk_in)
    send(client, walk_in)
    walk_in.refresh_from_db()
    old = permit.application.number
    assert old not in own_page(client, walk_in)
    assert permit.number in own_page(client, walk_in)
    assert old in page(client.get(reverse("desk_application", args=[walk_in.number])))
    client.force_login(applicant)
    assert walk_in.number not in own_page(client, permit.application)
    Application.objects.filter(pk=permit.application_id).update(applicant=clerk)
    client.force_login(clerk)
    assert old not in page(client.get(reverse("desk_application", args=[walk_in.number])))


def test_an_amendment_that_changes_nothing_is_remarked_on(signed_in, permit):
    draft = begun(begin(signed_in, "renewal", permit.number))
    assert "Belum ada yang diubah" not in check_page(signed_in, draft)
    draft = begun(begin(signed_in, "amendment", permit.number))
    assert "Belum ada yang diubah" in check_page(signed_in, draft)


def test_a_finished_application_leads_there_with_everything_filled_in(signed_in, permit):
    html = own_page(signed_in, permit.application)
    link = f"{APPLY}?dari={permit.application.number}&amp;jenis=renewal"
    assert link in html
    assert all(words in html for words in ("Perpanjang izin", "Ubah data izin", "Daftar ulang"))
    first = page(signed_in.get(link.replace("&amp;", "&")))
    assert 'value="renewal" required id="id_kind_2" checked' in first
    assert f'value="{permit.number}" ' in first


def test_one_old_permit_has_one_draft_of_a_kind_however_often_it_is_begun(signed_in, permit):
    first = begun(begin(signed_in, "renewal", permit.number))
    signed_in.post(address(first, 3), {"answer-business_name": "Toko Mawar", "later": "1"})
    assert begun(begin(signed_in, "renewal", permit.number)) == first
    first.refresh_from_db()
    assert first.answers["business_name"] == "Toko Mawar"


# Validity -----------------------------------------------------------------------------


def sketch(every_kind, kind, old_end) -> Application:
    return Application(kind=kind, standard=every_kind, previous_permit=Permit(valid_until=old_end))


def test_an_early_renewal_counts_from_the_old_end_a_late_one_from_its_signature(every_kind):
    signed = datetime.date(2026, 10, 12)
    early = sketch(every_kind, "renewal", datetime.date(2027, 1, 31))
    assert valid_until(early, signed) == datetime.date(2029, 1, 31)
    late = sketch(every_kind, "reregistration", datetime.date(2026, 1, 31))
    assert valid_until(late, signed) == datetime.date(2028, 10, 12)
    endless = sketch(every_kind, "renewal", None)
    assert valid_until(endless, signed) == datetime.date(2028, 10, 12)


@pytest.mark.parametrize("end", [datetime.date(2027, 1, 31), None])
def test_an_amendment_keeps_the_end(every_kind, end):
    assert valid_until(sketch(every_kind, "amendment", end), datetime.date(2026, 10, 12)) == end


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2027, 12, 31), 2, (2028, 2, 29)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
        ((2026, 8, 31), 1, (2026, 9, 30)),
        ((2026, 12, 15), 24, (2028, 12, 15)),
    ],
)
def test_months_end_where_the_calendar_has_a_day(day, months, end):
    assert _months_later(datetime.date(*day), months) == datetime.date(*end)


# Cost ---------------------------------------------------------------------------------


def test_pages_of_a_renewal_cost_a_fixed_number_of_queries(signed_in, permit, django_assert_num_queries):
    first = f"{APPLY}?dari={permit.application.number}&jenis=renewal"
    draft = begun(begin(signed_in, "renewal", permit.number))
    finished = reverse("my_application", args=[permit.application.number])
    for place, queries in ((first, 10), (address(draft, 3), 5), (address(draft, 5), 5), (finished, 9)):
        signed_in.get(place)
        with django_assert_num_queries(queries + SESSION):
            signed_in.get(place)
