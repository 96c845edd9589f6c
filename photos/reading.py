"""Reading pictures that strangers send: what a file is says its first bytes, never its name or its header."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageCms, ImageOps

from lib.refusals import Invalid
from photos.cleaning import as_jpeg, clean_jpeg, clean_png

JPEG, PNG, WEBP, HEIF = "JPEG", "PNG", "WEBP", "HEIF"
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
LYING = (5, 6, 7, 8)  # EXIF orientations that turn the picture by a quarter
WHITE = (255, 255, 255)


class PhotoRefused(Invalid):
    """This file cannot become a photo of ours."""


def check(file: IO[bytes]) -> bytes:
    """The picture without its metadata. Raises PhotoRefused for what is too big, not a picture, or broken.

    Costs one decoding at most, then remembers.
    """
    if known := getattr(file, "clean_photo", None):
        return known
    if _size(file) > settings.PHOTO_MAX_BYTES:
        megabytes = settings.PHOTO_MAX_BYTES // (1024 * 1024)
        raise PhotoRefused(
            _("This photo is larger than %(megabytes)s MB. Please choose a smaller one.") % {"megabytes": megabytes}
        )
    file.seek(0)
    kind = _format(file)
    if kind == PNG:
        with opened(file) as image:
            image.verify()  # every chunk; a verified image cannot be loaded
    with opened(file) as image:
        # A JPEG is read to its end at an eighth of its size: that finds what is cut off, and needs little memory.
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
        file.clean_photo = _clean(file, kind, image)
    file.seek(0)
    return file.clean_photo


def read(file: IO[bytes], *, longest: int) -> tuple[Image.Image, tuple[int, int]]:
    """The picture upright, in sRGB, without metadata, at most about twice `longest`; and its full size."""
    with opened(file) as image:
        width, height = image.size
        if image.getexif().get(ExifTags.Base.Orientation) in LYING:
            width, height = height, width
        image.draft("RGB", (longest, longest))
        return _in_srgb(ImageOps.exif_transpose(image)), (width, height)


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Image.Image]:
    """The picture, opened by the one decoder that its first bytes name, and only when its size is bearable."""
    try:
        file.seek(0)
        with Image.open(file, formats=[_format(file)]) as image:
            _refuse_too_many_pixels(image.width * image.height)
            yield image
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_too_many_pixels(settings.PHOTO_MAX_PIXELS + 1)
    except Exception as error:  # decoders raise whatever they like over broken bytes
        raise PhotoRefused(_("This photo is damaged and cannot be read. Please take it again.")) from error


def _clean(file: IO[bytes], kind: str, image: Image.Image) -> bytes:
    if kind not in (JPEG, PNG):
        return as_jpeg(image)
    file.seek(0)
    return (clean_jpeg if kind == JPEG else clean_png)(file.read(), image)


def _size(file: IO[bytes]) -> int:
    file.seek(0, 2)
    return max(file.tell(), getattr(file, "size", 0))


def _format(file: IO[bytes]) -> str:
    head = file.read(12)
    file.seek(0)
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:] in HEIF_BRANDS:
        return HEIF
    raise PhotoRefused(_("This file is not a photo. Please choose a JPEG, PNG, WebP or HEIC picture."))


def _refuse_too_many_pixels(pixels: int) -> None:
    if pixels > settings.PHOTO_MAX_PIXELS:
        raise PhotoRefused(_("This photo has too many pixels. Please choose a smaller one."))


def _in_srgb(image: Image.Image) -> Image.Image:
    """A new image, so nothing that the old one carried comes along; what was transparent becomes white."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256, "L")
    colours = image.convert("RGBA" if image.has_transparency_data else "RGB") if image.mode != "CMYK" else image
    if profile:
        colours = _without_profile(colours, profile)
    plain = Image.new("RGB", colours.size, WHITE)
    plain.paste(colours if colours.mode == "RGBA" else colours.convert("RGB"), mask=_alpha(colours))
    return plain


def _without_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        alpha = _alpha(image)
        opaque = image if image.mode == "CMYK" else image.convert("RGB")
        converted = ImageCms.profileToProfile(opaque, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def _alpha(image: Image.Image) -> Image.Image | None:
    return image.getchannel("A") if image.mode == "RGBA" else None
