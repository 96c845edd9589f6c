"""What is kept of a picture says nothing of where, when and with what it was taken, not even in the original."""

import zlib
from io import BytesIO

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from photos import actions, reading
from places.models import Feedback
from tests.photos import pictures

TELLTALE = b"elltale"


def telling_exif() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "TelltaleCamera"
    exif[ExifTags.Base.DateTime] = "2026:11:26 08:00:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (31.0, 52.0, 30.0)
    return exif.tobytes()


def telltale_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "telltale")
    words.add_text("Author", "telltale" * 9, zip=True)
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>telltale</x:xmpmeta>")
    return pictures.encoded(pictures.two_halves(), "PNG", pnginfo=words, exif=telling_exif())


def telltale(kind: str) -> bytes:
    if kind == "JPEG":
        return pictures.telltale_jpeg()
    if kind == "PNG":
        return telltale_png()
    return pictures.encoded(pictures.two_halves(), kind, quality=95, exif=telling_exif(), xmp=b"<x>telltale</x>")


def clean(content: bytes) -> bytes:
    return reading.check(BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_only_which_way_is_up_is_left_of_what_a_picture_says(kind):
    assert TELLTALE in telltale(kind)

    kept = clean(telltale(kind))

    assert TELLTALE not in kept
    assert b"2026:11" not in kept
    exif = Image.open(BytesIO(kept)).getexif()
    assert set(exif) <= {ExifTags.Base.Orientation}
    assert not exif.get_ifd(ExifTags.IFD.GPSInfo)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_cleaned_picture_looks_as_it_did(kind):
    before, size_before = reading.read(BytesIO(telltale(kind)), longest=1920)
    after, size_after = reading.read(BytesIO(clean(telltale(kind))), longest=1920)

    assert size_after == size_before
    assert after.size == before.size
    for place in ((8, 8), (after.width - 8, after.height - 8)):
        pairs = zip(after.getpixel(place), before.getpixel(place), strict=True)
        assert all(abs(one - other) < 12 for one, other in pairs)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_no_pixel_of_a_jpeg_or_png_changes(kind):
    before, after = Image.open(BytesIO(telltale(kind))), Image.open(BytesIO(clean(telltale(kind))))
    assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_blocks": 1}, {"optimize": True}])
def test_jpegs_of_every_make_stay_whole(options):
    noise = Image.effect_noise((333, 217), 90).convert("RGB")
    content = pictures.encoded(noise, "JPEG", quality=90, exif=telling_exif(), **options)
    assert Image.open(BytesIO(clean(content))).tobytes() == Image.open(BytesIO(content)).tobytes()


def test_what_lies_behind_the_picture_goes():
    content = pictures.telltale_jpeg() + b"\0\0\0\x18ftypmp42telltale film, +31.8750+120.5550/"
    assert clean(content).endswith(b"\xff\xd9")
    assert TELLTALE not in clean(content)
    assert TELLTALE not in clean(telltale_png() + b"telltale")


def test_second_picture_of_a_phone_goes():
    second = pictures.two_halves()
    content = pictures.encoded(pictures.two_halves(), "MPO", save_all=True, append_images=[second], exif=telling_exif())
    kept = clean(content)
    assert kept.count(b"\xff\xd8\xff") == 1
    assert TELLTALE not in kept
    assert Image.open(BytesIO(kept)).format == "JPEG"


def test_preview_inside_a_jpeg_goes():
    plain = pictures.jpeg()
    preview = b"\xff\xe0" + (16 + 3 * 4).to_bytes(2) + b"JFIF\0\x01\x01\0\0\x01\0\x01\x02\x02" + b"telltaleABCD"
    kept = clean(plain[:2] + preview + plain[20:])
    assert TELLTALE not in kept
    assert Image.open(BytesIO(kept)).size == (80, 40)


def test_colour_profile_stays():
    content = pictures.jpeg(icc_profile=b"profile" * 20_000)
    assert Image.open(BytesIO(clean(content))).info["icc_profile"] == b"profile" * 20_000


def test_broken_metadata_do_not_spoil_a_good_picture():
    content = pictures.telltale_jpeg().replace(b"Exif\0\0MM\0*", b"Exif\0\0MM\0\xff").replace(b"II*\0", b"II\xff\xff")
    assert Image.open(BytesIO(clean(content))).size == (80, 40)


def test_transparent_webp_becomes_white():
    content = pictures.encoded(Image.new("RGBA", (16, 16), (255, 0, 0, 0)), "WEBP", lossless=True)
    assert Image.open(BytesIO(clean(content))).getpixel((8, 8)) == (255, 255, 255)


def test_original_of_a_residents_photo_is_kept_clean(client, park):
    token = "7d0a6f9c-4c53-4b5e-9a3c-5f1f0d6b7a01"
    photo = pictures.upload(pictures.telltale_jpeg())
    assert (
        client.post(f"/en/places/{park.pk}/feedback/", {"token": token, "text": "灯坏了", "photo": photo}).status_code
        == 302
    )

    kept = Feedback.objects.get().photo
    with kept.original.open() as file:
        assert TELLTALE not in file.read()
    actions.process(photo=kept)
    assert (kept.state, kept.width, kept.height) == ("ready", 40, 80)


@pytest.mark.parametrize("data", [b"no zlib at all", zlib.compress(b"\xff" * 400), zlib.compress(b"\0" * 200)[:-6]])
def test_png_that_no_program_can_read_is_a_sentence(client, park, data):
    header = (8).to_bytes(4) + (8).to_bytes(4) + b"\x08\x02\0\0\0"
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(pictures.chunk(*chunk) for chunk in chunks)
    message = {
        "token": "7d0a6f9c-4c53-4b5e-9a3c-5f1f0d6b7a02",
        "text": "灯坏了",
        "photo": pictures.upload(content, "a.png"),
    }

    answer = client.post(f"/en/places/{park.pk}/feedback/", message)

    assert answer.status_code == 400
    assert "This photo is damaged" in answer.content.decode()
    assert not Feedback.objects.exists()
