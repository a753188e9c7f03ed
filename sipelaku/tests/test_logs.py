"""Log lines say where something happened, not to whom."""

import io
import logging

import pytest

from sipelaku.logs import DiscreetFormatter


@pytest.fixture
def log():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("sipelaku.tests.discreet")
    logger.propagate = False
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


def test_query_strings_and_tokens_are_left_out(log):
    logger, stream = log
    logger.warning("Not Found: %s", "/lacak/?nomor=0224900201052016&nama=Sari")
    logger.warning('"GET /t/rahasia123/ HTTP/1.1" 404')
    logger.warning("Forbidden: /v/rahasia456/berkas/?x=1")
    logger.warning("Gone: /survei/rahasia789/")
    logger.warning("Conflict: /sentuh/rahasia012/")
    logger.warning("Gone: /tanya/rahasia345/")
    logger.warning("Not Found: /konsultasi/rahasia678/batal/")
    written = stream.getvalue()
    for secret in ("0224900201052016", "Sari", "rahasia", "x=1"):
        assert secret not in written
    assert "/lacak/" in written
    assert "/t/..." in written


def test_an_error_is_logged_with_its_place_and_kind_but_without_its_message(log):
    logger, stream = log
    try:
        try:
            raise KeyError("3374011203900001")
        except KeyError as error:
            raise ValueError("Key (email)=(sari@contoh.id) already exists") from error
    except ValueError:
        logger.exception("Internal Server Error: %s", "/daftar/")
    written = stream.getvalue()
    assert "ValueError" in written
    assert "KeyError" in written
    assert "test_logs.py" in written
    assert "sari@contoh.id)" not in written.replace('"Key (email)=(sari@contoh.id) already exists"', "")


def test_every_handler_of_the_portal_writes_discreetly(settings):
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"discreet"}
    assert logging.getLogger("django").handlers == []
    assert logging.getLogger("django.server").handlers == []
