from io import BytesIO

import pytest
from PIL import Image, ImageCms

from photos import reading
from photos.reading import PhotoRefused
from tests.photos import pictures

BROKEN = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "html in a png's coat": b"\x89PNG\r\n\x1a\n<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "gif": pictures.encoded(pictures.two_halves(), "GIF"),
    "cut jpeg": pictures.jpeg(800, 600)[:-900],
    "cut png": pictures.encoded(pictures.two_halves(), "PNG")[:-30],
    "cut webp": pictures.encoded(pictures.two_halves(), "WEBP")[:-30],
    "cut heic": pictures.encoded(pictures.two_halves(), "HEIF")[:-30],
    "only a head": b"\xff\xd8\xff",
    "nothing": b"",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_picture_is_refused_with_a_sentence(content):
    with pytest.raises(PhotoRefused) as refusal:
        reading.check(BytesIO(content))

    assert refusal.value.status == 400
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "MPO"])
def test_what_phones_send_is_read(kind):
    file = BytesIO(pictures.encoded(pictures.two_halves(), kind))
    reading.check(file)
    picture, size = reading.read(file, longest=1920)

    assert (picture.mode, picture.size, size) == ("RGB", (80, 40), (80, 40))
    assert picture.getpixel((10, 20))[0] > 150
    assert picture.getpixel((70, 20))[2] > 150


@pytest.mark.parametrize("size", [(30_000, 30_000), (9_000, 9_000), (60_000, 1_000)])
def test_bomb_is_refused_by_its_header(size):
    with pytest.raises(PhotoRefused, match="pixels"):
        reading.check(BytesIO(pictures.bomb_png(*size)))


def test_too_large_file_is_refused_before_it_is_read(settings):
    settings.PHOTO_MAX_BYTES = 1024 * 1024

    with pytest.raises(PhotoRefused, match="larger than 1 MB"):
        reading.check(BytesIO(pictures.jpeg() + b"\0" * 1024 * 1024))


def test_orientation_is_applied_and_the_size_turned():
    picture, size = reading.read(BytesIO(pictures.telltale_jpeg()), longest=1920)

    assert picture.size == size == (40, 80)
    assert picture.getpixel((20, 10))[0] > 150  # the left half is on top now
    assert picture.getpixel((20, 70))[2] > 150


def test_nothing_that_the_file_carried_is_left():
    picture, _ = reading.read(BytesIO(pictures.telltale_jpeg()), longest=1920)

    assert picture.info == {}
    assert dict(picture.getexif()) == {}


def test_colours_are_converted_before_their_profile_is_dropped():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = _with_swapped_red_and_blue(lab)
    content = pictures.encoded(pictures.two_halves(), "PNG", icc_profile=swapped)
    picture, _ = reading.read(BytesIO(content), longest=1920)

    assert picture.getpixel((10, 20))[2] > picture.getpixel((10, 20))[0]


def test_broken_profile_is_ignored():
    content = pictures.encoded(pictures.two_halves(), "PNG", icc_profile=b"not a profile")
    picture, _ = reading.read(BytesIO(content), longest=1920)

    assert picture.getpixel((10, 20)) == pictures.RED


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1"])
def test_every_mode_becomes_plain_colour(mode):
    content = pictures.encoded(pictures.two_halves(mode=mode), "PNG")

    assert reading.read(BytesIO(content), longest=1920)[0].mode == "RGB"


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("PNG", "I;16")])
def test_printers_and_scanners_modes_are_read(kind, mode):
    content = pictures.encoded(Image.new(mode, (8, 8)), kind)

    assert reading.read(BytesIO(content), longest=1920)[0].mode == "RGB"


def test_transparent_becomes_white():
    content = pictures.encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG")

    assert reading.read(BytesIO(content), longest=1920)[0].getpixel((4, 4)) == (255, 255, 255)


def test_large_jpeg_is_read_small():
    picture, size = reading.read(BytesIO(pictures.jpeg(4000, 3000)), longest=960)

    assert size == (4000, 3000)
    assert 960 <= picture.width <= 2000


def _with_swapped_red_and_blue(profile: bytes) -> bytes:
    return profile.replace(b"rXYZ", b"tmp0", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tmp0", b"bXYZ", 1)
