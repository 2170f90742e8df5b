"""Files that several processes may meet: written whole or not at all, and locked."""

import os
from pathlib import Path

from .errors import ColorlibError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

__all__ = ["save_atomically", "try_lock", "unlock"]

# A byte far behind any text, because on Windows nobody else can read what is locked.
FAR = 2**20


def save_atomically(path, write):
    """Write a file so that it is either whole or absent.

    Parameters
    ----------
    path : path
    write : callable
        Gets a file open for writing bytes.

    Raises
    ------
    ColorlibError
        If the disk is full or the folder not writable; an older file stays as it was.
    """
    path = Path(path)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise ColorlibError(f"{path} could not be written: {error.strerror}.") from None
    finally:
        # It is gone already if all went well; an interruption must not leave it either.
        unfinished.unlink(missing_ok=True)


def try_lock(file):
    """Lock an open file against other processes, or say that one of them has it.

    The operating system unlocks it when the process ends, however that comes about, so that a
    killed run never locks anybody out; the number of a process could not tell, as it is used again.

    Returns
    -------
    bool
        Whether the lock is ours now.
    """
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            os.lseek(file.fileno(), FAR, os.SEEK_SET)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):
        return False
    return True


def unlock(file):
    """Unlock what `try_lock` has locked."""
    if fcntl:
        fcntl.flock(file, fcntl.LOCK_UN)
    else:
        os.lseek(file.fileno(), FAR, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
