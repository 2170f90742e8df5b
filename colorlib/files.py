"""Files that are written whole or not at all, and arrays read without trusting their file."""

import io
import os
import tempfile

import numpy as np

from .settings import ColorlibError, as_path


def save_atomically(path, write):
    """Let ``write`` fill a file opened for bytes, and put it in place only when it is whole."""
    path = as_path(path)
    # Not longer than the name itself, which may be as long as names can be.
    unfinished = path.with_name(f"{path.name[:99]}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise ColorlibError(f"{path} could not be written: {error.strerror}.") from None
    finally:
        # An interruption must not leave it; if all went well it is gone already.
        unfinished.unlink(missing_ok=True)


def make_folder(path):
    """Make a folder, unless it is there, and make sure that files can be written in it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path).close()
    except OSError as error:
        raise ColorlibError(f"{path} cannot hold files: {error.strerror}.") from None


def read_arrays(data):
    """Read the arrays of an ``.npz`` file from its bytes; an empty dict if it is none.

    Python objects are never read, because reading them can run code.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    # Damage shows in a dozen ways: BadZipFile, zlib.error, EOFError, NotImplementedError …
    except Exception:
        return {}
