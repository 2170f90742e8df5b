"""Photographs in: from a file, a Pillow image or an array to a uint8 RGB array."""

import contextlib
import io
import os
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps, TiffImagePlugin, UnidentifiedImageError

from .errors import ColorlibError

__all__ = ["fit_square", "list_pictures", "read_each", "read_file", "read_photo", "resize"]

# Pillow knows many more, but not one that photographs come in, and some of them start programs.
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif"}

# Medium-format cameras take 102 million. More is an accident, or a file that was made to fill the
# memory.
MOST_PIXELS = 120_000_000

# What takes many bytes for each pixel is done to so many at a time.
PIXELS_AT_ONCE = 2**18


def read_photo(photo):
    """Read a photograph of any common kind into one form.

    Parameters
    ----------
    photo : path, PIL.Image.Image or numpy.ndarray
        A file (JPEG, PNG, WebP, TIFF, BMP or GIF; of several pictures the first), a Pillow image
        of any mode, or an array: uint8 in 0 to 255 or float in 0 to 1, of shape (height, width)
        or (height, width, 1, 3 or 4). At most 120 million pixels. A file's EXIF orientation is
        obeyed, and its color profile converted to sRGB; if either is broken, the pixels are taken
        as they are. Sixteen bits are rounded to eight. What is transparent is laid on white.

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
        with one_sentence("The Pillow image"):
            return image_to_rgb(photo, "The Pillow image")
    if not isinstance(photo, (str, os.PathLike)):
        raise ColorlibError(
            f"A photograph is a path, a Pillow image or an array, not {type(photo).__name__}."
        )
    path = Path(photo)
    with one_sentence(path):
        if not path.exists():
            raise ColorlibError(f"There is no file {path}: check the path.")
        if path.is_dir():
            raise ColorlibError(f"{path} is a folder: name one picture in it.")
        # A named pipe, for one, would be waited for without end.
        if not path.is_file():
            raise ColorlibError(f"{path} is not an ordinary file: name a picture.")
    return read_file(path, path)


def read_file(file, name):
    """Read a picture file, on disk or in memory.

    Parameters
    ----------
    file : path or binary file
    name : str or path
        What error messages call it.

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3)
        sRGB; as by `read_photo`.

    Raises
    ------
    ColorlibError
        If it cannot be read.
    """
    with one_sentence(name), Image.open(file, formats=FORMATS) as image:
        return image_to_rgb(image, name)


@contextlib.contextmanager
def one_sentence(name):
    """Turn every error about a picture into a ColorlibError, and keep Pillow's warnings quiet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ColorlibError:
        raise
    except UnidentifiedImageError:
        raise ColorlibError(
            f"{name} is not a picture that can be read: use JPEG, PNG, WebP or TIFF."
        ) from None
    except Image.DecompressionBombError:
        raise ColorlibError(f"{name} has too many pixels: make it smaller first.") from None
    except MemoryError:
        raise ColorlibError(f"{name} does not fit into memory: make it smaller first.") from None
    # Damaged files make Pillow raise almost anything: struct.error, KeyError, zlib.error and so on.
    except Exception as error:
        if isinstance(error, OSError) and error.strerror:
            raise ColorlibError(f"{name} could not be read: {error.strerror}.") from None
        raise ColorlibError(
            f"{name} could not be read: it is damaged or of a rare kind; save it anew as JPEG or "
            "PNG."
        ) from None


def image_to_rgb(image, name):
    check_size(image.height, image.width, name)
    image.load()
    # Pillow takes the twelve bits of some TIFF files for sixteen; and where zero is white, it turns
    # only eight bits or one round.
    tags = getattr(image, "tag_v2", {})
    if tags.get(TiffImagePlugin.BITSPERSAMPLE) == (12,):
        raise ColorlibError(f"{name} has 12 bits for each pixel: save it with 8 or 16.")
    zero_is_white = tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0
    negative = zero_is_white and image.mode not in ("1", "L")
    profile = image.info.get("icc_profile")
    with contextlib.suppress(Exception):  # broken EXIF says nothing about the picture
        image = ImageOps.exif_transpose(image)
    image = flatten(image, name)
    if profile:
        # Broken, or of another number of channels than the picture: then it is of no use.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, TypeError):
            image = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
    rgb = np.array(image.convert("RGB"))
    return 255 - rgb if negative else rgb


