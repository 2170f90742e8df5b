"""Photographs: reading any picture into one form; the forest and mountain folders; their split.

A photo folder is any folder with ``forest/`` and ``mountain/`` in it. The course bundles a small
one; ``COLORLIB_PHOTOS`` names another.
"""

import contextlib
import csv
import functools
import hashlib
import io
import os
import re
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps, PngImagePlugin, UnidentifiedImageError
from PIL import TiffImagePlugin as tiff
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .duplicates import ALIKE, relief, similarity
from .settings import CATEGORIES, ColorlibError, as_path, cache_folder, data_folder

MOST_COMPARED = 2000  # Comparing all pairs of so many takes about a minute.

# Pillow knows many more, but photographs do not come in them, and some of them start programs.
FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF"]
with contextlib.suppress(ImportError):
    import pi_heif

    pi_heif.register_heif_opener()
    FORMATS.append("HEIF")
WITHOUT = "" if "HEIF" in FORMATS else "install pi-heif with pip, or "
# How photographs' files are named; some kinds are listed only to be refused, each by its name.
SUFFIXES = re.compile(
    r"(?i)\.(jpe?g?|jfif|mpo|png|webp|avif|hei[cf]|hif|tiff?|bmp|gif|jxl|dng|cr[23]|nef|arw|raf)"
)
MOST_PIXELS = 120_000_000  # Medium-format cameras take 102 million.
STRIP = 64  # Rows resized at a time, to save memory.

# An editor's history in a PNG file may be longer than Pillow allows for one text.
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY

DAMAGED = "it is damaged or of a rare kind; save it anew as JPEG or PNG"
RAW = "is a camera's raw file: save it as JPEG with the camera or its program"
# What a file is that Pillow cannot identify, by its first bytes.
KINDS = {
    rb"\Z": "is an empty file: fetch it anew",
    rb".{4}ftyp(hei|hev|mif1|msf1)": f"is an unreadable HEIC picture: {WITHOUT}save it as JPEG",
    rb".{4}ftypcrx|FUJIFILM|II(RO|RS|U\0)|MMOR|II\*\0.{4}CR": RAW,
    rb".{4}ftypavif|\xff\x0a|\0\0\0\x0cJXL": "is an unreadable AVIF or JPEG XL picture: save it "
    "as JPEG",
    rb"II[*+]\0|MM\0[*+]|\xff\xd8|\x89PNG|RIFF|GIF8|BM": f"could not be read: {DAMAGED}",
    b"": "is not a picture that can be read: use JPEG, PNG, WebP or TIFF",
}
FAULTS = {
    Image.DecompressionBombError: "has too many pixels: make it smaller first",
    MemoryError: "does not fit into memory: make it smaller first",
}


def read_photo(photo):
    """Read a photograph of any common kind into one form.

    Parameters
    ----------
    photo : path, PIL.Image.Image or numpy.ndarray
        A file (JPEG, PNG, WebP, AVIF, HEIC, TIFF, BMP or GIF; of several pictures the first, but
        no preview), a Pillow image of any mode, or an array: uint8 in 0 to 255 or float in 0 to 1,
        of shape (height, width) or (height, width, 1, 3 or 4). At most 120 million pixels. EXIF
        orientation is applied and a color profile converted to sRGB; if either is broken, it is
        ignored. 16 bits are rounded to 8. Transparent parts are laid on white.

    Returns
    -------
    numpy.ndarray, uint8, shape (height, width, 3), sRGB

    Raises
    ------
    ColorlibError
        If it cannot be read; the message names the file or says what is wrong with the array.
    """
    if isinstance(photo, np.ndarray):
        return image_to_rgb(array_to_image(photo), "The array")
    if isinstance(photo, Image.Image):
        with one_sentence("The Pillow image"):
            return image_to_rgb(photo, "The Pillow image")
    if not isinstance(photo, (str, os.PathLike)):
        kind = type(photo).__name__
        raise ColorlibError(f"A photograph is a path, a Pillow image or an array, not {kind}.")
    path = as_path(photo)
    with one_sentence(path):
        if not path.exists():
            raise ColorlibError(f"There is no file {path}: check the path.")
        if not path.is_file():  # Opening a named pipe, for example, would never end.
            raise ColorlibError(f"{path} is not a file: name one picture.")
        with path.open("rb") as file:
            return read_file(file, path)


