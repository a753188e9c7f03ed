"""The camera page, and photos of codes without JavaScript: only our own codes are followed."""

import io

import pytest
import qrcode
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tracking import attempts
from tracking.qr import LARGEST_PHOTO, our_path

HOSTS = {"izin.example", "127.0.0.1:8000"}
TOKEN = "abcDEF_-1234567890abcd"

pytestmark = pytest.mark.usefixtures("catalogue")


def picture_of(*codes, kind="PNG", size=None):
    """A picture that shows the codes side by side."""
    images = [qrcode.make(code, border=4).convert("RGB") for code in codes]
    picture = Image.new("RGB", (sum(image.width for image in images) or 300, 500), "white")
    left = 0
    for image in images:
        picture.paste(image, (left, 0))
        left += image.width
    buffer = io.BytesIO()
    (picture.resize(size) if size else picture).save(buffer, kind)
    return buffer.getvalue()


def send(client, content, name="kode.png", content_type="image/png"):
    return client.post("/pindai/", {"photo": SimpleUploadedFile(name, content, content_type)})


def test_the_page_offers_camera_and_photo(client):
    response = client.get("/pindai/")
    page = response.content.decode()
    assert response.status_code == 200
    assert 'type="file"' in page
    assert 'enctype="multipart/form-data"' in page
    assert '<script type="module" src=' in page
    assert "hidden" in page.split('id="scanner"')[1].split(">")[0]


def test_the_scanner_may_start_its_worker_here_and_nowhere_else(client):
    assert "worker-src 'self' blob:" in client.get("/pindai/")["Content-Security-Policy"]
    assert "blob:" not in client.get("/lacak/")["Content-Security-Policy"]
    assert "camera=(self)" in client.get("/pindai/")["Permissions-Policy"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("path", [f"/t/{TOKEN}/", f"/v/{TOKEN}/"])
def test_a_photo_of_our_code_opens_its_page(client, kind, path):
    response = send(client, picture_of(f"http://127.0.0.1:8000{path}", kind=kind))
    assert response.status_code == 302
    assert response["Location"] == path


def test_our_code_is_found_beside_another(client):
    photo = picture_of("https://lain.example/promo", f"http://testserver/v/{TOKEN}/")
    assert send(client, photo)["Location"] == f"/v/{TOKEN}/"


def test_a_large_photo_of_a_phone_is_read(client):
    photo = picture_of(f"http://127.0.0.1:8000/t/{TOKEN}/", kind="JPEG", size=(4000, 4000))
    assert send(client, photo)["Location"] == f"/t/{TOKEN}/"


def test_a_photo_of_somebody_elses_code_is_not_followed(client):
    response = send(client, picture_of(f"https://penipu.example/t/{TOKEN}/"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Kode QR ini bukan kode kami" in page
    assert "penipu.example" not in page


def test_a_photo_without_a_code_says_how_to_take_a_better_one(client):
    response = send(client, picture_of())
    assert response.status_code == 422
    assert "Tidak ada kode QR yang terbaca" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Foto ini kosong"),
        (b"bukan foto", "bukan foto yang dapat dibaca"),
        (b"%PDF-1.7\n", "bukan foto yang dapat dibaca"),
        (b"GIF89a" + b"\0" * 100, "bukan foto yang dapat dibaca"),
        (picture_of("http://127.0.0.1:8000/t/a/")[:20], "bukan foto yang dapat dibaca"),
        (b"\xff\xd8\xff" + b"\0" * LARGEST_PHOTO, "lebih besar dari 10 MB"),
    ],
)
def test_what_is_no_photo_is_refused_with_what_to_do(client, content, message):
    response = send(client, content)
    assert response.status_code == 422
    assert message in response.content.decode()


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(client):
    buffer = io.BytesIO()
    Image.new("1", (9000, 9000)).save(buffer, "PNG")
    response = send(client, buffer.getvalue())
    assert response.status_code == 422
    assert "bukan foto yang dapat dibaca" in response.content.decode()


def test_a_photo_that_takes_minutes_to_read_is_refused_before_it_is_decoded(client):
    buffer = io.BytesIO()
    picture = Image.open(io.BytesIO(picture_of(f"http://127.0.0.1:8000/t/{TOKEN}/"))).convert("L")
    picture.save(buffer, "JPEG", progressive=True)
    photo = buffer.getvalue()
    assert send(client, photo).status_code == 302
    scans = b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x00" * 1000
    response = send(client, photo[:-2] + scans + photo[-2:])
    assert response.status_code == 422
    assert "bukan foto yang dapat dibaca" in response.content.decode()


def test_a_form_without_a_photo_asks_for_one(client):
    response = client.post("/pindai/")
    assert response.status_code == 422
    assert "Pilih atau ambil foto" in response.content.decode()


def test_a_photo_from_a_foreign_page_is_refused(catalogue):
    assert send(Client(enforce_csrf_checks=True), picture_of()).status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)("/pindai/").status_code == 405


def test_an_address_may_send_only_so_many_photos(client, monkeypatch):
    monkeypatch.setattr(attempts, "PHOTOS_PER_ADDRESS", 2)
    codes = [send(client, picture_of(f"http://testserver/t/{TOKEN}/")).status_code for _ in range(3)]
    assert codes == [302, 302, 429]


@pytest.mark.parametrize(
    "code",
    [
        f"https://izin.example/t/{TOKEN}/",
        f"http://127.0.0.1:8000/v/{TOKEN}/",
        f"HTTPS://IZIN.EXAMPLE/t/{TOKEN}/",
        f"  https://izin.example/v/{TOKEN}/?utm=1#atas\n",
    ],
)
def test_our_codes_are_known(code):
    assert our_path(code, HOSTS) in (f"/t/{TOKEN}/", f"/v/{TOKEN}/")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "0000100201102026",
        f"/t/{TOKEN}/",
        f"//izin.example/t/{TOKEN}/",
        f"javascript://izin.example/t/{TOKEN}/",
        f"https://penipu.example/t/{TOKEN}/",
        f"https://izin.example.penipu.example/t/{TOKEN}/",
        f"https://izin.example@penipu.example/t/{TOKEN}/",
        f"https://penipu.example@izin.example/t/{TOKEN}/",
        f"https://penipu.example\\@izin.example/t/{TOKEN}/",
        f"https://izin.example:81/t/{TOKEN}/",
        f"https://izin.example/t/{TOKEN}/../../admin/",
        "https://izin.example/t/../admin/",
        "https://izin.example//penipu.example/t/a/",
        "https://izin.example/keluar/",
        f"https://izin.example/t/{'a' * 65}/",
        "http://[",
        "https://izin.example/t/\x00/",
    ],
)
def test_codes_of_others_are_not(code):
    assert our_path(code, HOSTS) is None