def flatten(image, name):
    """A Pillow image of any mode in 8 bits without transparency: as L, RGB or CMYK."""
    if image.mode == "F":
        return Image.fromarray(shares_to_levels(np.asarray(image), name))
    if image.mode == "I" or image.mode.startswith("I;16"):
        # Pillow's own conversion would cut everything above 255.
        levels = np.asarray(image)
        if levels.min() < 0 or levels.max() > 65535:
            raise ColorlibError(
                f"{name} has gray levels outside 0 to 65535: save it with 8 or 16 bits."
            )
        return Image.fromarray(np.round(levels / np.float32(257)).astype(np.uint8))
    if image.mode in ("La", "RGBa"):
        image = image.convert(image.mode.upper())
    mode = {"1": "L", "LA": "L", "L": "L", "CMYK": "CMYK"}.get(image.mode, "RGB")
    if not image.has_transparency_data:
        return image.convert(mode)
    opacity = image.convert("RGBA").getchannel("A")
    return Image.composite(image.convert(mode), Image.new(mode, image.size, "white"), opacity)


def array_to_rgb(array):
    if np.ma.is_masked(array):
        raise ColorlibError("The array has masked values: fill them first.")
    array = np.asarray(array)
    if array.ndim == 2:
        array = array[..., np.newaxis]
    if array.ndim != 3 or array.shape[2] not in (1, 3, 4) or array.size == 0:
        raise ColorlibError(
            "A photograph as an array has shape (height, width) or (height, width, 1, 3 or 4), "
            f"not {array.shape}."
        )
    check_size(*array.shape[:2], "The array")
    if np.issubdtype(array.dtype, np.floating):
        array = shares_to_levels(array, "The array")
    elif array.dtype != np.uint8:
        raise ColorlibError(
            f"A photograph as an array is uint8 or float, not {array.dtype}: scale it to floats "
            "from 0 to 1."
        )
    if array.shape[2] == 4:
        return np.array(flatten(Image.fromarray(np.ascontiguousarray(array)), "The array"))
    return np.repeat(array, 3, axis=2) if array.shape[2] == 1 else np.ascontiguousarray(array)


def check_size(height, width, name):
    if not height * width:
        raise ColorlibError(f"{name} has no pixels: use another picture.")
    if height * width > MOST_PIXELS:
        raise ColorlibError(
            f"{name} has too many pixels ({width}×{height}, and at most {MOST_PIXELS:,} are "
            "taken): make it smaller first."
        )


def shares_to_levels(shares, name):
    low, high = shares.min(), shares.max()
    # Written so that NaN fails it as well.
    if not (low >= 0 and high <= 1):
        raise ColorlibError(
            f"{name} has values from {low:g} to {high:g}: scale floats to lie from 0 to 1, without "
            "NaN."
        )
    return np.round(shares * 255).astype(np.uint8)


def list_pictures(folder):
    """List the picture files of a folder by their suffixes, sorted by name.

    Parameters
    ----------
    folder : path

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    ColorlibError
        If the folder cannot be read or holds no picture.
    """
    try:
        # macOS leaves hidden files named ._photo.jpg beside photographs; they are none.
        paths = [
            path
            for path in Path(folder).iterdir()
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
        ]
    except OSError as error:
        raise ColorlibError(f"{folder} could not be read: {error.strerror}.") from None
    if not paths:
        raise ColorlibError(f"{folder} holds no photograph: put JPEG or PNG files there.")
    return sorted(paths)


def read_each(paths, use):
    """Read photographs one after the other, and tell of all the bad ones together.

    Parameters
    ----------
    paths : sequence of path
    use : callable
        Gets each photograph, as `read_photo` returns it.

    Returns
    -------
    list
        What ``use`` returned.

    Raises
    ------
    ColorlibError
        After the last one, if any could not be read; one line for each.
    """
    results, bad = [], []
    for path in paths:
        try:
            results.append(use(read_photo(path)))
        except ColorlibError as error:
            bad.append(str(error))
    if bad:
        raise ColorlibError("\n".join(bad))
    return results


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
    resized = np.empty((height, width, array.shape[2]), kept)
    rows, columns = array.shape[:2]
    for c in range(array.shape[2]):
        channel = Image.fromarray(np.ascontiguousarray(array[..., c], dtype=np.float32))
        for strip in parts(height, width):
            box = (0, strip.start * rows / height, columns, strip.stop * rows / height)
            size = (width, strip.stop - strip.start)
            part = np.asarray(channel.resize(size, Image.Resampling.BICUBIC, box))
            resized[strip, :, c] = np.clip(np.round(part), 0, 255) if kept == np.uint8 else part
    return resized


def parts(length, pixels=1):
    """Slices that cover ``length`` rows of so many pixels, in parts that need little memory."""
    step = max(PIXELS_AT_ONCE // pixels, 1)
    return [slice(start, min(start + step, length)) for start in range(0, length, step)]


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
