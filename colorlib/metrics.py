"""How far a colorization is from the truth, how colorful it is, and the simplest colorizers.

No single number will do: a gray-brown picture has a small error, a lively wrong one a large error.
Notebook 09 shows it.
"""

import numpy as np
from skimage.color import deltaE_ciede2000
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from .color import gray_version, l_ab_to_rgb, rgb_to_l_ab, rgb_to_lab
from .settings import ColorlibError

# Directions on the ab plane, and the steps (in Lab units) in which colors are counted along each.
ANGLES = np.pi * np.arange(24) / 24
BIN = 1.0
EDGES = np.arange(-140, 140 + BIN, BIN)
BANDS, THIRDS = 5, 3  # of lightness and of height: colors are counted separately in each
# Below this colorfulness of the truth, the ratio to it means nothing.
GRAY = 1.0
LEVELS = 50  # of lightness, for the baseline that colors by lightness


def check_pair(truth, picture):
    for rgb in (truth, picture):
        if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3:
            raise ColorlibError("Metrics compare uint8 pictures of shape (height, width, 3).")
    if truth.shape != picture.shape:
        raise ColorlibError(f"The pictures differ in size: {truth.shape} and {picture.shape}.")


def delta_e_map(truth, picture):
    """Color difference CIEDE2000, pixel by pixel, of uint8 pictures (height, width, 3).

    0 for the same color; about 1 is the least that an eye can notice; above 10, two colors are
    plainly different (Sharma, Wu and Dalal, 2005, doi:10.1002/col.20070; by scikit-image).
    """
    check_pair(truth, picture)
    return deltaE_ciede2000(rgb_to_lab(truth), rgb_to_lab(picture))


def delta_e(truth, picture):
    """Mean of `delta_e_map` over the picture."""
    return float(delta_e_map(truth, picture).mean())


def ab_distance(truth, picture):
    """Mean Euclidean distance of ab, in Lab units (0 to about 220); lightness is left out."""
    check_pair(truth, picture)
    difference = rgb_to_lab(truth)[..., 1:] - rgb_to_lab(picture)[..., 1:]
    return float(np.linalg.norm(difference, axis=-1).mean())


def psnr(truth, picture):
    """Peak signal-to-noise ratio of the RGB values in dB; larger is closer (scikit-image)."""
    check_pair(truth, picture)
    with np.errstate(divide="ignore"):  # infinite for equal pictures
        return float(peak_signal_noise_ratio(truth, picture, data_range=255))


def ssim(truth, picture):
    """Structural similarity of the RGB channels, at most 1 (Wang et al., 2004; scikit-image)."""
    check_pair(truth, picture)
    return float(structural_similarity(truth, picture, channel_axis=-1, data_range=255))


def colorfulness(picture):
    """How colorful people would call a uint8 picture, after Hasler and Süsstrunk.

    0 for gray; 15 slightly, 33 moderately, 45 averagely, 59 quite, 82 highly colorful (2003,
    Measuring colorfulness in natural images, doi:10.1117/12.477378).
    """
    check_pair(picture, picture)
    red, green, blue = np.moveaxis(picture.astype(np.float64), -1, 0)
    red_green = red - green
    yellow_blue = (red + green) / 2 - blue
    spread = np.hypot(red_green.std(), yellow_blue.std())
    center = np.hypot(red_green.mean(), yellow_blue.mean())
    return float(spread + 0.3 * center)


def ab_spectra(truth, picture):
    """Count a picture's colors along 24 directions of the ab plane, apart by lightness and place.

    A pixel is in one of 15 groups: by a fifth of the range of the truth's lightness, and by a third
    of the height. Returns the share of all pixels in each group and each step of one Lab unit, −140
    to 140, for each direction: float32, shape (15, 24, 280).
    """
    check_pair(truth, picture)
    band = np.clip(rgb_to_lab(truth)[..., 0] / 100 * BANDS, 0, BANDS - 1).astype(int)
    third = np.arange(len(truth)) * THIRDS // len(truth)
    group = (THIRDS * band + third[:, None]).ravel()
    ab = rgb_to_lab(picture)[..., 1:].reshape(-1, 2)
    along = ab @ np.stack([np.cos(ANGLES), np.sin(ANGLES)])
    shape = (BANDS * THIRDS, len(ANGLES), len(EDGES) - 1)
    step = ((along - EDGES[0]) / BIN).astype(int)
    bins = np.ravel_multi_index(
        np.broadcast_arrays(group[:, None], np.arange(len(ANGLES)), step), shape
    )
    count = np.bincount(bins.ravel(), minlength=np.prod(shape))
    return (count / len(group)).astype(np.float32).reshape(shape)


