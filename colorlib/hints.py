"""Many colors for one gray photograph: a distribution over colors at each place, and hints.

A network reads lightness and *hints*, colors that are known at some places, and gives at each
place of a map a quarter as large a logit to each of some hundred *bins*, colors of a grid in the
ab plane (Zhang, Isola and Efros, 2016, doi:10.1007/978-3-319-46487-9_40). Hints are learned from
simulated clicks (Zhang et al., 2017, doi:10.1145/3072959.3073703).
"""

import csv
import functools

import numpy as np
from PIL import ImageColor

from .backend import keras, tf
from .color import AB_SCALE, in_gamut, rgb_to_l_ab
from .gan import ColorBatches, L1Baseline
from .settings import ColorlibError, as_path

STEP = 10  # Lab units from bin to bin
BLUR = 5.0  # standard deviation of a true color's weights on the bins around it, in Lab units
QUARTER = 4  # the map is so many times smaller than the picture
CLICKS = 1 / 3  # of the geometric law of the number of hints: mostly few, which have to go far
NONE, WHOLE = 0.2, 0.05  # shares of the pictures without a hint, and with their mean color as hint
RECOLORED = 0.3  # share of the pictures with hints whose colors are turned
SIDE = 9  # pixels a side of a hint: in training at most, and in use
VIVIDNESS = 0.03  # in use; chosen on validation photographs
TILT, REACH = 3.0, 25.0  # how strong and how wide in Lab units the functions of `leanings` are
APART = 16  # Lab units between likely colors, at least
COLUMNS = "row", "column", "color"  # of a file of hints


@functools.cache
def color_bins():
    """The bins' centers in Lab units, float32, shape (n, 2): a grid over all ab that sRGB has."""
    axis = np.arange(-110, 111, STEP)
    lab = np.stack(np.meshgrid(axis, axis, np.arange(2, 100, 4)), axis=-1)[..., [2, 0, 1]]
    return lab[..., 0, 1:][in_gamut(lab, tolerance=2).any(axis=-1)].astype(np.float32)


def encode(ab):
    """Spread normalized ab, shape (..., 2), over the bins: weights that sum to 1."""
    bins = color_bins()
    # The softmax of −distance²/2σ²; what is the same for all bins falls out of it.
    logits = AB_SCALE * ab @ bins.T - (bins**2).sum(axis=1) / 2
    return tf.nn.softmax(logits / BLUR**2)


def square(row, column, side):
    """The slices of a square around a pixel, cut off at the upper and left edge of the picture."""
    half = side // 2
    rows, columns = ((max(k - half, 0), k - half + side) for k in (row, column))
    return slice(*rows), slice(*columns)


def draw_hints(ab, rng):
    """Simulate clicks on a picture of known ab, shape (size, size, 2); returns a map of hints.

    The map, shape (size, size, 3), holds the true mean ab of squares, and 1 where there is one.
    """
    hints, chance = np.zeros((*ab.shape[:2], 3), np.float32), rng.random()
    if chance < WHOLE:
        hints[:] = *ab.mean(axis=(0, 1)), 1
    if chance < NONE + WHOLE:
        return hints
    for _ in range(rng.geometric(CLICKS)):
        place = square(*rng.integers(0, ab.shape[:2]), rng.integers(1, SIDE + 1))
        hints[place] = *ab[place].mean(axis=(0, 1)), 1
    return hints


def recolor(ab, rng):
    """Turn all colors of a picture around gray, and make them weaker or stronger."""
    angle = rng.uniform(0, 2 * np.pi)
    turn = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return np.clip(ab @ np.float32(turn) * np.float32(rng.uniform(0.7, 1.5)), -1, 1)


class HintBatches(ColorBatches):
    """Batches of (lightness, hints, ab), the hints drawn anew in each epoch.

    In some pictures all colors are turned, so that the network learns to follow its hints.
    """

    def __getitem__(self, index):
        lightness, ab = super().__getitem__(index)
        rng = np.random.default_rng([self.seed, self.epoch, index, 1])
        hints = np.zeros((*ab.shape[:3], 3), np.float32)
        for k, true in enumerate(ab):
            other = recolor(true, rng) if rng.random() < RECOLORED else true
            hints[k] = draw_hints(other, rng)
            # Without a hint the network could not know that the colors are turned.
            ab[k] = other if hints[k].any() else true
        return lightness, hints, ab