def read_file(file, name):
    """Read a picture file, open for bytes, like `read_photo`; errors call it ``name``."""
    with one_sentence(name, file.read(16)), Image.open(file, formats=FORMATS) as image:
        if image.format == "TIFF":
            find_full_picture(image, name)
        return image_to_rgb(image, name)


@contextlib.contextmanager
def one_sentence(name, start=b""):
    """Turn each error of Pillow about a file that begins so into a ColorlibError; no warnings."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ColorlibError:
        raise
    except UnidentifiedImageError:
        kind = next(kind for sign, kind in KINDS.items() if re.match(sign, start, re.DOTALL))
        raise ColorlibError(f"{name} {kind}.") from None
    # Damaged files make Pillow raise almost anything: struct.error, KeyError, zlib.error and so on.
    except Exception as error:
        known = (fault for kind, fault in FAULTS.items() if isinstance(error, kind))
        reason = getattr(error, "strerror", None) or DAMAGED
        raise ColorlibError(f"{name} {next(known, f'could not be read: {reason}')}.") from None


def find_full_picture(image, name):
    """Turn a TIFF file, whose first page may be a preview, to its first full page."""
    if 50706 in image.tag_v2:  # the version of DNG
        raise ColorlibError(f"{name} {RAW}.")
    try:
        while image.tag_v2.get(254, 0) & 1:  # "a reduced version of another page"
            image.seek(image.tell() + 1)
    except EOFError:
        raise ColorlibError(f"{name} {RAW}; it shows only a preview.") from None


def is_noise(tags):
    """Say whether Pillow decodes a TIFF page with these tags to noise or to wrong values."""
    (bits, *_), samples = tags.get(tiff.BITSPERSAMPLE, (1,)), tags.get(tiff.SAMPLESPERPIXEL, 1)
    packed = tags.get(tiff.COMPRESSION, 1)
    planes = samples > 1 and tags.get(tiff.PLANAR_CONFIGURATION) == 2
    return (
        bits == 12
        or (bits < 32 and 2 in tags.get(tiff.SAMPLEFORMAT, ()))  # signed
        or (planes and (samples == 2 or (bits == 16 and packed == 1)))
        or (tags.get(tiff.PREDICTOR, 1) > 1 and packed in (1, 32773))  # none, PackBits
    )


def image_to_rgb(image, name):
    """Convert a Pillow image, which may not be loaded yet, to a uint8 array of sRGB."""
    if not image.width * image.height:
        raise ColorlibError(f"{name} has no pixels: use another picture.")
    if image.width * image.height > MOST_PIXELS:
        raise ColorlibError(f"{name} {FAULTS[Image.DecompressionBombError]}.")
    tags = getattr(image, "tag_v2", {})
    if is_noise(tags):
        raise ColorlibError(f"{name} could not be read: {DAMAGED}.")
    image.load()
    # Pillow inverts 8 bits or 1, but no more, where zero is white.
    zero_is_white = tags.get(tiff.PHOTOMETRIC_INTERPRETATION) == 0
    negative = zero_is_white and image.mode not in ("1", "L")
    profile = image.info.get("icc_profile")
    with contextlib.suppress(Exception):  # Broken EXIF says nothing about the picture.
        image = ImageOps.exif_transpose(image)
    image = flatten(image, name)
    if profile:
        # A profile that is broken, or for another number of channels, is ignored.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, TypeError):
            image = ImageCms.applyTransform(image, transform_to_srgb(profile, image.mode))
    rgb = np.array(image if image.mode == "RGB" else image.convert("RGB"))
    return 255 - rgb if negative else rgb


@functools.lru_cache(maxsize=4)
def transform_to_srgb(profile, mode):
    """Pillow's transform from a color profile to sRGB; to build it takes longer than to use it."""
    srgb = ImageCms.createProfile("sRGB")
    return ImageCms.buildTransform(io.BytesIO(profile), srgb, mode, "RGB")


def flatten(image, name):
    """Convert a Pillow image of any mode to 8 bits without transparency: L, RGB or CMYK."""
    if image.mode[0] in "FI":  # Pillow's own conversion would clip everything above 255.
        white = 1 if image.mode == "F" else 65535
        return Image.fromarray(to_uint8(np.asarray(image), white, name))
    if image.mode in ("La", "RGBa"):
        image = image.convert(image.mode.upper())
    mode = {"1": "L", "LA": "L", "L": "L", "CMYK": "CMYK"}.get(image.mode, "RGB")
    if not image.has_transparency_data:
        return image if image.mode == mode else image.convert(mode)
    opacity = image.convert("RGBA").getchannel("A")
    return Image.composite(image.convert(mode), Image.new(mode, image.size, "white"), opacity)


