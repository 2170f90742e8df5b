"""Where things are and how much to compute: the course's few settings.

Each is an environment variable, read at the moment of use:

``COLORLIB_PROFILE``
    ``quick`` (the default: for reading, class and tests) or ``full`` (the whole training).
``COLORLIB_PHOTOS``
    A folder with ``forest/`` and ``mountain/`` in it, to use instead of the bundled photographs.
``COLORLIB_CACHE``
    Where downloads and training runs are kept; the user's cache folder unless it is set. The course
    writes nowhere else, but for results where a command's ``--output`` wants them.
``COLORLIB_MIRROR``
    The address of another copy of the photographs' zip file, to download instead of the authors'.
"""

import os
from pathlib import Path

from platformdirs import user_cache_path

from .errors import ColorlibError

__all__ = ["cache_folder", "cached", "choose", "data_folder", "mirror", "profile"]

PROFILES = ("quick", "full")
# Downloads, training runs, and what Keras and Matplotlib keep.
CACHED = ("cvcl", "cvcl.*", "runs", "keras", "matplotlib")


def profile():
    """Return the profile in use, ``"quick"`` or ``"full"``.

    Raises
    ------
    ColorlibError
        If ``COLORLIB_PROFILE`` is set to anything else.
    """
    name = os.environ.get("COLORLIB_PROFILE") or "quick"
    if name not in PROFILES:
        raise ColorlibError(f"COLORLIB_PROFILE is {name!r}; set it to 'quick' or 'full'.")
    return name


def choose(quick, full):
    """Return the first value in the quick profile and the second in the full one."""
    return quick if profile() == "quick" else full


def data_folder():
    """Return the folder of the bundled photographs, models and finished runs.

    Raises
    ------
    ColorlibError
        If colorlib was installed apart from the course.
    """
    folder = Path(__file__).resolve().parent.parent / "data"
    if not folder.is_dir():
        raise ColorlibError(
            "The course's data/ folder is not beside colorlib: install it from a clone of the "
            "course with 'pip install --editable .'."
        )
    return folder


def cache_folder():
    """Return the folder for downloads and training runs; it may not exist yet."""
    named = os.environ.get("COLORLIB_CACHE")
    return Path(named).expanduser() if named else user_cache_path("colorlib", appauthor=False)


def cached():
    """Return what the course keeps in its cache folder, as a list of paths.

    Nothing else in there is the course's, should ``COLORLIB_CACHE`` name a folder with more in it.
    """
    return sorted(path for part in CACHED for path in cache_folder().glob(part))


def mirror():
    """Return the address of another copy of the photographs' zip file, or None.

    Raises
    ------
    ColorlibError
        If ``COLORLIB_MIRROR`` is set to anything but an http or https address.
    """
    address = os.environ.get("COLORLIB_MIRROR") or None
    if address and not address.startswith(("http://", "https://")):
        raise ColorlibError(
            f"COLORLIB_MIRROR is {address!r}; set it to the whole address of the zip file, "
            "beginning with http:// or https://."
        )
    return address
