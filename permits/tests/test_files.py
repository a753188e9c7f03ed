"""What may be uploaded and what is refused, each with its own message."""

import hashlib
import io
import struct
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from permits import files


def image(kind="JPEG", size=(600, 400), **options) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 80).save(buffer, kind, **options)
    return buffer.getvalue()


def pdf(pages=1, change=lambda document: None, **options) -> bytes:
    buffer = io.BytesIO()
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page()
    change(document)
    document.save(buffer, **options)
    return buffer.getvalue()


def png_bomb(side=30_000) -> bytes:
    """A PNG of a few kilobytes that claims 900 million pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pdf_bomb(unpacked=200 * 1024 * 1024) -> bytes:
    """A PDF of 200 KB whose object stream unpacks to 200 MB."""
    packed = zlib.compress(b"5 0 " + b" " * unpacked, 9)
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R/Extra 5 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        4: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
    }
    content = b"%PDF-1.5\n"
    places = {}
    for number, body in bodies.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = [(0, 0, 255), *((1, places[number], 0) for number in bodies), (2, 4, 0), (1, len(content), 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    table_place = len(content)
    content += b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return content + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % table_place


def pdf_of_zeros(values=600_000) -> bytes:
    """A PDF of a kilobyte whose object stream holds ``values`` numbers: each takes 2 bytes unpacked and 150 read."""
    return pdf(
        change=lambda document: setattr(document.Root, "Extra", document.make_indirect(pikepdf.Array([0] * values))),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


def slow_jpeg(scans=1000) -> bytes:
    """A JPEG that passes over its picture ``scans`` times; each added pass takes ten bytes of it."""
    picture = image("JPEG", size=(64, 64), progressive=True)
    return picture[:-2] + b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x00" * scans + picture[-2:]


def add_script(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('halo')")


def add_script_on_a_page(document):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('halo')")
    document.pages[0].obj.AA = pikepdf.Dictionary(O=action)


def add_launch(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def add_opening_address(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://jahat.example/")


def add_attachment(document):
    document.attachments["lampiran.txt"] = b"isi"


def opens_at_its_page(document):
    document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])


# What is accepted ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "content_type", "name"),
    [
        (image("JPEG"), "image/jpeg", "ktp.jpg"),
        (image("PNG"), "image/png", "ktp.png"),
        (pdf(), "application/pdf", "ktp.pdf"),
        (pdf(change=opens_at_its_page), "application/pdf", "ktp.pdf"),
    ],
)
def test_pictures_and_plain_pdfs_are_kept_as_sent_under_their_true_type(content, content_type, name):
    checked = files.check(content, "ktp.exe")
    assert checked.content == content
    assert checked.content_type == content_type
    assert checked.name == name
    assert checked.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Dokumen\\akta 1.PDF", "akta 1.pdf"),
        ("a\u202efdp.exe", "a fdp.pdf"),
        ('x"; filename="y.html', "x filename y.pdf"),
        ("", "berkas.pdf"),
        ("...", "berkas.pdf"),
        ("a" * 500 + ".pdf", "a" * 80 + ".pdf"),
    ],
)
def test_file_names_are_made_safe_and_short(name, clean):
    assert files.clean_name(name, files.PDF) == clean


# What is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"%PDF-" + b"x" * files.MAX_BYTES, "size", id="too large"),
        pytest.param(b"MZ\x90\x00" + b"x" * 100, "type", id="renamed program"),
        pytest.param(b"<html><script>alert(1)</script>", "type", id="web page"),
        pytest.param(b"GIF89a" + pdf(), "type", id="GIF that is a PDF too"),
        pytest.param(b" " + pdf(), "type", id="PDF with something before it"),
        pytest.param(b"\x00\x00\x00\x18ftypheic" + b"x" * 50, "type", id="HEIC"),
        pytest.param(image("JPEG")[:-5000], "broken", id="JPEG cut short"),
        pytest.param(image("PNG")[:-5000], "broken", id="PNG cut short"),
        pytest.param(b"\xff\xd8\xff" + b"x" * 100, "broken", id="JPEG in name only"),
        pytest.param(png_bomb(), "pixels", id="PNG bomb"),
        pytest.param(png_bomb(side=7_000), "pixels", id="more pixels than phones make"),
        pytest.param(b"%PDF-1.7\n" + b"x" * 100, "broken", id="PDF in name only"),
        pytest.param(pdf(pages=0), "broken", id="PDF without pages"),
        pytest.param(pdf(pages=101), "pages", id="PDF with too many pages"),
        pytest.param(pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted", id="PDF with a password"),
        pytest.param(pdf(encryption=pikepdf.Encryption(owner="a", user="")), "encrypted", id="PDF locked for changes"),
        pytest.param(pdf_bomb(), "broken", id="PDF bomb"),
        pytest.param(pdf_of_zeros(), "pages", id="PDF of very many numbers"),
        pytest.param(slow_jpeg(), "pixels", id="JPEG that takes minutes to read"),
        pytest.param(pdf(change=add_script), "active", id="PDF with JavaScript"),
        pytest.param(pdf(change=add_script_on_a_page), "active", id="PDF with JavaScript on a page"),
        pytest.param(pdf(change=add_launch), "active", id="PDF that starts a program"),
        pytest.param(pdf(change=add_opening_address), "active", id="PDF that opens an address"),
        pytest.param(pdf(change=add_attachment), "active", id="PDF with an attachment"),
        pytest.param(
            pdf(change=add_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
            "active",
            id="hidden JavaScript",
        ),
    ],
)
def test_what_could_harm_or_cannot_be_read_is_refused_with_its_own_message(content, code):
    with pytest.raises(ValidationError) as refused:
        files.check(content, "ktp.pdf")
    assert refused.value.code == code
    assert refused.value.messages[0].endswith(".")
