"""Forest and mountain photographs: where they are, how they are split, how they are loaded.

A photo folder is any folder with ``forest/`` and ``mountain/`` in it. The course bundles a small
one; ``COLORLIB_PHOTOS`` names another.
"""

import csv
import hashlib
import os
from pathlib import Path

import numpy as np

from .settings import ColorlibError
from .data import center_crop, list_pictures, read_each, resize
from .settings import cache_folder, data_folder

__all__ = [
    "CATEGORIES",
    "cvcl_folder",
    "describe_source",
    "fingerprint",
    "group_photos",
    "list_photos",
    "load_photos",
    "photo_folder",
    "split_photos",
]

CATEGORIES = ("forest", "mountain")
PARTS = ("train", "validation", "test")


def cvcl_folder():
    """Return where the downloaded CVCL photographs are kept; it may not exist yet."""
    return cache_folder() / "cvcl"


def photo_folder():
    """Return the photo folder in use.

    That is the folder named by ``COLORLIB_PHOTOS``; else the downloaded CVCL photographs, if they
    are there; else the bundled ones.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ColorlibError
        If the named folder does not exist or lacks one of the classes.
    """
    named = os.environ.get("COLORLIB_PHOTOS")
    if named:
        return check_folder(Path(named).expanduser())
    if cvcl_folder().is_dir():
        return check_folder(cvcl_folder())
    return data_folder() / "photos"


def check_folder(folder):
    if not folder.is_dir():
        raise ColorlibError(f"There is no folder {folder}: check COLORLIB_PHOTOS.")
    for category in CATEGORIES:
        if not (folder / category).is_dir():
            raise ColorlibError(
                f"{folder} has no folder {category}/ in it: a photo folder holds "
                f"{' and '.join(name + '/' for name in CATEGORIES)}."
            )
    return folder


def describe_source(folder=None):
    """Say in one line which photographs are in use, without naming the machine's folders."""
    folder = photo_folder() if folder is None else Path(folder)
    counts = ", ".join(f"{len(list_photos(c, folder))} {c}" for c in CATEGORIES)
    if folder == data_folder() / "photos":
        return f"the bundled sample ({counts})"
    if folder == cvcl_folder():
        return f"the downloaded CVCL photographs ({counts})"
    return f"the folder named by COLORLIB_PHOTOS ({counts})"


def list_photos(category, folder=None):
    """List the photographs of one class, sorted by name.

    Parameters
    ----------
    category : {"forest", "mountain"}
    folder : path, optional
        A photo folder; the one in use unless given.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    ColorlibError
        If there is no such class, or no photograph in it.
    """
    if category not in CATEGORIES:
        raise ColorlibError(
            f"The classes are {' and '.join(CATEGORIES)}; there is no {category!r}."
        )
    folder = photo_folder() if folder is None else check_folder(Path(folder))
    return list_pictures(folder / category)


def load_photos(paths, size=256):
    """Read photographs as squares of one size.

    Parameters
    ----------
    paths : sequence of path
    size : int, optional
        Side in pixels; the middle of each photograph is cut out and resized.

    Returns
    -------
    numpy.ndarray, uint8, shape (len(paths), size, size, 3)

    Raises
    ------
    ColorlibError
        If any cannot be read; all of these are named.
    """
    return np.stack(read_each(paths, lambda photo: center_crop(photo, size)))


def fingerprint(rgb):
    """Reduce a photograph to 64 bits that survive resizing and recompression.

    Each bit tells whether lightness grows from one cell of a coarse 9×8 grid to the next: the
    "difference hash" described by Krawetz (2013), *Kind of like that*.

    Parameters
    ----------
    rgb : numpy.ndarray, uint8, shape (height, width, 3)

    Returns
    -------
    numpy.ndarray of bool, shape (64,)
    """
    coarse = resize(rgb, 8, 9).astype(np.float32).mean(axis=-1)
    return (coarse[:, 1:] > coarse[:, :-1]).ravel()


