"""Photos and signatures from the site: what is kept of them, and what is refused."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from permits.photos import clean_photo, clean_signature
from permits.tests.test_files import png_bomb, slow_jpeg

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
XMP = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>Siti di rumah</x:xmpmeta>"


def picture(size=(600, 400), mode="RGB", colour="white") -> Image.Image:
    return Image.new(mode, size, colour)


def saved(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_like(image: Image.Image, place: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    """Whether a pixel has this colour, as nearly as a JPEG keeps it."""
    crop = image.crop((*place, place[0] + 1, place[1] + 1))
    return all(abs(byte - wanted) < 40 for byte, wanted in zip(crop.tobytes(), colour, strict=True))


def phone_exif(orientation=1) -> Image.Exif:
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "PonselContoh", orientation
    exif.get_ifd(GPS).update({1: "S", 2: (1.0, 15.0, 57.0), 3: "E", 4: (116.0, 50.0, 30.0)})
    return exif


def test_a_photo_becomes_a_small_jpeg():
    kept = opened(clean_photo(saved(picture((4000, 3000)))))
    assert kept.format == "JPEG"
    assert kept.size == (1600, 1200)
    assert opened(clean_photo(saved(picture((300, 200)), "PNG"))).size == (300, 200)


def test_where_and_with_what_it_was_taken_is_not_kept():
    sent = saved(picture(), exif=phone_exif(), xmp=XMP, comment=b"rumah Siti", icc_profile=b"profil")
    assert b"PonselContoh" in sent
    assert opened(sent).getexif().get_ifd(GPS)
    kept = clean_photo(sent)
    for trace in (b"Exif", b"PonselContoh", b"http://ns.adobe.com", b"Siti", b"profil"):
        assert trace not in kept
    image = opened(kept)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_text_in_a_png_is_not_kept():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Siti Rahmawati")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>rumah</x:xmpmeta>")
    sent = saved(picture(), "PNG", pnginfo=notes, exif=phone_exif())
    assert b"Siti Rahmawati" in sent
    kept = clean_photo(sent)
    for trace in (b"Siti Rahmawati", b"rumah", b"PonselContoh"):
        assert trace not in kept


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_whichever_way_the_phone_was_held(orientation):
    upright = picture((60, 40))
    upright.paste("red", (0, 0, 20, 20))
    turned = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    as_taken = upright.transpose(turned) if turned is not None else upright
    kept = opened(clean_photo(saved(as_taken, quality=95, exif=phone_exif(orientation))))
    assert kept.size == (60, 40)
    assert is_like(kept, (8, 8), (255, 0, 0))
    assert is_like(kept, (50, 30), (255, 255, 255))


def test_a_broken_exif_does_not_cost_the_photo():
    sent = saved(picture(), exif=phone_exif())
    place = sent.index(b"Exif\x00\x00") + 6
    assert opened(clean_photo(sent[:place] + b"\xff" * 40 + sent[place + 40 :])).size == (600, 400)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_understood(mode):
    sent = saved(Image.new(mode, (30, 20)), "JPEG" if mode == "CMYK" else "PNG")
    assert opened(clean_photo(sent)).mode == "RGB"


def test_what_is_clear_becomes_white_and_deep_grey_stays_grey():
    clear = saved(picture(mode="RGBA", colour=(0, 0, 0, 0)), "PNG")
    assert is_like(opened(clean_photo(clear)), (5, 5), (255, 255, 255))
    grey = saved(Image.new("I;16", (30, 20), 32768), "PNG")
    assert is_like(opened(clean_photo(grey)), (5, 5), (128, 128, 128))


def test_what_hides_behind_a_picture_is_not_kept():
    for hidden in (b"<script>alert(1)</script>", b"PK\x03\x04jahat", b"%PDF-1.7 jahat"):
        assert hidden not in clean_photo(saved(picture()) + hidden)
        assert hidden not in clean_photo(saved(picture(), "PNG") + hidden)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"bukan foto", "type"),
        (b"%PDF-1.7", "type"),
        (b"GIF89a" + bytes(40), "type"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (b"\xff\xd8\xff" + bytes(100), "broken"),
        (saved(picture())[:-300], "broken"),
        (saved(picture(), "PNG")[:-300], "broken"),
        (png_bomb(), "pixels"),
        (slow_jpeg(), "pixels"),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "size"),
    ],
    ids=["empty", "text", "pdf", "gif", "heic", "svg", "head", "cut", "cut-png", "bomb", "slow", "large"],
)
def test_what_is_no_photo_is_refused_with_what_to_do(content, code):
    with pytest.raises(ValidationError) as refused:
        clean_photo(content)
    assert refused.value.code == code
    assert len(refused.value.messages[0]) > 20


def test_a_heic_photo_is_told_apart():
    with pytest.raises(ValidationError, match="HEIC"):
        clean_photo(b"\x00\x00\x00\x18ftypheic" + bytes(40))


# Signatures ---------------------------------------------------------------------------


def test_a_signature_is_drawn_anew_in_grey_on_white():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Siti Rahmawati")
    drawn = picture((800, 360), "RGBA", (0, 0, 0, 0))
    drawn.paste((23, 33, 43, 255), (100, 100, 300, 110))
    kept = clean_signature(saved(drawn, "PNG", pnginfo=notes))
    assert b"Siti" not in kept
    image = opened(kept)
    assert (image.format, image.mode, image.size) == ("PNG", "L", (800, 360))
    assert is_like(image.convert("RGB"), (5, 5), (255, 255, 255))
    assert is_like(image.convert("RGB"), (200, 105), (23, 33, 43))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bukan gambar",
        saved(picture()),
        saved(picture((1201, 100)), "PNG"),
        saved(picture((100, 601)), "PNG"),
        saved(picture(), "PNG")[:-300],
        png_bomb(),
        b"\x89PNG\r\n\x1a\n" + bytes(300_000),
    ],
    ids=["empty", "text", "jpeg", "wide", "high", "cut", "bomb", "large"],
)
def test_what_is_no_signature_is_refused(content):
    with pytest.raises(ValidationError) as refused:
        clean_signature(content)
    assert refused.value.code == "signature"