def array_to_image(array):
    """Check an array and convert it to a Pillow image of 8 bits."""
    if np.ma.is_masked(array):
        raise ColorlibError("The array has masked values: fill them first.")
    array = np.asarray(array)
    if array.ndim not in (2, 3) or array.shape[2:] not in ((), (1,), (3,), (4,)) or not array.size:
        raise ColorlibError(
            f"The array has shape {array.shape}: use (height, width) or (height, width, 1, 3 or 4)."
        )
    if array.dtype.kind == "f":
        array = to_uint8(array, 1, "The array")
    elif array.dtype != np.uint8:
        raise ColorlibError(f"The array is {array.dtype}: scale it to floats from 0 to 1.")
    return Image.fromarray(array[..., 0] if array.shape[2:] == (1,) else array)


def to_uint8(values, white, name):
    """Scale values from 0 to ``white`` to 8 bits; values outside, or NaN, are an error."""
    low, high = values.min(), values.max()
    if not (low >= 0 and high <= white):  # NaN fails this, too.
        raise ColorlibError(f"{name} has values {low:g} to {high:g}: scale them to 0 to {white}.")
    return np.round(values * (255 / white)).astype(np.uint8)


def list_pictures(folder):
    """List the picture files of a folder by their suffixes, sorted by name; none is an error."""
    try:
        paths = sorted(p for p in as_path(folder).iterdir() if SUFFIXES.fullmatch(p.suffix))
    except OSError as error:
        raise ColorlibError(
            f"{folder} cannot be read ({error.strerror}): check its name."
        ) from None
    # macOS leaves hidden files named ._photo.jpg beside photographs; they are no pictures.
    paths = [path for path in paths if not path.name.startswith(".")]
    if not paths:
        raise ColorlibError(f"{folder} holds no photograph: put JPEG or PNG files there.")
    return paths


def read_each(paths, use):
    """Apply ``use`` to each photograph; the error at the end has one line for each bad file."""
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
    """Resize a picture, shape (…, …, channels), to (height, width, channels), antialiased.

    uint8 stays uint8; floats, of any range, become float32.
    """
    is_uint8 = array.dtype == np.uint8
    resized = np.empty((height, width, array.shape[-1]), np.uint8 if is_uint8 else np.float32)
    for rows, strip in resized_strips(array, height, width):
        resized[rows] = np.clip(np.round(strip), 0, 255) if is_uint8 else strip
    return resized


def resized_strips(array, height, width):
    """Resize a picture a few rows at a time: yields the rows, a slice, and what comes there."""
    rows, columns, channels = array.shape
    planes = [
        Image.fromarray(np.ascontiguousarray(array[..., c], dtype=np.float32))
        for c in range(channels)
    ]
    for top in range(0, height, STRIP):
        bottom = min(top + STRIP, height)
        box = (0, top * rows / height, columns, bottom * rows / height)
        size = width, bottom - top
        strips = [plane.resize(size, Image.Resampling.BICUBIC, box) for plane in planes]
        yield slice(top, bottom), np.stack(strips, axis=-1)


def center_crop(rgb, size):
    """Cut the largest centered square out of a uint8 picture, and resize it to (size, size, 3)."""
    height, width = rgb.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = rgb[top : top + side, left : left + side]
    return square if side == size else resize(square, size, size)


def cvcl_folder():
    """Return the folder of the downloaded CVCL photographs; it may not exist yet."""
    return cache_folder() / "cvcl"


def photo_folder():
    """Return the photo folder in use: ``COLORLIB_PHOTOS``, else downloaded CVCL, else bundled."""
    if named := os.environ.get("COLORLIB_PHOTOS"):
        return as_path(named)
    return cvcl_folder() if cvcl_folder().is_dir() else data_folder() / "photos"


def describe_source(folder=None):
    """Say in one line which photographs are in use, without naming the machine's folders."""
    folder = Path(folder or photo_folder())
    counts = ", ".join(f"{len(list_photos(c, folder))} {c}" for c in CATEGORIES)
    names = {
        data_folder() / "photos": "bundled sample",
        cvcl_folder(): "downloaded CVCL photographs",
    }
    return f"the {names.get(folder, 'folder named by COLORLIB_PHOTOS')} ({counts})"


