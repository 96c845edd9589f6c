"""What stands on the sample shop's shelf, each with its words, its price and its own drawing."""

from collections.abc import Callable
from random import Random

from PIL import Image

from places.sample.drawing import (
    AMBER,
    BOOKS,
    DEEP,
    HARBOUR,
    HEIGHT,
    PAPER,
    SAND,
    STONE,
    SUN,
    TIDE,
    VERMILION,
    WIDTH,
    Sheet,
)
from shop.sample.drawing import WOOD

# What it is, in English, kind, condition, yuan, and how it is drawn.
SHELF = (
    ("蓝色卫衣", "Blue hoodie", "clothes", "good", 30, "hoodie"),
    ("红色卫衣", "Red hoodie", "clothes", "good", 30, "hoodie"),
    ("灰色毛衣", "Grey jumper", "clothes", "good", 20, "hoodie"),
    ("儿童外套", "Child's jacket", "clothes", "used", 8, "hoodie"),
    ("绿色棉服", "Green padded jacket", "clothes", "unused", 30, "hoodie"),
    ("格子衬衫", "Checked shirt", "clothes", "used", 8, "hoodie"),
    ("毛绒熊", "Plush bear", "toys", "good", 20, "bear"),
    ("小棕熊", "Little brown bear", "toys", "used", 5, "bear"),
    ("白熊玩偶", "White bear", "toys", "unused", 20, "bear"),
    ("积木一盒", "Box of building bricks", "toys", "good", 12, "bricks"),
    ("彩色积木", "Coloured bricks", "toys", "used", 5, "bricks"),
    ("手工沙包", "Beanbag, hand-sewn", "crafts", "unused", 2, "bag"),
    ("一套沙包", "Set of beanbags", "crafts", "unused", 10, "bag"),
    ("香囊", "Scented pouch", "crafts", "good", 5, "bag"),
    ("布艺小袋", "Little cloth bag", "crafts", "used", 2, "bag"),
    ("唐诗三百首", "Three Hundred Tang Poems", "books", "good", 6, "book"),
    ("新华字典", "Xinhua Dictionary", "books", "good", 6, "book"),
    ("童话选", "Fairy tales", "books", "used", 3, "book"),
    ("十万个为什么", "A Hundred Thousand Whys", "books", "used", 3, "book"),
    ("菜谱", "Cookery book", "books", "used", 3, "book"),
    ("旅行地图册", "Road atlas", "books", "used", 3, "book"),
    ("英语读物", "English reader", "books", "unused", 10, "book"),
    ("科普画册", "Picture book of science", "books", "good", 6, "book"),
    ("白瓷杯", "White china cup", "household", "unused", 20, "cup"),
    ("蓝边碗杯", "Blue-rimmed cup", "household", "good", 12, "cup"),
    ("马克杯", "Mug", "household", "used", 5, "cup"),
    ("保温杯", "Vacuum flask", "household", "unused", 20, "cup"),
    ("茶壶", "Teapot", "household", "good", 12, "cup"),
    ("台灯", "Desk lamp", "electric", "good", 30, "lamp"),
    ("小夜灯", "Night light", "electric", "used", 15, "lamp"),
    ("阅读灯", "Reading lamp", "electric", "unused", 50, "lamp"),
    ("篮球", "Basketball", "sports", "good", 20, "ball"),
    ("足球", "Football", "sports", "used", 10, "ball"),
    ("儿童皮球", "Child's ball", "sports", "unused", 30, "ball"),
    ("排球", "Volleyball", "sports", "used", 10, "ball"),
    ("双肩包", "Rucksack", "shoes", "good", 18, "pack"),
    ("书包", "School bag", "shoes", "used", 8, "pack"),
    ("帆布包", "Canvas bag", "shoes", "unused", 30, "pack"),
    ("旅行包", "Travel bag", "shoes", "good", 18, "pack"),
    ("相框", "Picture frame", "other", "good", 8, "frame"),
    ("木相框", "Wooden frame", "other", "used", 3, "frame"),
)
SIZE = (480, 360)
COLOURS = (HARBOUR, VERMILION, AMBER, "#2f6b3f", "#4c5c64", "#7fb1b1", "#a3763f")


def drawing(name: str, shape: str) -> Image.Image:
    """The same words always give the same picture; no two are alike."""
    rng = Random(name)
    sheet = Sheet(rng.choice((SAND, TIDE, PAPER)))
    sheet.box(0, 560, WIDTH, HEIGHT, WOOD)
    sheet.box(0, 560, WIDTH, 14, "#a3845c")
    SHAPES[shape](sheet, rng.choice(COLOURS), rng)
    return sheet.finished().resize(SIZE, Image.Resampling.BOX)


def _hoodie(sheet: Sheet, colour: str, rng: Random) -> None:
    right = [(630, 170), (760, 420), (680, 460), (620, 330), (620, 570)]
    sheet.polygon([*right, *((WIDTH - x, y) for x, y in reversed(right))], colour)
    sheet.disc(480, 170, 92, colour)
    sheet.disc(480, 176, 60, DEEP)
    sheet.box(390, 420, 180, 90, DEEP, 20)
    for x in (452, 500):
        sheet.box(x, 236, 8, 90 + rng.randint(0, 40), PAPER, 4)


