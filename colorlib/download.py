"""Fetch the CVCL photographs, once, and prove that they are the published ones.

Oliva and Torralba (2001), Modeling the shape of the scene, International Journal of Computer
Vision 42(3), doi:10.1023/A:1011139631724.
"""

import contextlib
import csv
import errno
import hashlib
import os
import re
import shutil
import stat
import time
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

import requests
import urllib3
from tqdm.auto import tqdm

from .errors import ColorlibError
from .files import try_lock
from .scenes import CATEGORIES, cvcl_folder
from .settings import cache_folder, data_folder, mirror

__all__ = ["CVCL_URL", "download_cvcl"]

CVCL_URL = (
    "https://people.csail.mit.edu/torralba/code/spatialenvelope/"
    "spatial_envelope_256x256_static_8outdoorcategories.zip"
)
# Seconds: to wait for an answer or its next byte; before each further attempt; and over which
# fewer than SLOWEST bytes a second are given up, as one byte now and then would never time out.
TIMEOUT = 30
PAUSES = (1, 2, 4)
PATIENCE = 30
SLOWEST = 10_000
# Bytes: an attempt that brought this much earns all further attempts anew; and no archive of
# these photographs, packed or unpacked, is larger than that.
WORTHWHILE = 1_000_000
MOST_BYTES = 500_000_000
# Seconds between two looks whether another process has finished.
LOOK_AGAIN = 0.2

FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
OFFLINE = (
    "until then the course uses its bundled sample; a folder of your own, with forest/ and "
    "mountain/ in it, can be named by COLORLIB_PHOTOS."
)


def download_cvcl(url=None, checksums=None):
    """Download, verify and unpack the forest and mountain photographs of CVCL.

    A broken connection is tried again after pauses of 1, 2 and 4 s, and goes on where it stopped,
    as does a later call. An answer that stays under 10 kB/s for 30 s counts as broken, and one
    over 500 MB is refused. The photographs appear in the cache all at once, after each has been
    verified, or not at all; a second process waits for the first.

    Parameters
    ----------
    url : str, optional
        Where the zip file is; unless given, what ``COLORLIB_MIRROR`` names, else the authors' own.
    checksums : path, optional
        CSV file with columns class, file, bytes and sha256; the published list unless given.

    Returns
    -------
    pathlib.Path
        A photo folder: ``forest/`` (328) and ``mountain/`` (374).

    Raises
    ------
    ColorlibError
        If the archive cannot be fetched or stored, or differs from what was published.
    """
    folder, cache = cvcl_folder(), cache_folder()
    if folder.is_dir():
        return folder
    url = url or mirror() or CVCL_URL
    wanted = read_checksums(checksums or data_folder() / "cvcl_sha256.csv")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(cache / "cvcl.lock"):
            # Whoever was here before may have brought them.
            if not folder.is_dir():
                fetch_and_unpack(url, cache / "cvcl.zip", wanted)
    except requests.RequestException as error:
        address = re.sub("//[^/]*@", "//", url)  # without a password
        raise ColorlibError(
            f"The photographs could not be downloaded from {address} ({in_words(error)}): try "
            f"again on a network that reaches it, which goes on where it stopped, or name another "
            f"copy by COLORLIB_MIRROR; {OFFLINE}"
        ) from None
    except zipfile.BadZipFile as error:
        raise ColorlibError(
            f"The downloaded archive is damaged or not the published one ({error}); it was "
            f"removed: try again, or name another copy by COLORLIB_MIRROR; {OFFLINE}"
        ) from None
    except OSError as error:
        raise ColorlibError(
            f"The photographs could not be stored in {cache} ({error.strerror or error}): make "
            f"about 200 MB of room there, or name another folder by COLORLIB_CACHE; {OFFLINE}"
        ) from None
    return folder


