"""The synthetic set: small pictures of triangles, squares, circles and sailboats, drawn by code.

Color follows from shape, so what a network has learned can be measured exactly.
"""

from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw
from skimage.color import deltaE_ciede2000

from .color import in_gamut, lab_to_rgb, rgb_to_lab
from .settings import ColorlibError

KINDS = ("triangle", "square", "circle", "sailboat")

# Four hues that differ along b, which every kind of color vision sees, at L = 60. These ab are
# among the few whose 8-bit sRGB color has L = 60 to two decimals: rounding leaks nothing either.
EQUAL_LIGHTNESS = {
    "triangle": (60, 54, 24),  # red
    "square": (60, -38, 0),  # teal
    "circle": (60, 20, -54),  # blue
    "sailboat": (60, -7, 58),  # yellow
}

# The same ab at four lightnesses: the gray level alone gives the color away.
LEAKY = {
    kind: (lightness, *EQUAL_LIGHTNESS[kind][1:])
    for kind, lightness in zip(KINDS, (52, 65, 39, 78), strict=True)
}

# A circle is blue or yellow by the toss of a coin: nothing in the gray picture tells which.
GUESSWORK = EQUAL_LIGHTNESS | {"circle": [(60, 20, -54), (60, -7, 58)]}

PERIOD = 8  # pixels in a pair of stripes
FINE = 8  # Each pixel is drawn as 8×8 finer ones, whose mean is its coverage.


