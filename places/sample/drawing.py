"""Pictures for the sample city: flat shapes in the tokens' colours. The same words always give the same picture."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 720
# Drawn twice as large and reduced, which smooths the edges.
OVER = 2

PAPER, SAND, LINE = "#faf8f3", "#f6ecd6", "#e3ddd0"
TIDE, HARBOUR, DEEP = "#e2efee", "#0b5563", "#073e49"
HILLS = ("#cfe3e1", "#a9cdcb", "#7fb1b1")
LEAVES = ("#2f6b3f", "#4f8a5b", "#79a97f")
GRASS, LAWN = "#cfe2c6", "#b9d4b0"
WATER, RIPPLE = "#9ccbd0", "#c6e2e3"
VERMILION, AMBER, SUN = "#b8331d", "#c98a3a", "#eec27a"
STONE, DUST, RUBBLE = "#9aa3a6", "#d9d2c5", "#b8b0a3"
WALLS = ("#f3eee2", "#ece4d3", "#e6ebe6")
BOOKS = (HARBOUR, VERMILION, AMBER, "#2f6b3f", "#4c5c64", "#7fb1b1")


@dataclass
class Spot:
    """What does not change when a place is rebuilt: the hills, the houses behind, the one tree, the lie of the path."""

    rng: Random
    horizon: int
    sun: int
    hills: list[tuple[float, float]]
    houses: list[tuple[int, int, int, int]]
    tree: int
    bend: float
    water: bool


def spot(name: str) -> Spot:
    rng = Random(name)
    horizon = rng.randint(330, 400)
    houses, x = [], rng.randint(-60, 40)
    while x < WIDTH:
        width = rng.randint(80, 170)
        houses.append((x, width, rng.randint(60, 190), rng.randrange(len(WALLS))))
        x += width + rng.choice((8, 8, 26, 90))
    return Spot(
        rng=rng,
        horizon=horizon,
        sun=rng.randint(120, 840),
        hills=[(rng.uniform(0.7, 1.8), rng.uniform(0, 6.3)) for _ in HILLS],
        houses=houses,
        tree=rng.choice((170, 240, 720, 800)),
        bend=rng.uniform(-180, 180),
        water=rng.random() < 0.5,
    )


class Sheet:
    """Paper of 960 × 720, whatever it is drawn at."""

    def __init__(self, ground: str):
        self.image = Image.new("RGB", (WIDTH * OVER, HEIGHT * OVER), ground)
        self.draw = ImageDraw.Draw(self.image)

    def polygon(self, points: list[tuple[float, float]], fill: str) -> None:
        self.draw.polygon([(x * OVER, y * OVER) for x, y in points], fill=fill)

    def box(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> None:
        corners = (x * OVER, y * OVER, (x + width) * OVER, (y + height) * OVER)
        self.draw.rounded_rectangle(corners, radius * OVER, fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: str, flat: float = 1.0) -> None:
        box = (x - radius, y - radius * flat, x + radius, y + radius * flat)
        self.draw.ellipse(tuple(side * OVER for side in box), fill=fill)

    def line(self, points: list[tuple[float, float]], fill: str, width: float) -> None:
        scaled = [(x * OVER, y * OVER) for x, y in points]
        self.draw.line(scaled, fill=fill, width=round(width * OVER), joint="curve")

    def finished(self) -> Image.Image:
        return self.image.reduce(OVER)


def park_now(name: str, facilities: list[str]) -> Image.Image:
    place = spot(name)
    sheet = _backdrop(place, sky=TIDE, muted=False)
    sheet.box(0, place.horizon, WIDTH, HEIGHT, GRASS)
    sheet.disc(480 + place.bend, HEIGHT + 130, 620, LAWN, 0.55)
    if place.water:
        _pond(sheet, place)
    _path(sheet, place, PAPER)
    _trees(sheet, place)
    _landmark(sheet, place)
    for draw, spot_x in zip(_furniture(facilities), (300, 690, 92, 880, 480), strict=False):
        draw(sheet, spot_x, place.horizon + 190 + place.rng.randint(-20, 60))
    return sheet.finished()


def park_before(name: str) -> Image.Image:
    """The same spot as a wasteland: grey sky, bare ground, rubble and a fence; the one tree stands already."""
    place = spot(name)
    sheet = _backdrop(place, sky="#eceeee", muted=True)
    sheet.box(0, place.horizon, WIDTH, HEIGHT, DUST)
    _path(sheet, place, "#cbc3b5")
    for _ in range(26):
        x, y = place.rng.randint(0, WIDTH), place.rng.randint(place.horizon + 60, HEIGHT)
        size = place.rng.randint(8, 34)
        sheet.polygon([(x, y), (x + size, y - size * 0.7), (x + size * 1.9, y)], place.rng.choice((RUBBLE, STONE)))
    for x in range(20, WIDTH, 76):
        sheet.box(x, place.horizon - 12, 9, 74, "#7d868a")
    sheet.box(0, place.horizon + 8, WIDTH, 7, "#8d9699")
    _landmark(sheet, place)
    return sheet.finished()


def reading_room(name: str) -> Image.Image:
    """Shelves, a lamp and a table."""
    rng = Random(name)
    sheet = Sheet(rng.choice((SAND, TIDE, "#f3eee2")))
    for shelf in range(3):
        bottom = 190 + shelf * 150
        sheet.box(60, bottom, 840, 14, "#8a6a45")
        x = 80
        while x < 850:
            width, height = rng.randint(16, 40), rng.randint(70, 116)
            if rng.random() < 0.12:
                x += 50
                continue
            sheet.box(x, bottom - height, width, height, rng.choice(BOOKS), 2)
            sheet.box(x + 4, bottom - height + 16, width - 8, 5, PAPER)
            x += width + 3
    sheet.box(0, 560, WIDTH, 160, "#d8c4a4")
    sheet.box(150 + rng.randint(0, 120), 530, 480, 26, HARBOUR, 8)
    sheet.box(220, 556, 18, 130, DEEP)
    sheet.box(600, 556, 18, 130, DEEP)
    lamp = 300 + rng.randint(0, 260)
    sheet.polygon([(lamp - 60, 470), (lamp + 60, 470), (lamp + 34, 410), (lamp - 34, 410)], SUN)
    sheet.box(lamp - 5, 470, 10, 60, DEEP)
    return sheet.finished()


def _backdrop(place: Spot, *, sky: str, muted: bool) -> Sheet:
    sheet = Sheet(sky)
    sheet.disc(place.sun, 130, 58, "#dfe2e2" if muted else SUN)
    for layer, (pace, shift) in enumerate(place.hills):
        top = place.horizon - 150 + layer * 46
        ridge = [(x, top + 46 * math.sin(x / WIDTH * 6.3 * pace + shift)) for x in range(0, WIDTH + 20, 20)]
        colour = ("#dcdfdf", "#ced3d4", "#c0c6c8")[layer] if muted else HILLS[layer]
        sheet.polygon([*ridge, (WIDTH, HEIGHT), (0, HEIGHT)], colour)
    for x, width, height, wall in place.houses:
        _house(sheet, (x, width, height), place.horizon, "#c9cccb" if muted else WALLS[wall], muted)
    return sheet


def _house(sheet: Sheet, house: tuple[int, int, int], ground: int, wall: str, muted: bool) -> None:
    x, width, height = house
    top = ground - height
    sheet.box(x, top, width, height + 2, wall)
    roof = "#8d9699" if muted else "#5d6970"
    sheet.polygon([(x - 8, top), (x + width / 2, top - min(34, height / 3)), (x + width + 8, top)], roof)
    for row in range(top + 18, ground - 24, 38):
        for column in range(x + 14, x + width - 24, 34):
            sheet.box(column, row, 15, 20, "#b4bbbd" if muted else HILLS[1])


def _pond(sheet: Sheet, place: Spot) -> None:
    x, y = 480 - place.bend * 1.4, place.horizon + 150
    sheet.disc(x, y, 210, WATER, 0.3)
    for step in range(4):
        sheet.box(x - 120 + step * 46, y - 28 + step * 17, 70, 5, RIPPLE, 2)


def _path(sheet: Sheet, place: Spot, colour: str) -> None:
    left, right = [], []
    for step in range(21):
        share = step / 20
        middle = 480 + place.bend * math.sin(share * 3.1)
        half = 18 + 120 * share * share
        y = place.horizon + (HEIGHT - place.horizon) * share
        left.append((middle - half, y))
        right.append((middle + half, y))
    sheet.polygon([*left, *reversed(right)], colour)


def _trees(sheet: Sheet, place: Spot) -> None:
    for x in sorted(place.rng.sample(range(20, WIDTH, 60), 7)):
        y = place.horizon + place.rng.randint(0, 40)
        size = place.rng.randint(34, 62)
        leaf = place.rng.choice(LEAVES)
        sheet.box(x - 4, y, 8, 46, "#6d5a43")
        if place.rng.random() < 0.4:
            sheet.polygon([(x - size * 0.7, y + 10), (x + size * 0.7, y + 10), (x, y - size * 1.7)], leaf)
        else:
            sheet.disc(x, y - size * 0.4, size, leaf)


def _landmark(sheet: Sheet, place: Spot) -> None:
    """The old tree by which a before and an after are known for the same spot."""
    x, y = place.tree, place.horizon + 120
    sheet.polygon([(x - 16, y), (x + 16, y), (x + 7, y - 150), (x - 7, y - 150)], "#5a4935")
    for dx, dy, radius in ((-52, -150, 62), (48, -160, 68), (0, -214, 76)):
        sheet.disc(x + dx, y + dy, radius, LEAVES[0])
    sheet.disc(x + 20, y - 232, 40, LEAVES[1])


def _furniture(facilities: list[str]) -> list[Callable[[Sheet, int, int], None]]:
    pieces = {
        "pavilion": _pavilion, "swings": _swings, "playground": _slide, "chess": _chess_table,
        "lights": _lamp, "garden": _flowers, "seats": _bench, "backrest": _bench,
    }  # fmt: skip
    chosen = [draw for facility, draw in pieces.items() if facility in facilities]
    return list(dict.fromkeys(chosen)) or [_bench]


def _bench(sheet: Sheet, x: int, y: int) -> None:
    sheet.box(x - 70, y - 52, 140, 12, "#a3763f", 3)
    sheet.box(x - 70, y - 34, 140, 12, "#a3763f", 3)
    sheet.box(x - 76, y - 14, 152, 14, "#8a6231", 3)
    for leg in (-60, 52):
        sheet.box(x + leg, y - 52, 8, 82, DEEP)


def _pavilion(sheet: Sheet, x: int, y: int) -> None:
    for post in (-92, -34, 24, 82):
        sheet.box(x + post, y - 120, 10, 140, VERMILION)
    sheet.polygon([(x - 140, y - 112), (x + 140, y - 112), (x + 46, y - 186), (x - 46, y - 186)], "#4c5c64")
    sheet.box(x - 6, y - 204, 12, 22, AMBER, 4)
    sheet.box(x - 112, y + 14, 224, 12, STONE)


def _swings(sheet: Sheet, x: int, y: int) -> None:
    sheet.line([(x - 96, y + 20), (x - 66, y - 120), (x + 66, y - 120), (x + 96, y + 20)], HARBOUR, 9)
    for seat in (-30, 30):
        sheet.line([(x + seat - 14, y - 118), (x + seat - 14, y - 22)], "#4c5c64", 3)
        sheet.line([(x + seat + 14, y - 118), (x + seat + 14, y - 22)], "#4c5c64", 3)
        sheet.box(x + seat - 20, y - 24, 40, 8, VERMILION, 3)


def _slide(sheet: Sheet, x: int, y: int) -> None:
    sheet.box(x - 60, y - 96, 52, 10, HARBOUR)
    for leg in (-58, -18):
        sheet.box(x + leg, y - 96, 9, 116, HARBOUR)
    sheet.polygon([(x - 12, y - 96), (x + 6, y - 96), (x + 108, y + 16), (x + 78, y + 16)], VERMILION)


def _chess_table(sheet: Sheet, x: int, y: int) -> None:
    sheet.box(x - 52, y - 46, 104, 12, STONE, 3)
    sheet.box(x - 10, y - 36, 20, 54, STONE)
    for stool in (-92, 64):
        sheet.box(x + stool, y - 14, 30, 32, RUBBLE, 4)
    for piece in range(-36, 40, 18):
        sheet.disc(x + piece, y - 50, 6, VERMILION if piece % 36 else DEEP, 0.6)


def _lamp(sheet: Sheet, x: int, y: int) -> None:
    sheet.box(x - 4, y - 190, 8, 210, DEEP)
    sheet.disc(x, y - 198, 20, SUN)


def _flowers(sheet: Sheet, x: int, y: int) -> None:
    sheet.disc(x, y, 96, LEAVES[2], 0.3)
    for step in range(9):
        colour = (VERMILION, SUN, PAPER)[step % 3]
        sheet.disc(x - 72 + step * 18, y - 10 + (step * 7) % 22, 9, colour)
