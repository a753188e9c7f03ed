"""Error pages say what happened and what to do, need nothing, and give nothing away."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory

from sipelaku import errors
from testkit.story import make_user


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.csrf_failure, 403),
        (errors.page_not_found, 404),
        (errors.too_many_attempts, 429),
        (errors.server_error, 500),
    ],
)
def test_every_error_page_is_rendered_without_the_database(view, status):
    response = view(RequestFactory().get("/"))
    page = response.content.decode()
    assert response.status_code == status
    assert '<html lang="id">' in page
    assert "/bantuan/" in page
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_what_a_session_is_shown_is_kept_by_nobody(client):
    assert "Cache-Control" not in client.get("/bantuan/").headers
    client.force_login(make_user("siti"))
    assert client.get("/bantuan/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_wrong_method_gets_a_page_too(client):
    response = client.post("/lacak/")
    assert response.status_code == 405
    assert response["Allow"]
    assert "tidak dapat dibuka dengan cara itu" in response.content.decode()


@pytest.mark.django_db
def test_not_found_is_the_same_whoever_asks_for_whatever(client):
    one = client.get("/tidak-ada/")
    other = Client().get("/permohonan-lain/12345/?nomor=1")
    assert one.status_code == other.status_code == 404
    assert one.content == other.content
    assert sorted(one.items()) == sorted(other.items())


@pytest.mark.django_db
def test_an_expired_page_says_so():
    response = Client(enforce_csrf_checks=True).post("/masuk/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "muat ulang" in response.content.decode()


@pytest.mark.django_db
def test_pages_carry_a_strict_policy(client):
    response = client.get("/masuk/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "<script" not in response.content.decode()
    assert "style=" not in response.content.decode()


@pytest.mark.django_db
def test_health_is_told_even_to_a_probe_without_a_host_name():
    response = Client().get("/healthz", HTTP_HOST="172.17.0.9:8000")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_health_tells_of_a_database_that_is_down(monkeypatch):
    def down(*_: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", down)
    assert Client().get("/healthz").status_code == 503
