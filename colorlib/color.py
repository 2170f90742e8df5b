"""CIE-LAB and the network's units.

Lab splits a color into lightness L (0 black to 100 white) and two color coordinates: a (green to
red) and b (blue to yellow). A network wants numbers near ±1, hence *network units*: L/50 − 1, and
a and b divided by 110. All sRGB colors fit: their a lies in −86.2 to 98.2, their b in −107.9 to
94.5.
"""

import warnings

import numpy as np
from skimage.color import lab2rgb, rgb2lab

from .photos import read_photo

__all__ = [
    "AB_SCALE",
    "from_units",
    "gray_version",
    "in_gamut",
    "lab_to_rgb",
    "merge_units",
    "rgb_to_lab",
    "split_units",
    "to_units",
]

AB_SCALE = 110.0


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
    return to_units(rgb_to_lab(rgb))


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
    rgb = lab_to_rgb(from_units(lightness, ab))
    return np.round(rgb * 255).astype(np.uint8)


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
