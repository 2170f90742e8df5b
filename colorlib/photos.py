"""Photographs in: from a file, a Pillow image or an array to a uint8 RGB array."""

import os
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import ColorlibError

__all__ = ["fit_square", "read_photo", "resize"]


def read_photo(photo):
    """Read a photograph of any common kind into one form.

    Parameters
    ----------
    photo : path, PIL.Image.Image or numpy.ndarray
        A picture file (its EXIF orientation is obeyed), a Pillow image of any mode, or an array:
        uint8 in 0 to 255 or float in 0 to 1, of shape (height, width) or (height, width, 1, 3 or
        4); a fourth channel (opacity) is dropped.

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3)
        sRGB.

    Raises
    ------
    ColorlibError
        If it cannot be read; the message names the file or what is wrong with the array.
    """
    if isinstance(photo, np.ndarray):
        return array_to_rgb(photo)
    if isinstance(photo, Image.Image):
        return image_to_rgb(photo)
    if not isinstance(photo, (str, os.PathLike)):
        raise ColorlibError(
            f"A photograph is a path, a Pillow image or an array, not {type(photo).__name__}."
        )
    path = Path(photo)
    if not path.exists():
        raise ColorlibError(f"There is no file {path}: check the path.")
    if path.is_dir():
        raise ColorlibError(f"{path} is a folder: name one picture in it.")
    try:
        with Image.open(path) as image:
            return image_to_rgb(image)
    except UnidentifiedImageError:
        raise ColorlibError(
            f"{path} is not a picture that can be read: use JPEG, PNG, WebP or TIFF."
        ) from None
    except Image.DecompressionBombError:
        raise ColorlibError(f"{path} has too many pixels: make it smaller first.") from None
    except (OSError, SyntaxError, ValueError) as error:
        raise ColorlibError(f"{path} could not be read ({error}): is it damaged?") from None


def image_to_rgb(image):
    image = ImageOps.exif_transpose(image)
    if image.mode == "F":
        return array_to_rgb(np.asarray(image))
    if image.mode == "I" or image.mode.startswith("I;16"):
        # Sixteen-bit gray: Pillow's own conversion would cut everything above 255.
        gray = np.asarray(image, dtype=np.float32) / 65535
        return array_to_rgb(np.clip(gray, 0, 1))
    return np.array(image.convert("RGB"))


def array_to_rgb(array):
    if array.ndim == 2:
        array = array[..., np.newaxis]
    if array.ndim != 3 or array.shape[2] not in (1, 3, 4) or array.size == 0:
        raise ColorlibError(
            "A photograph as an array has shape (height, width) or (height, width, 1, 3 or 4), "
            f"not {array.shape}."
        )
    if np.issubdtype(array.dtype, np.floating):
        # Written so that NaN fails it as well.
        if not (array.min() >= 0 and array.max() <= 1):
            raise ColorlibError("A photograph as a float array has all its values from 0 to 1.")
        array = np.round(array * 255).astype(np.uint8)
    elif array.dtype != np.uint8:
        raise ColorlibError(f"A photograph as an array is uint8 or float, not {array.dtype}.")
    rgb = array[..., :3]
    return np.repeat(rgb, 3, axis=2) if rgb.shape[2] == 1 else np.ascontiguousarray(rgb)


def resize(array, height, width):
    """Resize a picture of one or more channels, antialiased.

    Parameters
    ----------
    array : numpy.ndarray, shape (height, width, channels)
        uint8 or float; float values of any range.
    height, width : int
        The new size in pixels.

    Returns
    -------
    numpy.ndarray, shape (height, width, channels)
        uint8 if it was uint8, else float32.
    """
    kept = array.dtype if array.dtype == np.uint8 else np.float32
    channels = [
        Image.fromarray(np.ascontiguousarray(array[..., c], dtype=np.float32)).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        for c in range(array.shape[2])
    ]
    resized = np.stack([np.asarray(channel) for channel in channels], axis=-1)
    if kept == np.uint8:
        resized = np.clip(np.round(resized), 0, 255)
    return resized.astype(kept)


def fit_square(rgb, size):
    """Cut the largest centered square out of a photograph and resize it.

    Parameters
    ----------
    rgb : numpy.ndarray, uint8, shape (height, width, 3)
    size : int
        Side of the result in pixels.

    Returns
    -------
    numpy.ndarray, uint8, shape (size, size, 3)
    """
    height, width = rgb.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = rgb[top : top + side, left : left + side]
    return square if side == size else resize(square, size, size)
