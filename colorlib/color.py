"""CIE-LAB, and the normalized Lab that the networks read and write.

Lab splits a color into lightness L (0 black to 100 white) and two color coordinates: a (green to
red) and b (blue to yellow). A network wants numbers near ±1, hence *normalized Lab*: l = L/50 − 1,
and ab = (a, b)/110. All sRGB colors fit: their a lies in −86.2 to 98.2, their b in −107.9 to 94.5.
"""

import numpy as np
from skimage.color import rgb2lab, xyz_tristimulus_values
from skimage.color.colorconv import xyz_from_rgb

AB_SCALE = 110.0

# scikit-image's own constants of the way from linear RGB to XYZ, relative to white.
TO_XYZ = (xyz_from_rgb / xyz_tristimulus_values(illuminant="D65", observer="2")[:, None]).T
FROM_XYZ = np.linalg.inv(TO_XYZ).astype(np.float32)
# In C order: BLAS multiplies by a transposed one, and waking its threads takes longer than that.
TO_XYZ = np.ascontiguousarray(TO_XYZ, np.float32)
# The linear light of each of the 256 levels of sRGB (IEC 61966-2-1), and back, in finer steps.
LEVELS, STEPS = np.arange(256) / 255, np.arange(2**16) / (2**16 - 1)
LINEAR = np.float32(np.where(LEVELS > 0.04045, ((LEVELS + 0.055) / 1.055) ** 2.4, LEVELS / 12.92))
SRGB = np.float32(np.where(STEPS > 0.0031308, 1.055 * STEPS ** (1 / 2.4) - 0.055, 12.92 * STEPS))
SRGB_LEVELS = np.uint8(np.round(255 * SRGB))
KNEE = np.float32(6 / 29)  # below which Lab goes on straight, along the tangent of the cube root
# Pixels converted at a time: few enough that what lies between stays in the processor's cache.
CHUNK = 2**15


def rgb_to_lab(rgb):
    """Convert sRGB to CIE-LAB (illuminant D65, 2° observer).

    Parameters
    ----------
    rgb : numpy.ndarray, shape (..., 3)
        uint8 in 0 to 255, or float in 0 to 1.

    Returns
    -------
    numpy.ndarray, float32, shape (..., 3)
        L in 0 to 100; a and b in about −108 to 98. Equal to scikit-image's ``rgb2lab``.
    """
    if rgb.dtype != np.uint8:
        return rgb2lab(rgb).astype(np.float32)
    # 8 bits have only 256 levels: a table replaces a power for each number.
    x, y, z = np.moveaxis(root(LINEAR.take(rgb) @ TO_XYZ), -1, 0)
    lab = np.empty(rgb.shape, np.float32)
    lab[..., 0], lab[..., 1], lab[..., 2] = 116 * y - 16, 500 * (x - y), 200 * (y - z)
    return lab


def root(xyz):
    """The cube root by which Lab measures light, and near black the straight line instead."""
    curved = np.maximum(xyz, KNEE**3)
    return np.cbrt(curved) + (xyz - curved) / (3 * KNEE**2)


def lab_to_rgb(lab):
    """Convert CIE-LAB, shape (..., 3), to sRGB, float32 in 0 to 1, clipped where it has to be."""
    return SRGB.take(steps_of_srgb(*np.moveaxis(np.asarray(lab, np.float32), -1, 0)))


def steps_of_srgb(lightness, a, b):
    """The places in the table `SRGB` of Lab colors, each coordinate of shape (...): (..., 3)."""
    roots = np.empty((*np.shape(lightness), 3), np.float32)
    roots[..., 1] = (lightness + 16) / 116
    roots[..., 0] = roots[..., 1] + a / 500
    roots[..., 2] = roots[..., 1] - b / 200
    curved, last = np.maximum(roots, KNEE), len(SRGB) - 1
    linear = (curved * curved * curved + (roots - curved) * (3 * KNEE**2)) @ FROM_XYZ
    return np.uint16(np.clip(linear * last + 0.5, 0, last))


def in_gamut(lab, tolerance=0.5):
    """Tell, bool (...), which Lab colors (..., 3) survive the way to sRGB and back.

    ``tolerance`` is the largest change, in Lab units, that still counts as none.
    """
    return np.abs(rgb_to_lab(lab_to_rgb(lab)) - lab).max(axis=-1) <= tolerance


def normalize_lab(lab):
    """Scale Lab, shape (..., 3), to lightness L/50 − 1, shape (..., 1), and ab/110, shape (..., 2).

    Both are float32 in −1 to 1.
    """
    lab = np.asarray(lab, dtype=np.float32)
    return lab[..., :1] / 50 - 1, lab[..., 1:] / AB_SCALE


def denormalize_lab(lightness, ab):
    """Scale normalized Lab back to Lab, shape (..., 3): the inverse of `normalize_lab`."""
    lightness, ab = np.asarray(lightness, np.float32), np.asarray(ab, np.float32)
    return np.concatenate([(lightness + 1) * 50, ab * AB_SCALE], axis=-1)


def rgb_to_l_ab(rgb):
    """Split sRGB, as `rgb_to_lab` takes it, into the network's input and its target.

    Returns
    -------
    lightness, ab : numpy.ndarray, float32, shapes (..., 1) and (..., 2)
        Normalized Lab, in −1 to 1.
    """

    def convert(pixels):
        lab = rgb_to_lab(pixels)
        lab /= np.float32([50, AB_SCALE, AB_SCALE])
        lab[:, 0] -= 1
        return lab

    both = in_chunks(convert, 3, np.float32, rgb)
    return both[..., :1], both[..., 1:]


def rgb_to_lightness(rgb):
    """The lightness that `rgb_to_l_ab` gives of uint8 sRGB, in a third of the time and memory."""

    def convert(rgb):
        y = sum((LINEAR * TO_XYZ[c, 1]).take(rgb[:, c]) for c in range(3))
        return (116 * root(y) - 16)[:, None] / 50 - 1

    return in_chunks(convert, 1, np.float32, rgb)


def l_ab_to_rgb(lightness, ab):
    """Join lightness and ab to sRGB, uint8, shape (..., 3): the inverse of `rgb_to_l_ab`."""

    def convert(lightness, ab):
        lab = 50 * (lightness[:, 0] + 1), AB_SCALE * ab[:, 0], AB_SCALE * ab[:, 1]
        return SRGB_LEVELS.take(steps_of_srgb(*lab))

    return in_chunks(convert, 3, np.uint8, lightness, ab)


def gray_version(rgb):
    """Take the color out of a picture, uint8, shape (..., 3): keep L, set a and b to 0."""
    lightness, ab = rgb_to_l_ab(rgb)
    gray = l_ab_to_rgb(lightness, np.zeros_like(ab))
    # scikit-image's white is not exactly sRGB's, which rounding may turn into one level's tint.
    return np.repeat(gray[..., 1:2], 3, axis=-1)


def in_chunks(convert, channels, dtype, *arrays):
    """Convert the pixels of arrays, shape (..., any channels), to other channels, in chunks."""
    pixels = [np.reshape(array, (-1, np.shape(array)[-1])) for array in arrays]
    converted = np.empty((len(pixels[0]), channels), dtype)
    for start in range(0, len(converted), CHUNK):
        chunk = slice(start, start + CHUNK)
        converted[chunk] = convert(*(array[chunk] for array in pixels))
    return converted.reshape(*np.shape(arrays[0])[:-1], channels)
