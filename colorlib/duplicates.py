"""Photographs that show the same: copies, mirrored ones, crops, and views beside each other."""

import numpy as np
from PIL import Image
from scipy.fft import dct
from scipy.ndimage import gaussian_filter

SIDE = 64  # Photographs are compared at 64×64 pixels.
STEP = 4  # Windows begin at every fourth row and column.
WIDTHS = (64, 60, 56, 52, 48, 40)  # zooms of 1 to 1.33, and 1.6 for views beside each other
WAVES = 12  # cosines in each direction
ALIKE = 0.66  # Photographs at least so similar are duplicates.


def relief(rgb):
    """Reduce a picture to its local contrasts, float32 (64, 64), whatever its light and color."""
    gray = Image.fromarray(rgb.mean(axis=-1, dtype=np.float32))
    gray = np.asarray(gray.resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    detail = gray - gaussian_filter(gray, 6)
    # Below 4 of 255 levels lies the noise of an empty sky.
    return detail / np.sqrt(gaussian_filter(detail**2, 6) + 4**2)


def window_waves():
    """Return the cosines of each window along one side, float32 (windows, WAVES, SIDE)."""
    windows = []
    for width in WIDTHS:
        for start in range(0, SIDE - width + 1, STEP):
            waves = np.zeros((WAVES, SIDE), np.float32)
            waves[:, start : start + width] = dct(np.eye(width), axis=0, norm="ortho")[:WAVES]
            windows.append(waves)
    return np.stack(windows)


def fingerprints(contrasts, waves):
    """Describe all windows of one `relief` by their cosines, float32 (windows², WAVES²).

    The square root keeps one strong edge, such as the skyline, from outweighing all else.
    """
    cosines = np.einsum("ius,st,jvt->ijuv", waves, contrasts, waves, optimize=True)
    cosines[..., :2, :2] = 0  # Light above and dark below is in too many photographs.
    roots = np.sign(cosines) * np.sqrt(np.abs(cosines))
    roots = roots.reshape(len(waves) ** 2, WAVES**2)
    return roots / np.maximum(np.linalg.norm(roots, axis=1, keepdims=True), 1e-6)


def similarity(reliefs):
    """Return how similar any two photographs are by their `relief`: float32 (n, n), at most 1.

    All windows of one are compared with the whole, the left and the right part of the other, as
    it is and mirrored; the best match counts.
    """
    waves = window_waves()
    whole, right = 0, len(waves) - 1
    left = right - (SIDE - WIDTHS[-1]) // STEP
    views = np.stack([fingerprints(r, waves)[[whole, left, right]] for r in reliefs])
    mirror = np.tile((-1.0) ** np.arange(WAVES), WAVES).astype(np.float32)
    views = np.concatenate([views, views * mirror], axis=1).reshape(-1, WAVES**2).T
    best = [(fingerprints(r, waves) @ views).max(axis=0) for r in reliefs]
    similar = np.stack(best).reshape(len(reliefs), len(reliefs), -1).max(axis=-1)
    return np.maximum(similar, similar.T)
