"""The course's few settings, and the one kind of error that it raises on bad input.

Each is an environment variable, read at the moment of use: COLORLIB_MODE (``quick`` or ``full``),
COLORLIB_PHOTOS (a photo folder, read by `data`), COLORLIB_CACHE (the folder for downloads and
training runs) and COLORLIB_MIRROR (the address of another copy of the photographs' zip file).
"""

import os
import tempfile
from pathlib import Path

from platformdirs import user_cache_path

CATEGORIES = ("forest", "mountain")  # the two kinds of photographs, and the names of their folders


class ColorlibError(ValueError):
    """Something the caller gave cannot be used; the message says what, and what to do."""


def mode():
    """Return ``"quick"`` or ``"full"``; anything else in ``COLORLIB_MODE`` is an error."""
    name = os.environ.get("COLORLIB_MODE") or "quick"
    if name not in ("quick", "full"):
        raise ColorlibError(f"COLORLIB_MODE is {name!r}; set it to 'quick' or 'full'.")
    return name


def by_mode(quick, full):
    """Return the first value in the quick mode and the second in the full one."""
    return quick if mode() == "quick" else full


def data_folder():
    """Return the folder of the bundled photographs, models and finished runs."""
    folder = Path(__file__).resolve().parent.parent / "data"
    if not folder.is_dir():
        raise ColorlibError(
            "The course's data/ folder is not beside colorlib: install it from a clone of the "
            "course with 'pip install --editable .'."
        )
    return folder


def as_path(name):
    """Return a path in which ``~`` stands for the reader's home, where there is one."""
    return Path(os.path.expanduser(name))  # noqa: PTH111 (pathlib's raises without a home)


def cache_folder():
    """Return the folder for downloads and training runs; it may not exist yet."""
    if named := os.environ.get("COLORLIB_CACHE"):
        return as_path(named)
    try:
        return user_cache_path("colorlib", appauthor=False)
    except RuntimeError:  # In some containers a user has no home.
        return Path(tempfile.gettempdir()) / "colorlib"


def mirror():
    """Return the address in ``COLORLIB_MIRROR``, or None."""
    address = os.environ.get("COLORLIB_MIRROR") or None
    if address and not address.startswith(("http://", "https://")):
        raise ColorlibError(f"COLORLIB_MIRROR is {address!r}; set it to an address, https://….")
    return address
