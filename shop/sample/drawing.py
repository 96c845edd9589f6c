"""Two pictures in the tokens' colours: the glass hut with its box, and money that has been counted."""

from random import Random

from PIL import Image

from places.sample.drawing import (
    AMBER,
    BOOKS,
    DEEP,
    GRASS,
    HARBOUR,
    HEIGHT,
    PAPER,
    SAND,
    SUN,
    TIDE,
    VERMILION,
    WIDTH,
    Sheet,
)

WOOD = "#8a6a45"
TABLE = "#d8c4a4"
GLASS, FRAME = "#eef6f5", "#4c5c64"


def glass_hut() -> Image.Image:
    """Shelves behind glass, a door that stands open, and the box beside it."""
    rng = Random("glass hut")
    sheet = Sheet(TIDE)
    sheet.disc(780, 120, 60, SUN)
    sheet.box(0, 540, WIDTH, HEIGHT, GRASS)
    sheet.polygon([(150, 210), (480, 90), (810, 210)], HARBOUR)
    sheet.box(180, 206, 600, 350, FRAME)
    sheet.box(192, 218, 576, 326, GLASS)
    for shelf in (320, 420, 520):
        sheet.box(210, shelf, 380, 8, WOOD)
        x = 222
        while x < 550:
            width, height = rng.randint(22, 52), rng.randint(30, 78)
            sheet.box(x, shelf - height, width, height, rng.choice(BOOKS), 6)
            x += width + rng.randint(6, 22)
    sheet.box(618, 250, 130, 294, DEEP)
    sheet.box(628, 260, 110, 284, SAND)
    sheet.box(812, 430, 84, 126, VERMILION, 6)
    sheet.box(830, 452, 48, 8, DEEP, 4)
    sheet.box(826, 484, 56, 40, PAPER, 4)
    return sheet.finished()


def counted_money() -> Image.Image:
    """Notes in piles and coins in rows; no face and no hand."""
    sheet = Sheet(TABLE)
    for row, colour in enumerate((VERMILION, "#2f6b3f", AMBER)):
        for pile in range(4):
            for note in range(5):
                x, y = 90 + pile * 200 + note * 5, 80 + row * 160 - note * 5
                sheet.box(x, y, 160, 84, colour, 6)
                sheet.box(x + 8, y + 8, 144, 68, PAPER, 4)
                sheet.disc(x + 80, y + 42, 24, colour)
    for row in range(2):
        for coin in range(11):
            sheet.disc(120 + coin * 72, 590 + row * 74, 30, "#9aa3a6")
            sheet.disc(120 + coin * 72, 590 + row * 74, 22, "#c9cfd1")
    return sheet.finished()
