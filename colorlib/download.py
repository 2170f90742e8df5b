"""Fetch the CVCL photographs, once, and prove that they are the published ones.

Oliva and Torralba (2001), Modeling the shape of the scene, International Journal of Computer
Vision 42(3), doi:10.1023/A:1011139631724.
"""

import csv
import hashlib
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import requests
from tqdm.auto import tqdm

from .errors import ColorlibError
from .scenes import CATEGORIES, cvcl_folder
from .settings import cache_folder, data_folder

__all__ = ["CVCL_URL", "download_cvcl"]

CVCL_URL = (
    "https://people.csail.mit.edu/torralba/code/spatialenvelope/"
    "spatial_envelope_256x256_static_8outdoorcategories.zip"
)
TIMEOUT = 30
OFFLINE = (
    "until then the course uses its bundled sample; a folder of your own, with forest/ and "
    "mountain/ in it, can be named by COLORLIB_PHOTOS."
)


def download_cvcl(url=CVCL_URL, checksums=None):
    """Download, verify and unpack the forest and mountain photographs of CVCL.

    An interrupted download goes on where it stopped. The photographs appear in the cache all at
    once, after each has been verified, or not at all.

    Parameters
    ----------
    url : str, optional
        Where the zip file is; a mirror may be named.
    checksums : path, optional
        CSV file with columns class, file, bytes and sha256; the published list unless given.

    Returns
    -------
    pathlib.Path
        A photo folder: ``forest/`` (328) and ``mountain/`` (374).

    Raises
    ------
    ColorlibError
        If the archive cannot be fetched, or differs from what was published.
    """
    if cvcl_folder().is_dir():
        return cvcl_folder()
    archive = cache_folder() / "cvcl.zip"
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        fetch(url, archive)
        unpack(archive, read_checksums(checksums or data_folder() / "cvcl_sha256.csv"))
    except OSError as error:
        # requests' errors are OSErrors as well; those of the disk carry a number.
        if isinstance(error, requests.RequestException):
            raise ColorlibError(
                f"The photographs could not be downloaded ({type(error).__name__}): try again on a "
                f"network that reaches them; {OFFLINE}"
            ) from None
        raise ColorlibError(
            f"The photographs could not be stored in {cache_folder()}: {error.strerror}."
        ) from None
    archive.unlink()
    return cvcl_folder()


def read_checksums(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["class"] in CATEGORIES]
    return {row["file"]: (row["class"], row["sha256"]) for row in rows}


def fetch(url, archive):
    """Download a file, going on after the bytes that an earlier attempt has left."""
    part = archive.with_suffix(".part")
    if archive.exists():
        return
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
        if response.status_code == 416:
            # Nothing is left to send: the part is whole, or it belongs to another file.
            part.unlink()
            raise ColorlibError("The unfinished download did not fit and was removed: try again.")
        response.raise_for_status()
        if response.status_code != 206:
            have = 0
        total = have + int(response.headers.get("Content-Length", 0))
        with (
            part.open("ab" if have else "wb") as file,
            tqdm(total=total or None, initial=have, unit="B", unit_scale=True) as bar,
        ):
            for chunk in response.iter_content(1 << 16):
                file.write(chunk)
                bar.update(len(chunk))
    if total and part.stat().st_size < total:
        raise requests.ConnectionError("the connection ended early")
    part.replace(archive)


def unpack(archive, checksums):
    """Verify every wanted file of the archive, then put the folder in place in one step."""
    unfinished = Path(tempfile.mkdtemp(prefix="cvcl-", dir=cache_folder()))
    try:
        with zipfile.ZipFile(archive) as zipped:
            # Only the bare names count, so that no path in the archive can lead elsewhere.
            members = {PurePosixPath(info.filename).name: info for info in zipped.infolist()}
            for name, (category, digest) in tqdm(checksums.items(), unit="photo"):
                data = zipped.read(members[name]) if name in members else b""
                if hashlib.sha256(data).hexdigest() != digest:
                    raise zipfile.BadZipFile(name)
                (unfinished / category).mkdir(exist_ok=True)
                (unfinished / category / name).write_bytes(data)
        unfinished.replace(cvcl_folder())
    except (zipfile.BadZipFile, EOFError) as error:
        archive.unlink()
        raise ColorlibError(
            f"The downloaded archive is damaged or not the published one ({error}); it was "
            f"removed: try again; {OFFLINE}"
        ) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