class HintLearner(L1Baseline):
    """A network trained on the cross-entropy between its distributions and the true colors."""

    def __init__(self, network):
        super().__init__(network)
        self.mean = keras.metrics.Mean(name="cross_entropy")

    def train_step(self, batch):
        """Update the network on a batch of (lightness, hints, real ab)."""
        lightness, hints, real_ab = batch
        true = encode(tf.nn.avg_pool2d(real_ab, QUARTER, QUARTER, "VALID"))
        with tf.GradientTape() as tape:
            logits = self.generator([lightness, hints], training=True)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(true, logits))
        weights = self.generator.trainable_variables
        self.g_optimizer.apply(tape.gradient(loss, weights), weights)
        self.mean.update_state(loss)
        return {self.mean.name: self.mean.result()}


def without_hints(network):
    """The same network as a generator: from lightness alone to the mean of its colors."""
    lightness = keras.Input(network.input_shape[0][1:])
    logits = network([lightness, keras.ops.repeat(0 * lightness, 3, axis=-1)])
    ab = keras.ops.softmax(logits) @ (color_bins() / AB_SCALE)
    ab = keras.layers.UpSampling2D(QUARTER, interpolation="bilinear", dtype="float32")(ab)
    return keras.Model(lightness, ab)


def place_hints(hints, shape, small_shape):
    """Write hints, (row, column, color) in a photograph of one shape, into a map of another.

    Colors are written like "#c86414" or are names of CSS; of each only the ab counts.
    """
    placed = np.zeros((*small_shape[:2], 3), np.float32)
    (height, width), scale = shape[:2], np.divide(small_shape[:2], shape[:2])
    for row, column, color in hints:
        if not (0 <= row < height and 0 <= column < width):
            raise ColorlibError(
                f"The hint at row {row}, column {column} lies outside the picture: rows are 0 to "
                f"{height - 1} and columns 0 to {width - 1}."
            )
        try:
            rgb = ImageColor.getrgb(str(color))[:3]
        except ValueError:
            raise ColorlibError(f"{color!r} is no color: write it like '#c86414'.") from None
        ab = rgb_to_l_ab(np.uint8([rgb]))[1][0]
        placed[square(*(np.array([row, column]) * scale).astype(int), SIDE)] = *ab, 1
    return placed


def mean_colors(logits, temperature=1.0, vividness=VIVIDNESS, z=None):
    """Colors from logits, shape (..., bins): normalized ab, shape (..., 2).

    The mean of the distribution, which a temperature below 1 sharpens toward its mode (the
    annealed mean of Zhang et al., 2016). Each unit of a bin's chroma adds ``vividness`` to its
    logit: vivid colors are rare, and this is what weighting rare colors in training would do.
    ``z``, eight numbers, makes some colors likelier and others less so, the same at every place.
    """
    logits = logits + vividness * np.linalg.norm(color_bins(), axis=1)
    if z is not None:
        logits = logits + TILT * leanings() @ np.asarray(z, np.float32)
    return probabilities(logits / temperature) @ (color_bins() / AB_SCALE)


def probabilities(logits):
    """The softmax over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


@functools.cache
def leanings(count=8):
    """Smooth functions on the bins, shape (bins, count), to be weighted by normal numbers."""
    bins = color_bins()
    squares = ((bins[:, None] - bins) ** 2).sum(axis=-1)
    values, functions = np.linalg.eigh(np.exp(-squares / (2 * REACH**2)))
    return (functions * np.sqrt(np.maximum(values, 0)))[:, ::-1][:, :count].astype(np.float32)


def doubt(logits):
    """The uncertainty of the color at each place: the entropy, in bits, shape (...)."""
    shares = probabilities(logits)
    return -(shares * np.log2(shares + 1e-12)).sum(axis=-1)


def likely_colors(logits, count=8):
    """The likeliest colors at a place, no two near each other: ab in Lab units, (count, 2)."""
    taken = np.empty((0, 2), np.float32)
    for ab in color_bins()[np.argsort(-logits)]:
        if (np.linalg.norm(taken - ab, axis=1) >= APART).all():
            taken = np.vstack([taken, ab])
    return taken[:count]


def write_hints(hints):
    """Hints as CSV, which `read_hints` reads."""
    return "".join(",".join(map(str, hint)) + "\n" for hint in [COLUMNS, *hints])


def read_hints(path):
    """Read hints, (row, column, color), from a CSV file that begins ``row,column,color``."""
    try:
        lines = csv.DictReader(as_path(path).read_text(encoding="utf-8-sig").splitlines())
        return [(int(line["row"]), int(line["column"]), line["color"].strip()) for line in lines]
    except (OSError, KeyError, TypeError, ValueError, AttributeError):
        raise ColorlibError(
            f"{path} could not be read as hints: its first line has to be {','.join(COLUMNS)}, "
            "and each further line like 120,80,#c86414."
        ) from None