def ab_spectrum(picture):
    """The same for all pixels together, shape (24, 280)."""
    return ab_spectra(picture, picture).sum(axis=0)


def sliced_wasserstein(spectrum, other):
    """Distance between two distributions of color, from `ab_spectrum`, in Lab units.

    Along one direction it is the mean way that colors have to be moved until one distribution
    becomes the other: the area between the cumulative distributions. The result is the mean over
    the directions, exact to about one step (Rabin et al., 2012,
    doi:10.1007/978-3-642-24785-9_37).
    """
    between = np.cumsum(spectrum, axis=-1) - np.cumsum(other, axis=-1)
    return BIN * np.abs(between).sum(axis=-1).mean(axis=-1)


def conditional_distance(spectra, others):
    """The same between colors of the same lightness and place, from `ab_spectra`.

    It is the mean over the 15 groups, by their shares of the pixels. A factor for all colors
    brings it to zero only if the colors were right except for their strength.
    """
    return sliced_wasserstein(spectra, others).sum(axis=-1)


def measure(truth, picture):
    """Every metric of one pair of uint8 pictures, at least 7 pixels high and wide, by its name.

    ``colorfulness_ratio`` is the share of the truth's colorfulness; NaN where the truth is gray.
    """
    lively = colorfulness(truth)
    return {
        "delta_e": delta_e(truth, picture),
        "ab_distance": ab_distance(truth, picture),
        "psnr": psnr(truth, picture),
        "ssim": ssim(truth, picture),
        "colorfulness_ratio": colorfulness(picture) / lively if lively > GRAY else np.nan,
    }


def lightness_level(lightness):
    """The gray level of each pixel, from 0 (black) to 49 (white)."""
    return np.clip(((lightness + 1) / 2 * LEVELS).astype(int), 0, LEVELS - 1)


def ab_by_lightness(rgb):
    """Average the colors of uint8 pictures for each of 50 gray levels: normalized, shape (50, 2).

    Where a level never occurs, it is the mean over all pixels.
    """
    lightness, ab = rgb_to_l_ab(rgb)
    level = lightness_level(lightness).ravel()
    count = np.bincount(level, minlength=LEVELS)
    sums = np.stack([np.bincount(level, ab[..., c].ravel(), LEVELS) for c in (0, 1)], axis=-1)
    mean = ab.reshape(-1, 2).mean(axis=0)
    return np.where(count[:, None] > 0, sums / np.maximum(count, 1)[:, None], mean)


def fit_baselines(rgb):
    """Make three colorizers that see no more of a picture than the lightness of single pixels.

    From training pictures, uint8, shape (n, height, width, 3): ``"gray"`` (no color), ``"mean
    color"`` (their mean ab everywhere) and ``"color by lightness"`` (their mean ab for each gray
    level). Each is a function from a picture to its colorization.
    """
    table = ab_by_lightness(rgb)
    mean = rgb_to_l_ab(rgb)[1].reshape(-1, 2).mean(axis=0)

    def mean_color(picture):
        lightness, ab = rgb_to_l_ab(picture)
        return l_ab_to_rgb(lightness, np.broadcast_to(mean, ab.shape))

    def color_by_lightness(picture):
        lightness, _ = rgb_to_l_ab(picture)
        return l_ab_to_rgb(lightness, table[lightness_level(lightness[..., 0])])

    names = ("gray", "mean color", "color by lightness")
    return dict(zip(names, (gray_version, mean_color, color_by_lightness), strict=True))