def polygon(*degrees):
    """Place corners on the unit circle."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


# Corners within the unit circle, y downward; a sailboat is a hull and a sail.
OUTLINES = {
    "triangle": [polygon(-90, 30, 150)],
    "square": [polygon(45, 135, 225, 315)],
    # Smaller than its bounding circle, or its area alone would single it out.
    "circle": [0.88 * polygon(*range(0, 360, 10))],
    "sailboat": [
        np.array([(-0.94, 0.3), (0.94, 0.3), (0.6, 0.8), (-0.6, 0.8)]),
        np.array([(0.15, -0.98), (0.15, 0.12), (-0.85, 0.12)]),
    ],
}
# How far each may turn either way, in degrees; a sailboat heels and does not capsize.
TURNS = {"triangle": 180, "square": 180, "circle": 0, "sailboat": 30}


class Shapes(NamedTuple):
    """Pictures, and the kind of shape at each of their pixels."""

    rgb: np.ndarray  # uint8 sRGB, shape (n, size, size, 3)
    # uint8, shape (n, size, size): 0 for background, 1 + the index in `KINDS` where a shape covers
    # at least half of the pixel.
    kind: np.ndarray


def make_shapes(n, seed=0, size=32, most=3, colors=EQUAL_LIGHTNESS):
    """Draw pictures with a few shapes each, of random kind, place, size and turn, as `Shapes`.

    Parameters
    ----------
    n : int
        Number of pictures; a smaller set with the same seed is the beginning of a larger one.
    seed : int
    size : int
        Side of a picture in pixels, at least 16.
    most : int
        Each picture has 1 to this many shapes, at most 6; all are smaller where they find no room.
    colors : dict
        From a kind to its Lab color (L, a, b), or to a list of colors, of which each shape draws
        one at random. Other kinds are not drawn.

    Raises
    ------
    ColorlibError
        If a number is out of range, a kind unknown, or a color outside sRGB.
    """
    if n < 1 or size < 16 or not 1 <= most <= 6:
        raise ColorlibError(f"Use n ≥ 1, size ≥ 16 and 1 ≤ most ≤ 6, not {n}, {size} and {most}.")
    palette = check_colors(colors)
    names = [name for name in KINDS if name in palette]
    # Two random generators, so that drawing a color does not move the shapes.
    layout, paint = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2))
    rgb = np.empty((n, size, size, 3), np.uint8)
    kind = np.zeros((n, size, size), np.uint8)
    for i in range(n):
        lab = np.zeros((size, size, 3), np.float32)
        lab[..., 0] = layout.uniform(86, 96)
        for center, radius in place_shapes(layout, layout.integers(1, most + 1), size):
            name = names[layout.integers(len(names))]
            covered = draw_shape(name, center, radius, layout, size)
            color = palette[name][paint.integers(len(palette[name]))]
            # Mixed in Lab, so that an edge's lightness depends on the two lightnesses alone.
            lab += covered[..., None] * (color - lab)
            kind[i][covered >= 0.5] = 1 + KINDS.index(name)
        rgb[i] = np.round(lab_to_rgb(lab) * 255)
    return Shapes(rgb, kind)


def striped_shapes(n, seed=0, most=3):
    """Draw shapes whose circles have vertical stripes of `GUESSWORK`'s blue and yellow.

    All are of one lightness, so the gray picture does not show them. A pair of stripes is
    ``PERIOD`` pixels wide; where the first one begins is drawn at random for each picture. The
    arguments are those of `make_shapes`.
    """
    blue, yellow = (
        make_shapes(n, seed, most=most, colors=GUESSWORK | {"circle": color})
        for color in GUESSWORK["circle"]
    )
    first = np.random.default_rng(seed).integers(PERIOD, size=(n, 1, 1, 1))
    is_blue = (np.arange(32)[:, None] + first) % PERIOD < PERIOD // 2
    return Shapes(np.where(is_blue, blue.rgb, yellow.rgb), blue.kind)


def check_colors(colors):
    """Return the Lab colors of each kind as an array, shape (colors, 3)."""
    if not colors or set(colors) - set(KINDS):
        raise ColorlibError(f"Colors are for one or more of {KINDS}, not for {list(colors)}.")
    palette = {}
    for name, values in colors.items():
        lab = np.atleast_2d(np.asarray(values, dtype=np.float32))
        if lab.shape[1:] != (3,):
            raise ColorlibError(f"The color of a {name} is (L, a, b) or a list of such.")
        if not in_gamut(lab).all():
            raise ColorlibError(f"The {name}'s color {values} is outside sRGB: make it grayer.")
        palette[name] = lab
    return palette


def table_errors(colors):
    """Measure the error, in CIEDE2000, of colors that are told from lightness alone; by kind.

    A table gives each whole unit of L the mean ab of the shapes that have it; kinds are equally
    common. An error near 0 (1 is just noticeable) means that lightness gives the color away.
    """
    # Rounding to 8 bits moves the lightness a little.
    levels = {name: np.round(lab_to_rgb(lab) * 255) for name, lab in check_colors(colors).items()}
    stored = {name: rgb_to_lab(rgb.astype(np.uint8)) for name, rgb in levels.items()}
    every = np.concatenate(list(stored.values()))
    weight = np.concatenate([np.full(len(lab), 1 / len(lab)) for lab in stored.values()])
    errors = {}
    for name, lab in stored.items():
        same = np.rint(every[:, 0]) == np.rint(lab[:, :1])
        share = same * weight / (same @ weight)[:, None]
        guess = np.column_stack([lab[:, 0], share @ every[:, 1:]])
        errors[name] = float(deltaE_ciede2000(lab, guess).mean())
    return errors


def place_shapes(rng, count, size):
    """Draw centers and radii of circles that lie in the picture and do not touch."""
    scale = size / 2
    while True:
        placed = []
        for _ in range(100):
            if len(placed) == count:
                return placed
            radius = rng.uniform(0.4, 0.56) * scale
            center = rng.uniform(radius, size - radius, 2)
            if all(np.hypot(*(center - c)) > radius + r for c, r in placed):
                placed.append((center, radius))
        scale *= 0.95


def draw_shape(name, center, radius, rng, size):
    """Draw one shape, turned at random; return how much of each pixel it covers, 0 to 1.

    The center (x, y) and the radius are in pixels; the result is float32, shape (size, size).
    """
    angle = np.radians(rng.uniform(-TURNS[name], TURNS[name]))
    turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    image = Image.new("L", (size * FINE, size * FINE))
    draw = ImageDraw.Draw(image)
    for corners in OUTLINES[name]:
        # Pillow counts from the middle of the first pixel, we from its edge.
        points = (center + radius * corners @ turn) * FINE - 0.5
        draw.polygon([tuple(point) for point in points], fill=255)
    return np.asarray(image.reduce(FINE), dtype=np.float32) / 255