def group_photos(paths, most_bits=8):
    """Group photographs that must stay on one side of a split.

    Two belong together when their fingerprints differ in at most ``most_bits`` of 64 bits
    (near-duplicates), or when the folder's ``credits.csv`` says that both were cut from one
    source.

    Parameters
    ----------
    paths : sequence of pathlib.Path
    most_bits : int, optional

    Returns
    -------
    numpy.ndarray of int, shape (len(paths),)
        Photographs with the same number belong together.
    """
    signs = 2.0 * np.stack(read_each(paths, fingerprint)) - 1
    # Equal bits add 1 to the product and different ones −1.
    differing = (64 - signs @ signs.T) / 2
    sources = sources_of(paths)
    linked = (differing <= most_bits) | (sources[:, None] == sources[None, :])
    # Spread the smallest number along the links until nothing changes.
    groups = np.arange(len(paths))
    while True:
        smallest = np.where(linked, groups[None, :], len(paths)).min(axis=1)
        if (smallest == groups).all():
            return groups
        groups = smallest


def sources_of(paths):
    """The source photograph that credits.csv gives for each crop; else the file itself."""
    credits = {}
    for folder in {path.parent.parent for path in paths}:
        if (folder / "credits.csv").is_file():
            with (folder / "credits.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            if rows and not {"file", "source"} <= rows[0].keys():
                raise ColorlibError(f"{folder / 'credits.csv'} needs the columns file and source.")
            credits |= {folder / row["file"]: row["source"] for row in rows}
    return np.array([credits.get(path, str(path)) for path in paths])


def split_photos(folder=None, validation=0.1, test=0.1):
    """Split a photo folder into train, validation and test, never parting a group.

    A folder whose files are all in the course's list of SHA-256 sums, ``data/split.csv``, is split
    as listed: the published figures were measured so. Any other folder is split by the same rule
    that made the list: groups are formed across both classes, since one source may give a forest
    and a mountain; and the split depends on the files' contents alone, not on names, order or
    chance, so that it is the same on every machine.

    Parameters
    ----------
    folder : path, optional
        A photo folder; the one in use unless given.
    validation, test : float, optional
        The least share of each class's photographs in each part; always at least one.

    Returns
    -------
    dict of dict of list of pathlib.Path
        By class, then ``"train"``, ``"validation"`` and ``"test"``.

    Raises
    ------
    ColorlibError
        If there are too few different scenes to fill every part.
    """
    photos = {category: list_photos(category, folder) for category in CATEGORIES}
    listed = listed_split(photos)
    if listed:
        return listed
    paths = [path for category in CATEGORIES for path in photos[category]]
    numbers = group_photos(paths)
    groups = [
        [path for path, number in zip(paths, numbers, strict=True) if number == group]
        for group in np.unique(numbers)
    ]
    parts = {name: [] for name in PARTS}

    def of_class(part, category):
        return [path for path in part if path.parent.name == category]

    remaining = sorted(groups, key=lambda group: min(map(sha256, group)))
    # The largest group of each class trains, so that training never goes short.
    for category in CATEGORIES if len(groups) > 2 else ():
        largest = max(reversed(remaining), key=lambda group: len(of_class(group, category)))
        parts["train"].extend(largest)
        remaining.remove(largest)
    for part, share in (("test", test), ("validation", validation)):
        for group in list(remaining):
            if any(
                len(of_class(parts[part], c)) < max(1, share * len(photos[c]))
                for c in CATEGORIES
                if of_class(group, c)
            ):
                parts[part].extend(group)
                remaining.remove(group)
    for group in remaining:
        parts["train"].extend(group)
    split = {
        category: {name: sorted(of_class(part, category)) for name, part in parts.items()}
        for category in CATEGORIES
    }
    for category in CATEGORIES:
        for name, part in split[category].items():
            if not part:
                raise ColorlibError(
                    f"There are too few different {category} scenes to fill the {name} part of a "
                    "split: add photographs of other places."
                )
    return split


def listed_split(photos):
    """The split of the course's list, if every photograph is in it; else None."""
    with (data_folder() / "split.csv").open(encoding="utf-8", newline="") as file:
        part_of = {row["sha256"]: row["part"] for row in csv.DictReader(file)}
    split = {category: {name: [] for name in PARTS} for category in CATEGORIES}
    for category in CATEGORIES:
        for path in photos[category]:
            part = part_of.get(sha256(path))
            if part is None:
                return None
            split[category][part].append(path)
    return split


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
