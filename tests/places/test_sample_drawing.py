import pytest
from PIL import ImageChops

from places.sample import drawing

FACILITIES = ["pavilion", "swings", "seats"]


def changed(one, other) -> float:
    """Share of pixels that differ noticeably."""
    grey = ImageChops.difference(one, other).convert("L").histogram()
    return sum(grey[20:]) / sum(grey)


def test_same_words_give_the_same_picture():
    assert drawing.park_now("听橹", FACILITIES).tobytes() == drawing.park_now("听橹", FACILITIES).tobytes()
    assert drawing.reading_room("西门").tobytes() == drawing.reading_room("西门").tobytes()


def test_other_places_look_different():
    assert changed(drawing.park_now("听橹", FACILITIES), drawing.park_now("书签", FACILITIES)) > 0.1
    assert changed(drawing.reading_room("西门"), drawing.reading_room("湖畔")) > 0.05


@pytest.mark.parametrize("name", ["听橹小游园", "书签小游园", "新市河小游园"])
def test_before_and_after_share_the_old_tree_and_little_else(name):
    before, after = drawing.park_before(name), drawing.park_now(name, FACILITIES)
    place = drawing.spot(name)
    crown = (place.tree, place.horizon - 90)

    assert before.getpixel(crown) == after.getpixel(crown)
    assert changed(before, after) > 0.25
    assert before.size == after.size == (drawing.WIDTH, drawing.HEIGHT)
