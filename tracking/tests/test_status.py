"""The status page of a receipt's token: how a file stands, for whoever holds the paper, and nothing personal."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from permits import workflow
from permits.models import PermitType, Work
from permits.publication import put_in_force
from permits.standards import kept_standard
from sipelaku import limits
from sipelaku.limits import allow, is_spent
from testkit.story import advance, file_application, forward, make_draft, payload_for
from tracking.tests.conftest import REASON, assert_nothing_personal

WITA = ZoneInfo("Asia/Makassar")

# The real trace of a trade permit in 2016: seven stages and the moment each was finished.
TRACE = [
    ("Penerimaan dan Pemeriksaan Berkas", "petugas_loket", Work.CHECK, (25, 9, 39)),
    ("Entri Hasil Peninjauan", "petugas_entri", Work.RECORD, (25, 11, 15)),
    ("Analisa Hasil Peninjauan", "kasi", Work.RECORD, (25, 11, 41)),
    ("Pencetakan Izin", "petugas_entri", Work.PREPARE, (25, 11, 54)),
    ("Penandatanganan Izin", "kepala_dinas", Work.SIGN, (26, 8, 39)),
    ("Penyerahan Izin", "petugas_loket", Work.HAND_OVER, (26, 13, 53)),
    ("Arsip", "arsip", Work.ARCHIVE, (26, 13, 53)),
]


def address_of(application):
    return f"/t/{application.token}/"


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_token_opens_the_status_of_a_file_just_handed_in(client, filed):
    response = client.get(address_of(filed))
    assert response.status_code == 200
    page = text_of(response)
    assert filed.number in page
    assert "Surat Izin Usaha Perdagangan (SIUP)" in page
    assert "S*** R********" in page
    assert "Petugas Loket" in page
    assert "Belum ada yang perlu dilakukan pemohon" in page
    for stage in filed.standard.stages.all():
        assert stage.name in page


def test_a_late_file_tells_whom_to_ask(client, filed):
    assert "melewati batas waktunya" not in text_of(client.get(address_of(filed)))
    caches["local"].clear()
    with time_machine.travel(filed.filed_at + datetime.timedelta(days=30), tick=False):
        assert "melewati batas waktunya" in text_of(client.get(address_of(filed)))


def test_the_page_says_until_when_the_turn_lasts(client, applicant):
    morning = datetime.datetime(2026, 10, 5, 9, tzinfo=WITA)
    with time_machine.travel(morning, tick=False):
        application = file_application(applicant, at=morning)
        page = text_of(client.get(address_of(application)))
    assert "Hari ini" in page
    assert "5 Oktober 2026" in page


def test_a_finished_stage_shows_its_moment_and_the_events_stand_below(client, applicant, staff):
    morning = datetime.datetime(2026, 10, 5, 9, tzinfo=WITA)
    application = file_application(applicant, at=morning)
    forward(application, staff, at=morning + datetime.timedelta(minutes=41))
    page = text_of(client.get(address_of(application)))
    assert "5 Oktober 2026, 09.41" in page
    assert "Tahap diselesaikan: Meneliti kelengkapan formulir" in page
    assert page.index("Tahap diselesaikan") < page.index("Permohonan diajukan")


def test_a_returned_file_waits_for_the_applicant_and_keeps_the_reason_to_itself(client, returned):
    page = text_of(client.get(address_of(returned)))
    assert "Menunggu perbaikan pemohon" in page
    assert f"/permohonan/{returned.number}/" in page
    assert_nothing_personal(page, returned)


def test_a_permit_ready_for_pick_up_says_what_to_bring(client, filed, staff):
    advance(filed, staff, to=Work.COMPARE)
    page = text_of(client.get(address_of(filed)))
    assert "Siap diambil" in page
    assert "dokumen asli" in page


def test_a_rejected_file_shows_where_it_stopped_but_not_why(client, filed, staff):
    advance(filed, staff, to=Work.SIGN)
    workflow.perform(filed, "reject", by=staff["head"], note=REASON)
    page = text_of(client.get(address_of(filed)))
    assert "Ditolak" in page
    assert page.count("Berhenti") == 1
    assert page.count("Tidak dilanjutkan") == 3
    assert "Giliran" not in page
    assert_nothing_personal(page, filed)


def test_a_completed_file_and_a_revoked_one_say_so(client, permit, staff):
    assert "Selesai" in text_of(client.get(address_of(permit.application)))
    workflow.perform(permit.application, "revoke", by=staff["head"], note=REASON)
    page = text_of(client.get(address_of(permit.application)))
    assert "Izin dicabut" in page
    assert REASON not in page


def test_a_withdrawn_and_a_cancelled_file_say_so(client, applicant, staff):
    withdrawn = file_application(applicant)
    workflow.perform(withdrawn, "withdraw", by=applicant, note=REASON)
    assert "Ditarik pemohon" in text_of(client.get(address_of(withdrawn)))
    cancelled = file_application(applicant)
    advance(cancelled, staff, to=Work.COMPARE)
    verdicts = payload_for(cancelled)["verdicts"] | {"ktp": ("mismatch", REASON)}
    workflow.perform(cancelled, "cancel", by=staff["counter"], note=REASON, payload={"verdicts": verdicts})
    page = text_of(client.get(address_of(cancelled)))
    assert "Izin dibatalkan" in page
    assert_nothing_personal(page, cancelled)


def test_nothing_personal_is_on_the_page_at_any_stage(client, filed, staff):
    while filed.is_live:
        assert_nothing_personal(text_of(client.get(address_of(filed))), filed)
        forward(filed, staff)
    assert_nothing_personal(text_of(client.get(address_of(filed))), filed)


def test_the_page_is_kept_by_nobody_and_its_address_is_not_passed_on(client, filed):
    response = client.get(address_of(filed))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


def test_it_takes_three_queries_and_one_when_asked_again(client, filed, staff, settings, django_assert_num_queries):
    advance(filed, staff, to=Work.COMPARE)
    client.get("/lacak/")  # reads the office
    kept_standard(filed.standard_id)
    limit = 0 if settings.REDIS_URL else 1  # the limit on wrong tokens, read from the cache
    with django_assert_num_queries(3 + limit):
        client.get(address_of(filed))
    with django_assert_num_queries(1 + limit):
        client.get(address_of(filed))
    forward(filed, staff)
    with django_assert_num_queries(3 + limit):
        client.get(address_of(filed))


def test_a_move_shows_at_once_although_pages_are_kept(client, filed, staff):
    assert "Siap diambil" not in text_of(client.get(address_of(filed)))
    advance(filed, staff, to=Work.COMPARE)
    assert "Siap diambil" in text_of(client.get(address_of(filed)))


def test_what_a_signed_in_person_sees_is_not_kept_for_others(client, filed, applicant):
    client.force_login(applicant)
    assert "Keluar" in text_of(client.get(address_of(filed)))
    assert "Keluar" not in text_of(Client().get(address_of(filed)))
    assert "Keluar" in text_of(client.get(address_of(filed)))


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_possible(client, filed, method):
    assert getattr(client, method)(address_of(filed)).status_code == 405


@time_machine.travel(datetime.datetime(2026, 10, 5, 9, tzinfo=WITA), tick=False)
def test_unknown_malformed_and_unfiled_are_the_same_answer_byte_for_byte(client, applicant, permit):
    draft = make_draft(applicant)
    nothing = client.get("/tidak-ada/")
    tokens = [draft.token, permit.token, "x" * 22, "x", "-", "a" * 500, "a.b", "%C3%A9", permit.application.number]
    for token in tokens:
        response = client.get(f"/t/{token}/")
        assert response.status_code == 404
        assert response.content == nothing.content
        assert dict(response.headers) == dict(nothing.headers)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["%00", "%ED%A0%80", "%FF"])
def test_a_token_of_impossible_characters_is_refused(client, token):
    assert client.get(f"/t/{token}/").status_code in (400, 404)


def test_after_too_many_wrong_tokens_every_token_is_refused_alike(client, filed):
    with time_machine.travel(datetime.datetime(2026, 10, 5, 9, tzinfo=WITA), tick=False):
        for number in range(limits.WRONG_TOKENS_PER_ADDRESS):
            assert client.get(f"/t/salah-{number}/").status_code == 404
        wrong, right = client.get("/t/salah/"), client.get(address_of(filed))
        elsewhere = client.get(address_of(filed), REMOTE_ADDR="203.0.113.7")
    assert wrong.status_code == right.status_code == 429
    assert wrong.content == right.content
    assert dict(wrong.headers) == dict(right.headers)
    assert int(wrong["Retry-After"]) > 0
    assert elsewhere.status_code == 200


def test_right_tokens_are_not_counted(client, filed):
    for _ in range(limits.WRONG_TOKENS_PER_ADDRESS + 1):
        assert client.get(address_of(filed)).status_code == 200


@pytest.mark.django_db
def test_asking_whether_a_limit_is_spent_counts_nothing():
    with time_machine.travel(1_800_000_000, tick=False):
        for _ in range(3):
            assert not is_spent("coba", "a", amount=1, seconds=60)
        assert allow("coba", "a", amount=1, seconds=60)
        assert is_spent("coba", "a", amount=1, seconds=60)
        assert not is_spent("coba", "b", amount=1, seconds=60)


def publish_old_standard():
    """The procedure of seven stages as it was before the present one, in force from January 2016."""
    standard = PermitType.objects.get(slug="siup").standards.get().revise()
    standard.stages.all().delete()
    for order, (name, role, work, _moment) in enumerate(TRACE, start=1):
        standard.stages.create(
            order=order,
            name=name,
            role_id=role,
            work=work,
            minutes=15,
            day_limit=1 if order < 5 else 2,
            no_leads_to="applicant" if work == Work.CHECK else "",
        )
    put_in_force(standard, datetime.date(2016, 1, 1))


def test_the_real_trace_of_2016_shows_exactly_its_stages_and_moments(client, applicant, staff):
    publish_old_standard()
    application = file_application(applicant, at=datetime.datetime(2016, 5, 25, 9, 5, tzinfo=WITA))
    for _name, _role, _work, (day, hour, minute) in TRACE:
        forward(application, staff, at=datetime.datetime(2016, 5, day, hour, minute, tzinfo=WITA))
    caches["local"].clear()
    response = client.get(address_of(application))
    shown = [
        (stage["name"], f"{stage['finished_at'].astimezone(WITA):%d/%m/%Y %H:%M}", stage["state"])
        for stage in response.context["status"].stages
    ]
    assert shown == [
        (name, f"{day}/05/2016 {hour:02}:{minute:02}", "done") for name, _role, _work, (day, hour, minute) in TRACE
    ]
    page = text_of(response)
    place = 0
    for name, _role, _work, (day, hour, minute) in TRACE:
        place = page.index(name, place)
        place = page.index(f"{day} Mei 2016, {hour:02}.{minute:02}", place)
    assert application.number.endswith("052016")
    assert "Selesai" in page
