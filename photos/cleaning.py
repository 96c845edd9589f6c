"""A copy of a picture without what it says of its maker: where, when and with what it was taken, and small previews.

JPEG and PNG lose those parts and keep every pixel. WebP and HEIC are written anew as JPEG. Which way is up stays,
and so does the colour profile.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import ExifTags, Image

QUALITY = 92
WHITE = (255, 255, 255)
TURNED = range(2, 9)

START, END, SCAN, EXIF = 0xD8, 0xD9, 0xDA, 0xE1
ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
APPLICATION, COMMENT = range(0xE0, 0xF0), 0xFE
# What a decoder needs of the segments that programs may add: colour profile, and how colours are coded.
NEEDED = ((0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
JFIF = (0xE0, b"JFIF\0")
JFIF_WITHOUT_PREVIEW = 12  # bytes, after which a width and a height of nothing follow
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_CHUNKS = {
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"pHYs",
}  # fmt: skip


def clean_jpeg(data: bytes, image: Image.Image) -> bytes:
    """Ends with the first picture: phones put films and second pictures behind it."""
    parts = [_marker(START), _turn_segment(image)]
    for marker, segment, end in _segments(data):
        parts.append(_kept(marker, segment))
        if marker == SCAN:
            parts.append(data[end : _end_of_scan(data, end)])
    return b"".join([*parts, _marker(END)])


def clean_png(data: bytes, image: Image.Image) -> bytes:
    """Ends with the picture's last chunk; of a film its first picture is left."""
    parts, position = [PNG_HEAD], len(PNG_HEAD)
    while position + 12 <= len(data):
        length, name = int.from_bytes(data[position : position + 4]), data[position + 4 : position + 8]
        if name in PNG_CHUNKS:
            parts.append(data[position : position + 12 + length])
        if name == b"IHDR" and (turn := _turn(image)):
            parts.append(_chunk(b"eXIf", turn))
        if name == b"IEND":
            break
        position += 12 + length
    return b"".join(parts)


def as_jpeg(image: Image.Image) -> bytes:
    turn, profile = _turn(image), image.info.get("icc_profile")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        plain = Image.new("RGB", seen.size, WHITE)
        plain.paste(seen, mask=seen.getchannel("A"))
    else:
        image.load()
        plain = image if image.mode == "RGB" else image.convert("RGB")
    plain.info = {}
    buffer = BytesIO()
    plain.save(buffer, "JPEG", quality=QUALITY, exif=b"Exif\0\0" + turn if turn else b"", icc_profile=profile)
    return buffer.getvalue()


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Marker, segment with its marker and length, and where it ends."""
    position = 2
    while (position := data.find(b"\xff", position)) >= 0 and position + 4 <= len(data):
        marker = data[position + 1]
        if marker == END:
            return
        if marker in (0x00, 0xFF):
            position += 1
            continue
        size = 0 if marker in ALONE else int.from_bytes(data[position + 2 : position + 4])
        end = position + 2 + size
        yield marker, data[position:end], end
        position = _end_of_scan(data, end) if marker == SCAN else end


def _end_of_scan(data: bytes, position: int) -> int:
    found = AFTER_SCAN.search(data, position)
    return found.start() if found else len(data)


def _kept(marker: int, segment: bytes) -> bytes:
    if marker == JFIF[0] and segment[4:].startswith(JFIF[1]):
        body = segment[4 : 4 + JFIF_WITHOUT_PREVIEW] + b"\0\0"
        return _segment(marker, body)
    if marker in APPLICATION or marker == COMMENT:
        is_needed = any(marker == number and segment[4:].startswith(name) for number, name in NEEDED)
        return segment if is_needed else b""
    return segment


def _turn_segment(image: Image.Image) -> bytes:
    turn = _turn(image)
    return _segment(EXIF, b"Exif\0\0" + turn) if turn else b""


def _turn(image: Image.Image) -> bytes:
    """EXIF that says which way is up and nothing else; empty for a picture that stands as it is."""
    try:
        way = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 broken metadata raise whatever they like, and are thrown away here
        return b""
    if way not in TURNED:
        return b""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = way
    return exif.tobytes().removeprefix(b"Exif\0\0")


def _marker(marker: int) -> bytes:
    return bytes((0xFF, marker))


def _segment(marker: int, body: bytes) -> bytes:
    return _marker(marker) + (len(body) + 2).to_bytes(2) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)
