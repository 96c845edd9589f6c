"""Drawn pictures go the way that photographs go: through the same door, with the same three sizes."""

from io import BytesIO

from PIL import Image

from photos.actions import process, take_in
from places.models import Place, PlacePhoto

CAPTION, CAPTION_EN = "样例画，不是实景", "A drawing for the sample city, not a photograph"
SHOWN = {
    PlacePhoto.Role.VIEW: ("画：{name}", "Drawing: {name_en}"),
    PlacePhoto.Role.BEFORE: ("画：{name}建成以前，一片空地", "Drawing: the land before {name_en} was made"),
    PlacePhoto.Role.AFTER: ("画：建成以后的{name}", "Drawing: {name_en} as it is now"),
}


def hang(place: Place, picture: Image.Image, role: PlacePhoto.Role, *, position: int = 0) -> None:
    buffer = BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    alt, alt_en = (text.format(name=place.name, name_en=place.name_en) for text in SHOWN[role])
    photo = take_in(file=buffer, alt=alt, alt_en=alt_en)
    process(photo=photo)
    # Before and after stand side by side with labels of their own; the view says for all three what they are.
    caption, caption_en = (CAPTION, CAPTION_EN) if role == PlacePhoto.Role.VIEW else ("", "")
    PlacePhoto.objects.create(
        place=place, photo=photo, role=role, position=position, caption=caption, caption_en=caption_en
    )