def read_checksums(path):
    """The class, size in bytes and SHA-256 of each wanted file, by its name."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["class"] in CATEGORIES]
    return {row["file"]: (row["class"], int(row["bytes"]), row["sha256"]) for row in rows}


@contextlib.contextmanager
def one_at_a_time(path):
    """Wait until no other process is in here; the system lets the next in if one is killed."""
    waiting = False
    while True:
        with path.open("ab") as file:
            # Who leaves removes the file: a lock on a removed one keeps nobody out.
            if try_lock(file) and is_still_there(file, path):
                try:
                    yield
                finally:
                    with contextlib.suppress(PermissionError):  # Windows keeps an open file.
                        path.unlink()
                return
        if not waiting:
            print("Another process is downloading the photographs: waiting for it.", flush=True)
            waiting = True
        time.sleep(LOOK_AGAIN)


def is_still_there(file, path):
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def fetch_and_unpack(url, archive, wanted):
    """Put the folder in place; an archive that is damaged is fetched once more, from its start.

    It may have been put together from pieces of two different files.
    """
    part = archive.with_suffix(".part")
    try:
        for last in (False, True):
            fetch(url, part, archive)
            try:
                unpack(archive, wanted)
                break
            except zipfile.BadZipFile:
                archive.unlink()
                if last:
                    raise
    except OSError as error:
        if error.errno in FULL_DISK:
            part.unlink(missing_ok=True)
            archive.unlink(missing_ok=True)
        raise
    archive.unlink()


def fetch(url, part, archive):
    """Download a file in as many attempts as it takes, while they bring something."""
    if archive.exists():
        return
    pauses = iter(PAUSES)
    most = size_of(part)
    with tqdm(unit="B", unit_scale=True) as bar:
        while True:
            try:
                fetch_rest(url, part, bar)
                break
            except requests.RequestException as error:
                if size_of(part) >= most + WORTHWHILE:
                    most, pauses = size_of(part), iter(PAUSES)
                pause = next(pauses, None)
                if pause is None or not may_pass(error):
                    raise
                bar.set_postfix_str(f"{in_words(error)}; next attempt in {pause} s")
                time.sleep(pause)
                bar.set_postfix_str("")
    part.replace(archive)


def fetch_rest(url, part, bar):
    """Download what is missing of a file, after the bytes that earlier attempts have left."""
    have = size_of(part)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
        if response.status_code == 416:
            if response.headers.get("Content-Range") == f"bytes */{have}":
                return  # An earlier attempt was killed when it had just brought the last byte.
            part.unlink(missing_ok=True)
            raise requests.ConnectionError("the unfinished download did not fit and was removed")
        response.raise_for_status()
        if response.status_code != 206:
            have = 0
        length = response.headers.get("Content-Length", "")
        total = have + int(length) if length.isdecimal() else None
        bar.reset(total)
        bar.initial = bar.n = size = have
        since, until_then = time.monotonic(), have
        with part.open("ab" if have else "wb") as file:
            while chunk := read_some(response):
                file.write(chunk)
                bar.update(len(chunk))
                size += len(chunk)
                if max(size, total or 0) > MOST_BYTES:
                    break
                if time.monotonic() - since > PATIENCE:
                    if size - until_then < SLOWEST * PATIENCE:
                        raise requests.Timeout("the answer is too slow")
                    since, until_then = time.monotonic(), size
    if max(size, total or 0) > MOST_BYTES:
        part.unlink()
        raise requests.RequestException("the answer is far larger than the archive")
    # urllib3 notices what is missing of a stated length; but headers that are cut off state none,
    # and look like those of a whole answer without a byte.
    if size == have:
        raise requests.ConnectionError("the connection was cut")


def read_some(response):
    """What has come by now, so that a trickle cannot hide behind a chunk that fills slowly."""
    try:
        return response.raw.read1(1 << 16, decode_content=False)
    except urllib3.exceptions.HTTPError as error:
        raise requests.ConnectionError("the connection was cut") from error


def size_of(path):
    return path.stat().st_size if path.exists() else 0


def may_pass(error):
    """Whether another attempt may help."""
    if isinstance(error, requests.HTTPError):
        return error.response.status_code >= 500 or error.response.status_code in (408, 429)
    return isinstance(error, requests.ConnectionError | requests.Timeout)


def in_words(error):
    """What failed; the texts of requests' own errors name objects and whole addresses."""
    if isinstance(error, requests.HTTPError):
        return f"the server answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not answer or refuses"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not accepted"
    if error.args and isinstance(error.args[0], str):
        return error.args[0]
    if isinstance(error, requests.Timeout):
        return f"no answer within {TIMEOUT} s"
    return f"no connection, {type(error).__name__}"


def unpack(archive, wanted):
    """Verify every wanted file of the archive, then put the folder in place in one step."""
    unfinished = archive.with_suffix(".unfinished")
    # An earlier process may have been killed in the middle.
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        with contextlib.closing(read_members(archive, wanted)) as members:
            for category, name, data in tqdm(members, total=len(wanted), unit="photo"):
                (unfinished / category).mkdir(parents=True, exist_ok=True)
                with (unfinished / category / name).open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
        unfinished.replace(cvcl_folder())
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def read_members(archive, wanted):
    """Yield class, name and bytes of each wanted file; whatever is wrong is a BadZipFile."""
    try:
        with zipfile.ZipFile(archive) as zipped:
            refuse_traps(zipped.infolist())
            # Only the bare names count, so that no path in the archive can lead elsewhere.
            members = {PurePosixPath(info.filename).name: info for info in zipped.infolist()}
            for name, (category, size, digest) in wanted.items():
                if name not in members:
                    raise zipfile.BadZipFile(f"{name} is not in it")
                with zipped.open(members[name]) as file:
                    # Never more than should be there, however much there is.
                    data = file.read(size + 1)
                if hashlib.sha256(data).hexdigest() != digest:
                    raise zipfile.BadZipFile(f"{name} is not as published")
                yield category, name, data
    except Exception as error:
        # zipfile lets the errors of decompressors and of parsing through as they are.
        raise zipfile.BadZipFile(str(error) or type(error).__name__) from error


def refuse_traps(members):
    """Refuse an archive that was made to do harm, though nothing but listed names is written."""
    for info in members:
        path = PureWindowsPath(info.filename)  # knows both kinds of slashes, and drives
        if path.anchor or ".." in path.parts:
            raise zipfile.BadZipFile(f"{info.filename} leads out of its folder")
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise zipfile.BadZipFile(f"{info.filename} is a link or a device")
        # Only these two can be unpacked a little at a time.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile(f"{info.filename} is packed in an unusual way")
    if sum(info.file_size for info in members) > MOST_BYTES:
        raise zipfile.BadZipFile("it unpacks to far more than the photographs")
