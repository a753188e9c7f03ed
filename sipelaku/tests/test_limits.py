"""Limits on attempts hold over threads, keep no personal data, and believe only the office's proxies."""

import threading

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import RequestFactory

from sipelaku import limits
from sipelaku.limits import allow, client_address, is_spent


@pytest.mark.django_db
def test_attempts_up_to_the_amount_are_allowed_and_the_next_refused():
    with time_machine.travel(1_800_000_000, tick=False):
        assert [allow("lacak", "10.0.0.1", amount=3, seconds=60) for _ in range(5)] == [True] * 3 + [False] * 2


@pytest.mark.django_db
def test_other_keys_and_actions_count_apart():
    with time_machine.travel(1_800_000_000, tick=False):
        assert allow("lacak", "a", amount=1, seconds=60)
        assert allow("lacak", "b", amount=1, seconds=60)
        assert allow("periksa", "a", amount=1, seconds=60)
        assert not allow("lacak", "a", amount=1, seconds=60)


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [60, 3600])
def test_a_new_window_starts_afresh_and_not_before(seconds):
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        assert allow("lacak", "a", amount=1, seconds=seconds)
        clock.shift(seconds - 1)
        assert not allow("lacak", "a", amount=1, seconds=seconds)
        clock.shift(1)
        assert allow("lacak", "a", amount=1, seconds=seconds)


@pytest.mark.django_db
def test_asking_whether_a_limit_is_spent_counts_nothing():
    with time_machine.travel(1_800_000_000, tick=False):
        for _ in range(3):
            assert not is_spent("salah", "a", amount=2, seconds=60)
        allow("salah", "a", amount=2, seconds=60)
        assert not is_spent("salah", "a", amount=2, seconds=60)
        allow("salah", "a", amount=2, seconds=60)
        assert is_spent("salah", "a", amount=2, seconds=60)


@pytest.mark.django_db
def test_the_cache_never_sees_the_key(monkeypatch):
    seen: list[str] = []
    cache = caches["default"]
    monkeypatch.setattr(type(cache), "add", lambda self, key, *_, **__: seen.append(key))
    monkeypatch.setattr(limits, "_count_in_database", lambda *_, **__: 1)
    monkeypatch.setattr(type(cache), "incr", lambda *_, **__: 1)
    allow("masuk", "3374011203900001", amount=1, seconds=60)
    assert len(seen) == 1
    assert "3374011203900001" not in seen[0]


def attempts_allowed_at_once() -> int:
    together = threading.Barrier(8)
    allowed: list[bool] = []

    def attempt() -> None:
        together.wait(timeout=10)
        allowed.extend(allow("lacak", "serempak", amount=10, seconds=86_400) for _ in range(5))
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(allowed) == 40
    return sum(allowed)


@pytest.mark.django_db(transaction=True)
def test_of_forty_attempts_at_once_exactly_ten_are_allowed():
    assert attempts_allowed_at_once() == 10


@pytest.mark.django_db(transaction=True)
def test_control_counting_without_a_lock_would_let_too_many_pass(monkeypatch):
    both_have_read = threading.Barrier(2)

    def count_without_lock(key: str, *, lifetime: int) -> int:
        count = caches["default"].get(key, 0) + 1
        both_have_read.wait(timeout=10)
        caches["default"].set(key, count, lifetime)
        return count

    monkeypatch.setattr(limits, "_count", count_without_lock)
    allowed: list[bool] = []

    def attempt() -> None:
        allowed.append(allow("lacak", "serempak", amount=1, seconds=86_400))
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert allowed == [True, True]


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.3", "198.51.100.1"),
        ("10.0.0.2", "omong kosong", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("", "198.51.100.1", ""),
        ("unix:", "198.51.100.1", ""),
    ],
)
def test_the_client_is_who_the_last_foreign_hop_is(settings, remote, forwarded, expected):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected
