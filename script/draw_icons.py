#!/usr/bin/env python3
"""Draw the app icons in static/img from the mark's own shapes. Run it after changing the mark: the results are kept."""

from pathlib import Path

from PIL import Image, ImageDraw

HARBOUR = "#0b5563"
FOLDER = Path(__file__).resolve().parent.parent / "static" / "img"
FINE = 4  # drawn larger, then made smaller: smooth edges


def anchor(side: int, *, round_corners: bool, scale: float = 1.0) -> Image.Image:
    """The anchor on harbour green-blue. `scale` below 1 leaves the margin that a maskable icon needs."""
    big = side * FINE
    unit = big / 32
    image = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, big - 1, big - 1), radius=8 * unit if round_corners else 0, fill=HARBOUR)

    def at(x: float, y: float) -> tuple[float, float]:
        return (16 + (x - 16) * scale) * unit, (16 + (y - 16) * scale) * unit

    width = round(2 * unit * scale)

    def stroke(points: list[tuple[float, float]]) -> None:
        placed = [at(*point) for point in points]
        draw.line(placed, fill="white", width=width, joint="curve")
        for x, y in placed:
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill="white")

    ring = 2.2 + 1
    draw.ellipse((*at(16 - ring, 8.6 - ring), *at(16 + ring, 8.6 + ring)), outline="white", width=width)
    stroke([(16, 10.8), (16, 25)])
    stroke([(11.8, 14.6), (20.2, 14.6)])
    stroke(
        [*curve((7.5, 18.3), (8, 22.6), (11.4, 25), (16, 25)), *curve((16, 25), (20.6, 25), (24, 22.6), (24.5, 18.3))]
    )
    return image.resize((side, side), Image.Resampling.LANCZOS)


def curve(a, b, c, d, steps: int = 40) -> list[tuple[float, float]]:
    """A cubic Bézier as points."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
        points.append(tuple(sum(w * p[i] for w, p in zip(weights, (a, b, c, d), strict=True)) for i in (0, 1)))
    return points


def main() -> None:
    for side in (32, 192, 512):
        anchor(side, round_corners=True).save(FOLDER / f"app-{side}.png", optimize=True)
    anchor(512, round_corners=False, scale=0.72).save(FOLDER / "app-maskable-512.png", optimize=True)


if __name__ == "__main__":
    main()
