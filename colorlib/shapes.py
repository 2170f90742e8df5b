"""The synthetic set: small pictures of triangles, squares, circles and sailboats, drawn by code.

Each kind of shape has its own color, so that color follows from shape; how well a network has
learned it can be read off exactly.
"""

from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw
from skimage.color import deltaE_ciede2000

from .color import in_gamut, lab_to_rgb, rgb_to_lab
from .settings import ColorlibError

__all__ = [
    "EQUAL_LIGHTNESS",
    "GUESSWORK",
    "KINDS",
    "LEAKY",
    "Shapes",
    "make_shapes",
    "table_errors",
]

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
    "triangle": (52, 54, 24),
    "square": (65, -38, 0),
    "circle": (39, 20, -54),
    "sailboat": (78, -7, 58),
}

# A circle is blue or yellow by the toss of a coin: nothing in the gray picture tells which.
GUESSWORK = {
    **EQUAL_LIGHTNESS,
    "circle": [EQUAL_LIGHTNESS["circle"], EQUAL_LIGHTNESS["sailboat"]],
}

SMALLEST, MOST = 16, 6
DIAMETERS = 0.4, 0.56  # of the circle around a shape, as a share of the picture's side
BACKGROUNDS = 86.0, 96.0  # lightness
FINE = 8  # each pixel is drawn as 8×8 finer ones, whose mean is its coverage
TRIES = 100


def polygon(*degrees):
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
    """Pictures of shapes, and what is where in them.

    Attributes
    ----------
    rgb : numpy.ndarray, uint8, shape (n, size, size, 3)
        sRGB.
    kind : numpy.ndarray, uint8, shape (n, size, size)
        0 for background, 1 + the index in `KINDS` where a shape covers at least half the pixel.
    """

    rgb: np.ndarray
    kind: np.ndarray


def make_shapes(n, seed=0, size=32, most=3, colors=EQUAL_LIGHTNESS):
    """Draw pictures with a few shapes each, of random kind, place, size and turn.

    Shapes lie wholly inside the picture and do not overlap; edges are antialiased. Where the
    shapes are depends on ``seed``, ``size``, ``most`` and the kinds named in ``colors``, but not
    on the colors themselves: palettes can be compared picture by picture. The first pictures of a
    larger set are those of a smaller one.

    Parameters
    ----------
    n : int
        How many pictures.
    seed : int, optional
    size : int, optional
        Side of a picture in pixels, at least 16.
    most : int, optional
        Each picture has 1 to this many shapes; at most 6. Where they find no
        room, all of them are drawn smaller.
    colors : dict, optional
        From the name of a kind to its Lab color (L, a, b), or to a list of Lab colors, of which
        each shape draws one at random. Kinds that are not named are not drawn.

    Returns
    -------
    Shapes

    Raises
    ------
    ColorlibError
        If a number is out of range, a kind unknown, or a color not one that sRGB can show.
    """
    if n < 1:
        raise ColorlibError(f"A set has at least 1 picture, not {n}.")
    if size < SMALLEST:
        raise ColorlibError(f"Shapes need pictures of at least {SMALLEST} pixels, not {size}.")
    if not 1 <= most <= MOST:
        raise ColorlibError(f"A picture has room for 1 to {MOST} shapes, not {most}.")
    palette = check_colors(colors)
    names = [name for name in KINDS if name in palette]
    # Two streams of chance, so that drawing a color does not move the shapes.
    layout, paint = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2))
    rgb = np.empty((n, size, size, 3), np.uint8)
    kind = np.zeros((n, size, size), np.uint8)
    for i in range(n):
        lab = np.zeros((size, size, 3), np.float32)
        lab[..., 0] = layout.uniform(*BACKGROUNDS)
        for center, radius in place_shapes(layout, layout.integers(1, most + 1), size):
            name = names[layout.integers(len(names))]
            covered = draw_shape(name, center, radius, layout, size)
            color = palette[name][paint.integers(len(palette[name]))]
            # Mixed in Lab, so that an edge's lightness depends on the two lightnesses alone.
            lab += covered[..., None] * (color - lab)
            kind[i][covered >= 0.5] = 1 + KINDS.index(name)
        rgb[i] = np.round(lab_to_rgb(lab) * 255)
    return Shapes(rgb, kind)


def check_colors(colors):
    if not colors or set(colors) - set(KINDS):
        raise ColorlibError(
            f"Colors are for one or more of {', '.join(KINDS)}, not for {list(colors)}."
        )
    palette = {}
    for name, values in colors.items():
        lab = np.atleast_2d(np.asarray(values, dtype=np.float32))
        if lab.ndim != 2 or lab.shape[1] != 3:
            raise ColorlibError(f"The color of a {name} is (L, a, b) or a list of such.")
        if not in_gamut(lab).all():
            raise ColorlibError(
                f"The color of a {name}, {values}, is outside sRGB: bring a and b nearer to 0."
            )
        palette[name] = lab
    return palette


def table_errors(colors):
    """How wrong the best colors are that can be told from lightness alone, kind by kind.

    A look-up table gives each whole unit of L the mean ab of the shapes that have it. If it comes
    near to the color of a kind, lightness gives that color away, and nobody has to look at form.

    Parameters
    ----------
    colors : dict
        As for `make_shapes`; every kind named in it is taken to be equally common.

    Returns
    -------
    dict of float
        By kind: mean CIEDE2000 between the table's color and the kind's, away from edges. About 1
        is the least that an eye can notice.

    Raises
    ------
    ColorlibError
        As for `make_shapes`.
    """
    palette = check_colors(colors)
    # As it is stored: rounding to 8 bits moves the lightness a little.
    stored = {
        name: rgb_to_lab(np.round(lab_to_rgb(lab) * 255).astype(np.uint8))
        for name, lab in palette.items()
    }
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
        for _ in range(TRIES):
            if len(placed) == count:
                return placed
            radius = rng.uniform(*DIAMETERS) * scale
            center = rng.uniform(radius, size - radius, 2)
            if all(np.hypot(*(center - c)) > radius + r for c, r in placed):
                placed.append((center, radius))
        scale *= 0.95


def draw_shape(name, center, radius, rng, size):
    """Draw one shape, turned at random; return how much of each pixel it covers, 0 to 1."""
    angle = np.radians(rng.uniform(-TURNS[name], TURNS[name]))
    turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    image = Image.new("L", (size * FINE, size * FINE))
    draw = ImageDraw.Draw(image)
    for corners in OUTLINES[name]:
        # Pillow counts from the middle of the first pixel, we from its edge.
        points = (center + radius * corners @ turn) * FINE - 0.5
        draw.polygon([tuple(point) for point in points], fill=255)
    return np.asarray(image.reduce(FINE), dtype=np.float32) / 255
