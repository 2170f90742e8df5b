"""Colorizers that know nothing of pictures: constants that every network has to beat."""

import numpy as np

from .color import gray_version, merge_units, split_units

__all__ = ["BINS", "ab_by_lightness", "fit_baselines", "lightness_bin"]

BINS = 50


def lightness_bin(lightness):
    """Number the gray level of each pixel.

    Parameters
    ----------
    lightness : numpy.ndarray
        In −1 to 1.

    Returns
    -------
    numpy.ndarray of int
        0 (black) to ``BINS - 1`` (white).
    """
    return np.clip(((lightness + 1) / 2 * BINS).astype(int), 0, BINS - 1)


def ab_by_lightness(rgb):
    """Average the colors of pictures for each gray level.

    Parameters
    ----------
    rgb : numpy.ndarray, uint8, shape (n, height, width, 3)

    Returns
    -------
    numpy.ndarray, shape (BINS, 2)
        Mean ab in network units; where a level never occurs, the mean over all pixels.
    """
    lightness, ab = split_units(rgb)
    level = lightness_bin(lightness).ravel()
    count = np.bincount(level, minlength=BINS)
    sums = np.stack([np.bincount(level, ab[..., c].ravel(), BINS) for c in (0, 1)], axis=-1)
    mean = ab.reshape(-1, 2).mean(axis=0)
    return np.where(count[:, None] > 0, sums / np.maximum(count, 1)[:, None], mean)


def fit_baselines(rgb):
    """Make three colorizers from training pictures.

    Parameters
    ----------
    rgb : numpy.ndarray, uint8, shape (n, height, width, 3)
        Training pictures only.

    Returns
    -------
    dict of callable
        ``"gray"`` (no color), ``"mean color"`` (the training set's mean ab everywhere) and
        ``"color by lightness"`` (the mean ab for each gray level). Each maps a picture, uint8,
        shape (height, width, 3), to its colorization of the same shape, reading only its
        lightness.
    """
    table = ab_by_lightness(rgb)
    mean = split_units(rgb)[1].reshape(-1, 2).mean(axis=0)

    def mean_color(picture):
        lightness, ab = split_units(picture)
        return merge_units(lightness, np.broadcast_to(mean, ab.shape))

    def color_by_lightness(picture):
        lightness, _ = split_units(picture)
        return merge_units(lightness, table[lightness_bin(lightness[..., 0])])

    return {
        "gray": gray_version,
        "mean color": mean_color,
        "color by lightness": color_by_lightness,
    }