def _bear(sheet: Sheet, colour: str, rng: Random) -> None:
    for x in (390, 570):
        sheet.disc(x, 160, 46, colour)
    sheet.disc(480, 450, 150, colour)
    sheet.disc(480, 460, 90, SAND)
    sheet.disc(480, 240, 120, colour)
    sheet.disc(480, 280, 48, SAND)
    for x in (436, 524):
        sheet.disc(x, 220, 12, DEEP)
    sheet.disc(480, 262, 16, DEEP)
    for x in (350, 610):
        sheet.disc(x, 400 + rng.randint(-20, 20), 46, colour)


def _bricks(sheet: Sheet, colour: str, rng: Random) -> None:
    for row in range(4):
        for column in range(5 - row):
            x, y = 260 + column * 96 + row * 48, 474 - row * 90
            sheet.box(x, y, 90, 84, rng.choice((*BOOKS, colour)), 6)
            sheet.disc(x + 45, y + 6, 18, PAPER, 0.4)


def _bag(sheet: Sheet, colour: str, rng: Random) -> None:
    for number in range(rng.randint(1, 3)):
        x = 330 + number * 150
        sheet.disc(x, 470, 92, rng.choice((colour, VERMILION, AMBER)), 0.9)
        sheet.line([(x - 70, 470), (x + 70, 470)], PAPER, 6)
        sheet.line([(x, 400), (x, 540)], PAPER, 6)


def _book(sheet: Sheet, colour: str, rng: Random) -> None:
    lean = rng.randint(-30, 30)
    sheet.polygon([(340 + lean, 130), (640 + lean, 130), (640, 560), (340, 560)], colour)
    sheet.polygon([(640 + lean, 130), (672 + lean, 150), (672, 560), (640, 560)], PAPER)
    sheet.polygon([(340 + lean, 130), (376 + lean, 130), (376, 560), (340, 560)], DEEP)
    sheet.box(420 + lean // 2, 210, 170, 70, PAPER, 6)
    sheet.box(440 + lean // 2, 232, 130, 8, STONE)
    sheet.box(440 + lean // 2, 252, 90, 8, STONE)


def _cup(sheet: Sheet, colour: str, rng: Random) -> None:
    top = 240 + rng.randint(-60, 40)
    sheet.disc(650, (top + 540) / 2, 84, colour)
    sheet.disc(650, (top + 540) / 2, 48, SAND)
    sheet.box(340, top, 300, 560 - top, colour, 40)
    sheet.disc(490, top + 8, 150, PAPER, 0.22)
    sheet.box(340, top + 110, 300, 26, PAPER)


def _lamp(sheet: Sheet, colour: str, rng: Random) -> None:
    sheet.box(370, 536, 220, 30, DEEP, 10)
    sheet.box(470, 300, 20, 240, DEEP)
    wide = rng.randint(130, 190)
    sheet.polygon([(480 - wide, 320), (480 + wide, 320), (480 + wide * 0.5, 160), (480 - wide * 0.5, 160)], colour)
    sheet.disc(480, 326, 50, SUN, 0.4)


def _ball(sheet: Sheet, colour: str, rng: Random) -> None:
    sheet.disc(480, 400, 166, colour)
    sheet.line([(314, 400), (646, 400)], DEEP, 9)
    sheet.line([(480, 234), (480, 566)], DEEP, 9)
    bend = rng.randint(40, 90)
    for side in (-1, 1):
        sheet.line([(480 + side * 120, 288), (480 + side * bend, 400), (480 + side * 120, 512)], DEEP, 9)


def _pack(sheet: Sheet, colour: str, rng: Random) -> None:
    sheet.box(420, 130, 120, 80, DEEP, 30)
    sheet.box(440, 150, 80, 60, SAND, 20)
    sheet.box(330, 180, 300, 386, colour, 70)
    sheet.box(366, 380 + rng.randint(-20, 20), 228, 150, DEEP, 24)
    sheet.box(366, 300, 228, 14, PAPER, 6)


def _frame(sheet: Sheet, colour: str, rng: Random) -> None:
    sheet.box(300, 160, 360, 400, colour, 8)
    sheet.box(340, 200, 280, 320, TIDE)
    sheet.disc(480 + rng.randint(-60, 60), 290, 40, SUN)
    sheet.polygon([(340, 520), (450, 370), (530, 450), (580, 400), (620, 520)], "#7fb1b1")


SHAPES: dict[str, Callable[[Sheet, str, Random], None]] = {
    "hoodie": _hoodie, "bear": _bear, "bricks": _bricks, "bag": _bag, "book": _book, "cup": _cup, "lamp": _lamp,
    "ball": _ball, "pack": _pack, "frame": _frame,
}  # fmt: skip
