"""CIE-LAB and the network's units.

Lab splits a color into lightness L (0 black to 100 white) and two color coordinates: a (green to
red) and b (blue to yellow). A network wants numbers near ±1, hence *network units*: L/50 − 1, and
a and b divided by 110. All sRGB colors fit: their a lies in −86.2 to 98.2, their b in −107.9 to
94.5.
"""

import warnings

import numpy as np
from skimage.color import lab2rgb, rgb2lab

from .errors import ColorlibError
from .photos import parts, read_photo

__all__ = [
    "AB_SCALE",
    "COLOR_VISION",
    "from_units",
    "gray_version",
    "in_gamut",
    "lab_to_rgb",
    "merge_units",
    "rgb_to_lab",
    "simulate_color_vision",
    "split_units",
    "to_units",
]

AB_SCALE = 110.0

# What reaches an eye without one kind of cones, in linear RGB: Machado, Oliveira and Fernandes
# (2009, doi:10.1109/TVCG.2009.113), table 1, severity 1. Each row adds up to 1: gray stays gray.
COLOR_VISION = {
    "protanopia": [
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ],
    "deuteranopia": [
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ],
    "tritanopia": [
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ],
}


def rgb_to_lab(rgb):
    """Convert sRGB to CIE-LAB (illuminant D65, 2° observer), with scikit-image.

    Parameters
    ----------
    rgb : numpy.ndarray, shape (..., 3)
        uint8 in 0 to 255, or float in 0 to 1.

    Returns
    -------
    numpy.ndarray, float32, shape (..., 3)
        L in 0 to 100; a and b in about −108 to 98.
    """
    return rgb2lab(rgb).astype(np.float32)


def lab_to_rgb(lab):
    """Convert CIE-LAB to sRGB; colors that sRGB cannot show are clipped to its nearest edge.

    Parameters
    ----------
    lab : numpy.ndarray, shape (..., 3)
        L in 0 to 100; a and b of any size.

    Returns
    -------
    numpy.ndarray, float32, shape (..., 3)
        0 to 1.
    """
    with warnings.catch_warnings():
        # Clipping is what we want here, and `in_gamut` tells where it happens.
        warnings.filterwarnings("ignore", message=".*negative Z values", category=UserWarning)
        rgb = lab2rgb(np.asarray(lab, dtype=np.float32))
    return np.clip(rgb, 0, 1).astype(np.float32)


def in_gamut(lab, tolerance=0.5):
    """Tell which Lab colors sRGB can show.

    A color inside the gamut survives the way to sRGB and back; one outside comes back changed.

    Parameters
    ----------
    lab : numpy.ndarray, shape (..., 3)
        L in 0 to 100; a and b of any size.
    tolerance : float, optional
        Largest change, in Lab units, that still counts as none.

    Returns
    -------
    numpy.ndarray of bool, shape (...)
    """
    back = rgb_to_lab(lab_to_rgb(lab))
    return np.abs(back - lab).max(axis=-1) <= tolerance


def to_units(lab):
    """Scale Lab to network units.

    Parameters
    ----------
    lab : numpy.ndarray, shape (..., 3)
        L in 0 to 100; a and b in −110 to 110.

    Returns
    -------
    lightness : numpy.ndarray, float32, shape (..., 1)
        L/50 − 1, in −1 to 1.
    ab : numpy.ndarray, float32, shape (..., 2)
        a/110 and b/110, in −1 to 1.
    """
    lab = np.asarray(lab, dtype=np.float32)
    return lab[..., :1] / 50 - 1, lab[..., 1:] / AB_SCALE


def from_units(lightness, ab):
    """Scale network units back to Lab: the inverse of `to_units`.

    Parameters
    ----------
    lightness : array, shape (..., 1)
    ab : array, shape (..., 2)
        Both in −1 to 1.

    Returns
    -------
    numpy.ndarray, float32, shape (..., 3)
        L in 0 to 100; a and b in −110 to 110.
    """
    lightness, ab = np.asarray(lightness, np.float32), np.asarray(ab, np.float32)
    return np.concatenate([(lightness + 1) * 50, ab * AB_SCALE], axis=-1)


def split_units(rgb):
    """Split sRGB into the network's input and its target: `rgb_to_lab`, then `to_units`.

    Parameters
    ----------
    rgb : numpy.ndarray, shape (..., 3)
        uint8 in 0 to 255, or float in 0 to 1.

    Returns
    -------
    lightness : numpy.ndarray, float32, shape (..., 1)
    ab : numpy.ndarray, float32, shape (..., 2)
        Both in −1 to 1.
    """
    # In parts, since scikit-image takes 200 bytes and more for a pixel.
    rgb = np.asarray(rgb)
    pixels = rgb.reshape(-1, 3)
    lightness = np.empty((len(pixels), 1), np.float32)
    ab = np.empty((len(pixels), 2), np.float32)
    for part in parts(len(pixels)):
        lightness[part], ab[part] = to_units(rgb_to_lab(pixels[part]))
    return lightness.reshape(*rgb.shape[:-1], 1), ab.reshape(*rgb.shape[:-1], 2)


def merge_units(lightness, ab):
    """Join lightness and ab to a picture: the inverse of `split_units`.

    Parameters
    ----------
    lightness : array, shape (..., 1)
    ab : array, shape (..., 2)
        Both in −1 to 1.

    Returns
    -------
    numpy.ndarray, uint8, shape (..., 3)
        sRGB.
    """
    shape = np.shape(lightness)[:-1]
    lightness, ab = np.reshape(lightness, (-1, 1)), np.reshape(ab, (-1, 2))
    rgb = np.empty((len(lightness), 3), np.uint8)
    for part in parts(len(rgb)):
        rgb[part] = np.round(lab_to_rgb(from_units(lightness[part], ab[part])) * 255)
    return rgb.reshape(*shape, 3)


def gray_version(photo):
    """Take the color out of a photograph: keep L, set a and b to 0.

    Parameters
    ----------
    photo : path, PIL.Image.Image or numpy.ndarray
        Anything that `photos.read_photo` takes.

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3)
        Three equal channels.

    Raises
    ------
    ColorlibError
        If the photograph cannot be read.
    """
    lightness, ab = split_units(read_photo(photo))
    gray = merge_units(lightness, np.zeros_like(ab))
    # scikit-image's white is not exactly sRGB's, which rounding may turn into one level's tint.
    return np.repeat(gray[..., 1:2], 3, axis=-1)


def simulate_color_vision(rgb, kind):
    """Show a picture as somebody without one of the three kinds of cones is likely to see it.

    A model of an average eye, not of anybody's own; most color-vision deficiencies are milder.

    Parameters
    ----------
    rgb : numpy.ndarray, shape (..., 3)
        uint8 in 0 to 255, or float in 0 to 1.
    kind : {"protanopia", "deuteranopia", "tritanopia"}
        The cones for long, middle or short waves are missing.

    Returns
    -------
    numpy.ndarray, shape (..., 3)
        uint8 if ``rgb`` is, else float32.

    Raises
    ------
    ColorlibError
        If there is no such kind.
    """
    if kind not in COLOR_VISION:
        raise ColorlibError(f"There is no kind {kind!r}: {', '.join(COLOR_VISION)}.")
    levels = np.asarray(rgb)
    scale = 255 if levels.dtype == np.uint8 else 1
    shares = levels / np.float32(scale)
    # sRGB's curve, away and back: cones add up light, not levels.
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.transpose(COLOR_VISION[kind]), 0, 1)
    seen = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055) * scale
    return np.round(seen).astype(np.uint8) if scale == 255 else seen.astype(np.float32)