def list_photos(category, folder=None):
    """List the paths of a class in a photo folder, by default the one in use, sorted by name."""
    return list_pictures(Path(folder or photo_folder()) / category)


def load_photos(paths, size=256):
    """Read photographs and crop them to squares: uint8, shape (len(paths), size, size, 3)."""
    return np.stack(read_each(paths, lambda photo: center_crop(photo, size)))


def dhash(rgb):
    """Reduce a picture to its difference hash, bool (64,) (Krawetz, 2013, *Kind of like that*).

    Each bit tells whether lightness grows from a cell of a 9×8 grid to the next one on its right.
    """
    coarse = resize(rgb, 8, 9).astype(np.float32).mean(axis=-1)
    return (coarse[:, 1:] > coarse[:, :-1]).ravel()


def group_photos(paths):
    """Number the groups that a split must not divide: near-duplicates and crops of one source.

    Duplicates have the same `dhash`, mirrored or not, or by their `relief` a similarity of at least
    ``ALIKE``; of more than 2,000 photographs only the first is asked.
    """

    def look(rgb):
        key = min(dhash(rgb).tobytes(), dhash(rgb[:, ::-1]).tobytes())
        return key, relief(rgb) if len(paths) <= MOST_COMPARED else None

    keys, reliefs = zip(*read_each(paths, look), strict=True)
    links = []
    for names in (list(sources_of(paths)), keys):
        first = {name: place for place, name in reversed(list(enumerate(names)))}
        links += [(place, first[name]) for place, name in enumerate(names)]
    if reliefs[0] is not None:
        links += list(zip(*np.nonzero(similarity(reliefs) >= ALIKE), strict=True))
    ones = np.ones(len(links), bool)
    graph = coo_matrix((ones, np.transpose(links)), shape=(len(paths), len(paths)))
    return connected_components(graph, directed=False)[1]


def sources_of(paths):
    """Return the source, str, of each photograph by its folder's ``credits.csv``; else its path."""
    source_of = {}
    for table in {path.parent.parent / "credits.csv" for path in paths}:
        if table.is_file():
            rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
            if rows and not {"file", "source"} <= rows[0].keys():
                raise ColorlibError(f"{table} needs the columns file and source.")
            source_of |= {table.parent / row["file"]: row["source"] for row in rows}
    return np.array([source_of.get(path, str(path)) for path in paths])


def split_photos(folder=None):
    """Split a photo folder into train, validation and test, never dividing a group.

    Files that are all in ``data/split.csv`` are split as listed there (some are listed as left
    out), any other folder by a rule. Returns lists of paths by class, then by part.
    """
    photos = {category: list_photos(category, folder) for category in CATEGORIES}
    paths = [path for category in CATEGORIES for path in photos[category]]
    digest = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    table = io.StringIO((data_folder() / "split.csv").read_text(encoding="utf-8"))
    listed = {row["sha256"]: row["part"] for row in csv.DictReader(table)}
    split = {c: {part: [] for part in ("train", "validation", "test")} for c in CATEGORIES}

    def put(group, part):
        for path in group:
            split[path.parent.name][part].append(path)

    if listed.keys() >= set(digest.values()):
        for path in paths:
            if listed[digest[path]] != "excluded":
                put([path], listed[digest[path]])
        return split

    # Groups are formed across both classes: one source may give a forest and a mountain.
    numbers = group_photos(paths)
    groups = [[paths[k] for k in np.flatnonzero(numbers == n)] for n in np.unique(numbers)]
    groups.sort(key=lambda group: min(digest[path] for path in group))
    # The largest group of each class trains, so that training never goes short.
    for name in CATEGORIES if len(groups) > 2 else ():
        largest = max(reversed(groups), key=lambda g: sum(path.parent.name == name for path in g))
        groups.remove(largest)
        put(largest, "train")
    # Then test, and after it validation, gets at least a tenth of each class.
    for group in groups:
        classes = {path.parent.name for path in group}
        lacking = [
            part
            for part in ("test", "validation")
            if any(len(split[c][part]) < max(1, 0.1 * len(photos[c])) for c in classes)
        ]
        put(group, lacking[0] if lacking else "train")
    for name, parts in split.items():
        for part, members in parts.items():
            members.sort()
            if not members:
                raise ColorlibError(
                    f"There are too few different {name} scenes to fill the {part} part of a "
                    "split: add photographs of other places."
                )
    return split
